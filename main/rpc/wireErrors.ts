/**
 * What crosses a line when a call fails: a code and a sentence, never a stack trace.
 */
import { ORPCError, ValidationError } from "@orpc/server";
import { StudioError } from "../errors.ts";
import type { Log } from "../log.ts";

/** The error to send; one that is the program's own mistake is logged. */
export function toWireError(
    error: unknown,
    signal: AbortSignal | undefined,
    log: Log,
): ORPCError<string, unknown> {
    if (error instanceof StudioError) return wire(error.code, error.message, error);
    if (error instanceof ORPCError && error.cause instanceof ValidationError)
        return wire("input-invalid", describe(error.cause), error);
    if (signal?.aborted || (error instanceof Error && error.name === "AbortError"))
        return wire("interrupted", "Stopped.", error);
    log("error", "A call failed unexpectedly.", error);
    const reason = error instanceof Error && error.message.split("\n")[0];
    return wire(
        "unexpected",
        `Something unexpected happened: ${reason || "no reason given"}. The log has the details.`,
        error,
    );
}

function wire(code: string, message: string, cause: unknown): ORPCError<string, unknown> {
    return new ORPCError(code, { status: 422, message, cause });
}

/** The first thing that the contract does not allow, with where it stands. */
function describe({ issues }: ValidationError): string {
    const [issue] = issues;
    const place = (issue?.path ?? [])
        .map((part) => String(typeof part === "object" ? part.key : part))
        .join(".");
    const why = (issue?.message ?? "not allowed").replace(/[.]$/, "");
    return place
        ? `The value of "${place.slice(0, 200)}" cannot be used: ${why}.`
        : `The values cannot be used: ${why}.`;
}
