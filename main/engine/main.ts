/**
 * The entry of the engine's process, started by Node's `fork` or as a utility process of Electron. Serves its parent
 * until the line closes. Its one argument is JSON: what to compute on.
 */
import { type ElectronPort, electronPort, processPort } from "../../preload/framePort.ts";
import type { Log } from "../log.ts";
import { guardSockets } from "../network/socketGuard.ts";
import { serveRouter } from "../rpc/serveRouter.ts";
import { type EngineOptions, engineRouter } from "./router.ts";

/** What goes wrong is said on stderr, which the parent reads. */
const log: Log = (level, text, details) => {
    const reason = details instanceof Error ? `: ${details.stack ?? details.message}` : "";
    process.stderr.write(`${level} ${text}${reason}\n`);
};

guardSockets(() => true); // it computes, and asks nobody for anything
const options = JSON.parse(process.argv[2] ?? "{}") as Partial<EngineOptions>;
const parentPort = (process as unknown as { parentPort?: ElectronPort }).parentPort;
const port = parentPort ? electronPort(parentPort) : processPort(process);
port.onClose(() => process.exit(0));
serveRouter(engineRouter({ device: "auto", threads: null, ...options }), port, log);
