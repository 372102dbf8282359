/** Runs the real command in a process of its own, on one thread, and waits for it, or ends it in the middle. */
import { type SpawnOptions, spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

export const root = join(import.meta.dirname, "../..");
export const pipPath = join(root, "resources/models/pip-q8_0.gguf");
export const warmPairs = join(root, "resources/demo/pairs-warm.train.jsonl");

/** How a process ended, and what it said. */
export interface Ended {
    status: number | null;
    signal: NodeJS.Signals | null;
    stdout: string;
    stderr: string;
}

/** A running command. */
export interface Running {
    kill: (signal: NodeJS.Signals) => void;
    ended: Promise<Ended>;
}

/** Starts a program without the bootstrap, so that signals reach the program itself; by default `qadapter`. */
export function start(
    args: readonly string[],
    options: SpawnOptions = {},
    entry: string = "main/cli/main.ts",
): Running {
    const { QADAPTER_DEBUG: _, ...env } = process.env;
    const child = spawn(process.execPath, [join(root, entry), ...args], {
        env,
        stdio: ["ignore", "pipe", "pipe"],
        ...options,
    });
    const exit = new Promise<Pick<Ended, "status" | "signal">>((done, fail) => {
        child.on("error", fail);
        child.on("exit", (status, signal) => done({ status, signal }));
    });
    const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ""));
    const ended = async () => ({
        ...(await exit),
        stdout: (await stdout) ?? "",
        stderr: (await stderr) ?? "",
    });
    return { kill: (signal) => void child.kill(signal), ended: ended() };
}

/** Runs `qadapter` to its end. */
export function qadapter(args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
    return start(args, options).ended;
}
