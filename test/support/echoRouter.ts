/**
 * The router of the small contract. Run as a program, it serves its parent process.
 */
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { implement } from "@orpc/server";
import { StudioError } from "../../main/errors.ts";
import { serveRouter } from "../../main/rpc/serveRouter.ts";
import { processPort } from "../../preload/framePort.ts";
import { echoContract } from "./echoContract.ts";

/** A router with its own memory of what was stopped. */
export function echoRouter() {
    const stopped: string[] = [];
    const os = implement(echoContract);
    return os.router({
        echo: os.echo.handler(({ input }) => input),
        fail: os.fail.handler(({ input }) => {
            if (input.how === "studio") throw new StudioError("disk-full", "There is no room left.");
            throw new TypeError("x is not a function");
        }),
        count: os.count.handler(async function* ({ input: { to, failAt } }) {
            try {
                for (let i = 0; i < to; i++) {
                    if (i === failAt) throw new StudioError("context-full", "Full.");
                    yield i;
                    if (i % 100 === 99) await setImmediate(); // frames that stop it have to get in
                }
            } finally {
                stopped.push(`count ${to}`);
            }
        }),
        work: os.work.handler(async ({ input, signal }) => {
            await once(signal as AbortSignal, "abort");
            stopped.push(input.name);
        }),
        stopped: os.stopped.handler(() => stopped),
    });
}

if (process.argv[1] === import.meta.filename)
    serveRouter(echoRouter(), processPort(process), (level, text) =>
        process.stderr.write(`${level} ${text}\n`),
    );
