/**
 * `qadapter pack`: from an adapter file to a package.
 */
import { packAdapter, packageBytes } from "../packages/packAdapter.ts";
import { interruptSignal } from "./interrupt.ts";
import { Progress, printJson, printLine } from "./output.ts";
import type { PackOptions } from "./pack.ts";
import { readPairs } from "./readPairs.ts";
import { checkWritable } from "./writable.ts";

/** Runs the subcommand. */
export async function run({ adapter, out, name, note, tag, pairs, json }: PackOptions): Promise<void> {
    checkWritable(out, "package");
    const data = pairs === undefined ? undefined : { name: "", pairs: readPairs(pairs, false).pairs };
    const source = { adapter, name, note, tags: tag, data };
    const total = packageBytes(source);
    const progress = new Progress("Packing");
    const { bytes, manifest } = await packAdapter(out, source, {
        onProgress: (done) => progress.update({ done: Math.min(done, total), total }),
        signal: interruptSignal,
    });
    progress.finish();
    printLine(`Wrote ${out}.`);
    if (json) printJson({ package: out, bytes, ...manifest });
}
