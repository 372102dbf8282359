/**
 * Ends work on data from outside that would never come to an end, such as a template with an endless loop: it holds the
 * thread, so that neither Ctrl-C nor a message could stop it. Not for our own work, which listens to an AbortSignal.
 */
import { Script } from "node:vm";

/** Far more than any honest template takes, also on a computer that is busy. */
const seconds = 5;
const place = Symbol.for("qadapter.withinTime");
const call = new Script('globalThis[Symbol.for("qadapter.withinTime")]()');

/** The work took too long and was ended. */
export class EndlessError extends Error {}

/** Runs a function, which must not wait for anything. @throws EndlessError, and what the function throws */
export function withinTime<T>(run: () => T): T {
    const globals = globalThis as { [place]?: () => T };
    globals[place] = run;
    try {
        return call.runInThisContext({ timeout: 1000 * seconds }) as T;
    } catch (error) {
        if ((error as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
        throw new EndlessError("it does not come to an end");
    } finally {
        delete globals[place];
    }
}
