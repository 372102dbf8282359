/** What a person is told when work in the background fails. */
import { StudioError } from "../errors.ts";
import type { Log } from "../log.ts";

/** The error's sentence; an error that nobody foresaw goes to the log, as `what`, and is only said to have happened. */
export function problemOf(log: Log, what: string, error: unknown): string {
    if (error instanceof StudioError) return error.message;
    log("error", what, error);
    return "Something unexpected happened. The log has the details.";
}
