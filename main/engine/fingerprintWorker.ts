/**
 * The worker in which a large file's weights are read for their fingerprint, so that answers go on meanwhile.
 * Started by inspect.ts, for one file.
 */
import { parentPort, workerData } from "node:worker_threads";
import { StudioError } from "../errors.ts";
import { fingerprintTensors } from "../formats/gguf/fingerprint.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import type { FingerprintMessage } from "./inspect.ts";

const bytesBetweenReports = 64 * 2 ** 20;
const send = (message: FingerprintMessage) => parentPort?.postMessage(message);

try {
    const file = readModelFile(workerData as string);
    const total = [...file.tensors.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    let last = 0;
    const result = fingerprintTensors(file, (done) => {
        if (done - last < bytesBetweenReports) return;
        last = done;
        send({ type: "progress", done, total });
    });
    send({ type: "done", result });
} catch (error) {
    if (!(error instanceof StudioError)) throw error;
    send({ type: "failed", code: error.code, message: error.message });
}
