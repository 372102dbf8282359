/**
 * The worker that runs node-llama-cpp's downloader for one file. By itself that downloader goes on retrying for many
 * minutes, even after it was cancelled, and drops errors of its parallel streams as unhandled rejections: in a worker
 * of its own both end with the worker. Started by transfer.ts.
 */
import { basename, dirname } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { createModelDownloader } from "node-llama-cpp";
import type { TransferMessage, TransferOrder } from "./transfer.ts";

const { address, headers, path } = workerData as TransferOrder;
const send = (message: TransferMessage) => parentPort?.postMessage(message);

function fail(error: unknown): void {
    const { message, code, statusCode } = error as Error & { code?: unknown; statusCode?: unknown };
    send({
        type: "failed",
        message: String(message),
        code: typeof code === "string" ? code : undefined,
        status: typeof statusCode === "number" ? statusCode : undefined,
    });
}

process.on("unhandledRejection", fail);
try {
    send({ type: "progress", bytes: 0 });
    const downloader = await createModelDownloader({
        modelUri: asOneFile(address),
        dirPath: dirname(path),
        fileName: basename(path),
        skipExisting: false,
        headers,
        tokens: { huggingFace: null as unknown as undefined }, // null: none that lies around on this computer
        onProgress: ({ downloadedSize }) => send({ type: "progress", bytes: downloadedSize }),
    });
    await downloader.download();
    send({ type: "done" });
} catch (error) {
    fail(error);
}

/** The downloader takes the address of one part of a split model for all of them, unless the dash is written so. */
function asOneFile(url: string): string {
    const { origin, pathname, search } = new URL(url);
    return `${origin}${pathname.replace(/-of-(?=\d{5}\.gguf$)/, "%2Dof-")}${search}`;
}
