/** The SHA-256 of a file, read once from start to end. Not the fingerprint of a model: formats/gguf/fingerprint.ts. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** In hex. Errors are the system's: see fileErrors.ts. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
    return hash.digest("hex");
}
