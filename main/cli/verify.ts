/**
 * `qadapter verify`: its options and help. What it does is in runVerify.ts.
 */
import type { Command } from "commander";
import { jsonOption } from "./sharedOptions.ts";

/** What `qadapter verify` was asked. */
export interface VerifyOptions {
    folder: string;
    json?: boolean;
}

/** Adds `verify` to the program; `run` is called with the checked options. */
export function registerVerify(program: Command, run: (options: VerifyOptions) => Promise<void>): void {
    program
        .command("verify")
        .summary("check a folder that was carried here")
        .description(
            "Checks every file of a transfer kit against its list of checksums, and that nothing was added. Uses no network.",
        )
        .argument("<folder>", "the folder with the file SHA256SUMS")
        .addOption(jsonOption())
        .action((folder: string, options: Omit<VerifyOptions, "folder">) => run({ ...options, folder }));
}
