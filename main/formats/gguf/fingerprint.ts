/**
 * Identifies a model by its weights, whatever its file is called and says about itself.
 * Not a checksum of the file: metadata, the order of the tensors and the gaps between them do not count.
 */

import { createHash } from "node:crypto";
import { GgufData } from "./data.ts";
import type { GgufFile, GgufTensorInfo } from "./types.ts";

/**
 * SHA-256, in hex, over the tensors sorted by name: name, type, shape and data of each.
 * @param onBytes called with the number of bytes that have been read so far
 * @throws StudioError if the data cannot be read, as GgufData
 */
export function fingerprintTensors(file: GgufFile, onBytes?: (done: number) => void): string {
    const hash = createHash("sha256");
    const data = new GgufData(file);
    let done = 0;
    try {
        for (const tensor of [...file.tensors.values()].sort(byName)) {
            hash.update(describe(tensor));
            for (const chunk of data.chunks(tensor)) {
                hash.update(chunk);
                done += chunk.length;
                onBytes?.(done);
            }
        }
    } finally {
        data.close();
    }
    return hash.digest("hex");
}

/** Stays as it is for ever: stored adapters name their base model by the result. */
function describe({ name, type, shape }: GgufTensorInfo): string {
    const fullShape = [0, 1, 2, 3].map((index) => shape[index] ?? 1);
    return `${JSON.stringify([name, type, fullShape])}\n`;
}

/** By UTF-16 units, so not dependent on the language settings. */
function byName(left: GgufTensorInfo, right: GgufTensorInfo): number {
    return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}
