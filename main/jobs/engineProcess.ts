/**
 * A process that runs the engine, whoever starts it: Node's `fork` here, a utility process in Electron's front door.
 * Not its supervision (engine.ts).
 */
import { fork } from "node:child_process";
import { type FramePort, processPort } from "../../preload/framePort.ts";
import type { Log } from "../log.ts";

/** A started process. */
export interface EngineProcess {
    port: FramePort;
    pid: number | undefined;
    /** Called once when the process has ended; `reason` as the system gives it, such as "SIGKILL" or "code 1". */
    onExit(listener: (reason: string) => void): void;
    /** Ends it at once. */
    kill(): void;
}

/** Starts a process with the entry main/engine/main.ts and these arguments. */
export type EngineLauncher = (args: readonly string[], log: Log) => EngineProcess;

/** The entry of the engine's process. */
export const engineEntry = new URL("../engine/main.ts", import.meta.url);

/** Starts the engine as a child process of Node. */
export const forkEngine: EngineLauncher = (args, log) => forkEntry(engineEntry, args, log);

/** Starts an entry that becomes the engine as a child process of Node. */
export function forkEntry(entry: URL | string, args: readonly string[], log: Log): EngineProcess {
    const child = fork(entry, [...args], {
        serialization: "advanced",
        stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    if (child.stderr) logLines(child.stderr, log);
    child.on("error", (error) => log("error", "The engine's process cannot be started.", error));
    return {
        port: processPort(child),
        pid: child.pid,
        onExit: (listener) => void child.once("exit", (code, signal) => listener(signal ?? `code ${code}`)),
        kill: () => void child.kill("SIGKILL"),
    };
}

/** Notes what the engine writes to its standard error. */
export function logLines(stream: NodeJS.ReadableStream, log: Log): void {
    let text = "";
    stream.setEncoding("utf8").on("data", (chunk: string) => {
        const lines = (text + chunk).slice(-100_000).split("\n");
        text = lines.pop() ?? "";
        for (const line of lines) log("warning", `engine: ${line}`);
    });
}
