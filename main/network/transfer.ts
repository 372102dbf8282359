/**
 * Brings one file from an address to the disk, in a worker that runs node-llama-cpp's downloader. Goes on where an
 * earlier transfer stopped (its part stays as `path`.ipull), and ends when it is stopped, fails, or nothing arrives
 * any more. Does not know what the file should hold.
 */
import { Worker } from "node:worker_threads";
import { StudioError } from "../errors.ts";
import { interruption } from "./networkErrors.ts";
import { defaultPatience, type HubOptions, type Source } from "./request.ts";

/** What the worker is started with. */
export interface TransferOrder extends Source {
    /** of the whole file; with a name of letters and digits, which the downloader leaves as it is */
    path: string;
}

/** What the worker says. */
export type TransferMessage =
    | { type: "progress"; bytes: number }
    | { type: "done" }
    | { type: "failed"; message: string; code?: string; status?: number };

/** The part of a file that is there already, and how it is called. */
export const partSuffix = ".ipull";

/** The other side answered with an HTTP status instead of the file. */
export class TransferRefused extends Error {
    readonly status: number;

    constructor(status: number, message: string) {
        super(message);
        this.status = status;
    }
}

/** How to transfer. */
export interface TransferOptions extends Pick<HubOptions, "signal" | "patience"> {
    onProgress: (bytes: number) => void;
}

/**
 * Transfers a file.
 * @throws TransferRefused, StudioError `network` or `interrupted`, an error of the system (with its code)
 */
export function transfer(order: TransferOrder, options: TransferOptions): Promise<void> {
    const { signal, patience = defaultPatience, onProgress } = options;
    if (signal?.aborted) return Promise.reject(interruption(signal));
    const worker = new Worker(new URL("./transferWorker.ts", import.meta.url), { workerData: order });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => reject(interruption(signal as AbortSignal));
    signal?.addEventListener("abort", stop);
    const silence = new Silence(patience, () => reject(brokenOff()));
    worker.on("message", (message: TransferMessage) => {
        if (message.type === "done") resolve();
        else if (message.type === "failed") reject(failure(message));
        else {
            silence.heard(message.bytes);
            onProgress(message.bytes);
        }
    });
    worker.on("error", reject);
    worker.on("exit", () => reject(new Error("The transfer ended without an answer.")));
    return promise.finally(() => {
        silence.end();
        signal?.removeEventListener("abort", stop);
        return worker.terminate();
    });
}

function failure({ message, code, status }: TransferMessage & { type: "failed" }): Error {
    if (status !== undefined) return new TransferRefused(status, message);
    return Object.assign(new Error(message), { code });
}

function brokenOff(): StudioError {
    return new StudioError(
        "network",
        "Nothing arrives from the hub any more: run this again to go on from there.",
    );
}

/** Waits for the bytes to change, from the first time they are told on. */
class Silence {
    readonly #patience: number;
    readonly #onSilence: () => void;
    #bytes = -1;
    #timer: NodeJS.Timeout | undefined;

    /** @param patience seconds */
    constructor(patience: number, onSilence: () => void) {
        this.#patience = patience;
        this.#onSilence = onSilence;
    }

    heard(bytes: number): void {
        if (bytes === this.#bytes) return;
        this.#bytes = bytes;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(this.#onSilence, 1000 * this.#patience);
    }

    end(): void {
        clearTimeout(this.#timer);
    }
}
