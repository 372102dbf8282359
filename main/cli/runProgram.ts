/**
 * Runs a command line program to its exit code: for the entries beside `qadapter` itself (demo, study).
 */
import type { Command } from "commander";
import { exitCodes, reportError } from "./exitCodes.ts";
import { listenForInterrupts } from "./interrupt.ts";

/** Parses the command line, runs the action, ends the process. */
export async function runProgram(program: Command): Promise<never> {
    listenForInterrupts();
    try {
        await program.parseAsync();
        process.exit(exitCodes.done);
    } catch (error) {
        process.exit(reportError(error));
    }
}
