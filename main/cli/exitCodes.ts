/**
 * The exit codes of the command line and how an error becomes one of them and a sentence on stderr.
 * No stack traces here, except when QADAPTER_DEBUG=1 asks for them.
 */
import { CommanderError } from "commander";
import { StudioError } from "../errors.ts";
import { printLine, type Streams } from "./output.ts";

/** What the process ends with. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Tells the person what went wrong, in one sentence, and returns the exit code for it. */
export function reportError(error: unknown, streams: Streams = process): ExitCode {
    // commander has printed its own message or help text already
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (process.env.QADAPTER_DEBUG === "1") printLine(details(error), streams);
    if (isInterruption(error)) {
        printLine(oneLine(error.message), streams);
        return exitCodes.interrupted;
    }
    if (error instanceof StudioError) {
        printLine(`Error: ${oneLine(error.message)}`, streams);
        return error.code === "usage" ? exitCodes.usage : exitCodes.failed;
    }
    const message = oneLine(error instanceof Error ? error.message : String(error)).replace(/[.]$/, "");
    printLine(`Error: Something unexpected happened: ${message}. Set QADAPTER_DEBUG=1 for details.`, streams);
    return exitCodes.failed;
}

/** Our own interruption, or the one that Node's functions throw when their AbortSignal is aborted. */
function isInterruption(error: unknown): error is Error {
    if (error instanceof StudioError) return error.code === "interrupted";
    return error instanceof Error && error.name === "AbortError";
}

function oneLine(text: string): string {
    return text.replace(/\s*\n\s*/g, " ").trim();
}

/** The stack of the error and of everything that caused it. */
function details(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    const cause = error.cause === undefined ? "" : `\nCaused by: ${details(error.cause)}`;
    return `${error.stack ?? error.message}${cause}`;
}
