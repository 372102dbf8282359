/**
 * `qadapter kit`: from files to a transfer kit.
 */
import { makeKit } from "../transferKit/makeKit.ts";
import { interruptSignal } from "./interrupt.ts";
import type { KitOptions } from "./kit.ts";
import { Progress, printJson, printLine } from "./output.ts";

/** Runs the subcommand. */
export async function run({ out, files, json }: KitOptions): Promise<void> {
    const progress = new Progress("Copying");
    const paths = await makeKit(out, files, {
        onProgress: (done, total) => progress.update({ done, total }),
        signal: interruptSignal,
    });
    progress.finish();
    printLine(`Wrote ${out}.`);
    if (json) printJson({ kit: out, files: paths });
}
