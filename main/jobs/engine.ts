/**
 * The engine as the services use it: started when it is first needed, again after it has ended, and with other options
 * when those change. When the process ends, whatever it did fails with `engine-stopped`; nothing else does.
 */
import type { ContractRouterClient } from "@orpc/contract";
import { connect } from "../../preload/connect.ts";
import type { engineContract } from "../engine/contract.ts";
import { StudioError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { EngineLauncher, EngineProcess } from "./engineProcess.ts";

export type EngineClient = ContractRouterClient<typeof engineContract>;

/** What the engine computes on. */
export interface EngineChoice {
    device: "auto" | "cpu" | "vulkan" | "cuda" | "metal";
    /** null: chosen for this machine */
    threads: number | null;
    /** folder of imported accelerator packs */
    accelerators: string;
}

interface Running {
    process: EngineProcess;
    client: EngineClient;
    options: string;
    /** why it ended; empty while it runs */
    ended: string;
}

/** Supervises the one process of the engine. */
export class Engine {
    readonly #launch: EngineLauncher;
    readonly #choice: () => EngineChoice;
    readonly #log: Log;
    #running: Running | undefined;
    #lastReason = "";
    readonly #listeners: ((reason: string | null) => void)[] = [];

    /** @param choice asked at each start */
    constructor(launch: EngineLauncher, choice: () => EngineChoice, log: Log) {
        this.#launch = launch;
        this.#choice = choice;
        this.#log = log;
    }

    get isRunning(): boolean {
        return this.#running !== undefined;
    }

    get pid(): number | undefined {
        return this.#running?.process.pid;
    }

    /** Calls the listener when the process starts (null) or ends by itself (a sentence why). */
    onChange(listener: (reason: string | null) => void): void {
        this.#listeners.push(listener);
    }

    /** The engine's calls; starts the process where it does not run. */
    get client(): EngineClient {
        return (this.#running ?? this.#start()).client;
    }

    #start(): Running {
        const options = JSON.stringify(this.#choice());
        const started = this.#launch([options], this.#log);
        const { client } = connect<typeof engineContract>(started.port, (error) =>
            this.#log("warning", "A frame of the engine was dropped.", error),
        );
        const running: Running = { process: started, client, options, ended: "" };
        this.#running = running;
        started.onExit((reason) => this.#onExit(running, reason));
        this.#log("info", `The engine's process ${started.pid} has started.`);
        this.#tell(null);
        return running;
    }

    #onExit(running: Running, reason: string): void {
        const wasWanted = this.#running === running;
        if (wasWanted) this.#running = undefined;
        this.#log(
            wasWanted ? "error" : "info",
            `The engine's process ${running.process.pid} has ended (${reason}).`,
        );
        if (!wasWanted) return;
        this.#lastReason = explain(reason);
        this.#tell(this.#lastReason);
    }

    #tell(reason: string | null): void {
        for (const listener of this.#listeners) listener(reason);
    }

    /**
     * Does something with the engine. A line that breaks becomes `engine-stopped`, with what is known of the reason.
     * @throws StudioError whatever the call throws
     */
    async use<Result>(work: (client: EngineClient) => Promise<Result>): Promise<Result> {
        const running = this.#running ?? this.#start();
        try {
            return await work(running.client);
        } catch (error) {
            if (!(error instanceof StudioError && error.code === "connection-lost")) throw error;
            await exited(running.process, 1000);
            throw new StudioError("engine-stopped", this.#lastReason || explain(""), { cause: error });
        }
    }

    /** Does something with a process of its own, on that many threads, which then ends. @throws as `use` */
    async useApart<Result>(
        threads: number,
        signal: AbortSignal,
        work: (client: EngineClient) => Promise<Result>,
    ): Promise<Result> {
        const apart = new Engine(this.#launch, () => ({ ...this.#choice(), threads }), this.#log);
        const end = () => apart.stop();
        signal.addEventListener("abort", end, { once: true });
        try {
            return await apart.use(work);
        } finally {
            signal.removeEventListener("abort", end);
            end();
        }
    }

    /** Ends the process; it starts again when it is needed. What it did fails with `reason`, a sentence. */
    stop(reason = "The part of the program that runs models was restarted."): void {
        const running = this.#running;
        if (!running) return;
        this.#running = undefined;
        this.#lastReason = reason;
        running.process.kill();
        this.#tell(null);
    }

    /** Ends the process where it runs with other options than are wanted now. */
    restartIfChanged(): void {
        if (this.#running && this.#running.options !== JSON.stringify(this.#choice())) this.stop();
    }
}

/** The line breaks a moment before the reason for it is known. */
function exited(process: EngineProcess, milliseconds: number): Promise<void> {
    return new Promise((done) => {
        const timer = setTimeout(done, milliseconds);
        process.onExit(() => {
            clearTimeout(timer);
            setImmediate(done);
        });
    });
}

function explain(reason: string): string {
    const cause =
        reason === "SIGKILL"
            ? "the system ended it, most likely because memory ran out"
            : reason === "SIGSEGV" || reason === "SIGABRT" || reason === "SIGILL"
              ? "it made a mistake that it could not recover from"
              : reason === ""
                ? "the reason is not known"
                : `it ended with ${reason}`;
    return `The part of the program that runs models has stopped: ${cause}. It starts again by itself when it is needed.`;
}
