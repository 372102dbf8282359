/**
 * Turns what a server, or the way to it, answers into a sentence that a person can act on. Asks nothing itself.
 */
import { StudioError } from "../errors.ts";

/** What a refusal of the hub means. `what` begins the sentence: a repository or a file. */
export function statusError(status: number, what: string, headers?: Headers): StudioError {
    return new StudioError("network", refusal(status, what, headers));
}

function refusal(status: number, what: string, headers?: Headers): string {
    const wait = Number(headers?.get("retry-after"));
    if (headers?.get("x-error-code") === "GatedRepo" || status === 403)
        return `${what} asks for an account: agree to its licence on the hub's page, then set HF_TOKEN to your access token and run this again.`;
    if (status === 401)
        return `${what} does not exist on the hub, or asks for an account: check the name, or set HF_TOKEN to your access token.`;
    if (status === 404) return `${what} does not exist on the hub: check the name.`;
    if (status === 429)
        return `The hub asks for a pause${wait > 0 ? ` of ${wait} seconds` : ""}: run this again later, what was downloaded is kept.`;
    if (status >= 500)
        return `The hub has trouble right now (HTTP ${status}): run this again later, what was downloaded is kept.`;
    return `The hub refused ${what} (HTTP ${status}): try another file or repository.`;
}

/** What the person meant by stopping, if it was that. */
export function interruption(signal: AbortSignal): StudioError {
    return signal.reason instanceof StudioError
        ? signal.reason
        : new StudioError("interrupted", "Stopped before the end.");
}

/** Turns what fetch throws into a sentence; our own errors pass. */
export function networkError(error: unknown, url: string, what: string, signal?: AbortSignal): unknown {
    if (signal?.aborted) return interruption(signal);
    if (error instanceof StudioError) return error;
    const host = URL.parse(url)?.host ?? url;
    const message =
        error instanceof SyntaxError
            ? `${host} did not answer as a hub does, so ${what} cannot be found there: check the hub's address (HF_ENDPOINT).`
            : `${host} cannot be reached: check the connection. A model can also be brought as a file from another computer.`;
    return new StudioError("network", message, { cause: error });
}
