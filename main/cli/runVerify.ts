/**
 * `qadapter verify`: whether a transfer kit is as it was made.
 */
import { StudioError } from "../errors.ts";
import { verifyKit } from "../transferKit/verifyKit.ts";
import { interruptSignal } from "./interrupt.ts";
import { Progress, printJson, printLine, printText } from "./output.ts";
import type { VerifyOptions } from "./verify.ts";

/** Runs the subcommand. @throws StudioError `package-invalid` when anything is not as it was */
export async function run({ folder, json }: VerifyOptions): Promise<void> {
    const progress = new Progress("Checking");
    const report = await verifyKit(folder, {
        onProgress: (done, total) => progress.update({ done, total }),
        signal: interruptSignal,
    });
    progress.finish();
    const { good, changed, missing, strangers } = report;
    for (const path of changed) printLine(`Changed: ${path}`);
    for (const path of missing) printLine(`Missing: ${path}`);
    for (const path of strangers) printLine(`Not in the list: ${path}`);
    const bad = changed.length + missing.length + strangers.length;
    if (json) printJson({ folder, ok: bad === 0, ...report });
    if (bad > 0)
        throw new StudioError(
            "package-invalid",
            `${bad} of the files in "${folder}" are not as they were sent: use none of them, and have the folder sent again.`,
        );
    if (!json) printText(`All ${good.length} files are as they were sent.`);
}
