/**
 * Turns Ctrl-C and a polite request to end (SIGINT, SIGTERM, SIGHUP) into one AbortSignal.
 * Does not decide what is saved: the command that runs listens to the signal and ends itself.
 */
import { StudioError } from "../errors.ts";
import { exitCodes } from "./exitCodes.ts";
import { printLine } from "./output.ts";

/** One press of Ctrl-C may arrive several times at once: from the terminal, from npm, from the bootstrap. */
const millisecondsOfOnePress = 1000;

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const controller = new AbortController();

/** The signal that a running command gives to its work; it is aborted at the first Ctrl-C. */
export const interruptSignal: AbortSignal = controller.signal;

/**
 * Starts listening. The first signal aborts `interruptSignal`; a second one, at least a second later,
 * ends the process at once, for work that does not come to an end by itself.
 */
export function listenForInterrupts(): void {
    let first: number | undefined;
    const interrupt = () => {
        if (first === undefined) {
            first = performance.now();
            printLine("Stopping… Press Ctrl-C again to stop at once.");
            controller.abort(new StudioError("interrupted", "Stopped before the end."));
        } else if (performance.now() - first > millisecondsOfOnePress) process.exit(exitCodes.interrupted);
    };
    for (const signal of signals) process.on(signal, interrupt);
}
