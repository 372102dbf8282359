/**
 * Writes a zip file from streams, whole or not at all, with the SHA-256 of every part.
 * The same parts give the same bytes: times are left out. What the parts are is for the callers.
 * The format itself is yazl's business (reading: yauzl, of the same author, well kept, streaming, without dependencies
 * that weigh anything): what is left to us is what they do not do, which is checksums, atomicity and distrust.
 */
import { createHash, hash } from "node:crypto";
import { PassThrough, type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Options, ZipFile } from "yazl";
import { streamFileAtomically, writeAll } from "../../files/atomicWrite.ts";

/** Size and checksum of a part. */
export interface Digest {
    bytes: number;
    /** in hex */
    sha256: string;
}

/** One part of a zip file that is written. */
export interface ZipPart {
    name: string;
    /** whether its bytes can be packed smaller: texts, not numbers */
    compress: boolean;
    /** called when its turn comes, with the digests of those before it */
    open: (before: ReadonlyMap<string, Digest>) => Readable;
}

/** How to write. */
export interface ZipWriteOptions {
    /** bytes of the parts that were read so far */
    onProgress?: (bytes: number) => void;
    signal?: AbortSignal;
}

const plain: Partial<Options> = {
    mtime: new Date(Date.UTC(2000, 0, 1)),
    mode: 0o100644,
    forceDosTimestamp: true,
};

/** @throws StudioError disk-full, file-access, file-missing (the folder); what a part's stream throws; AbortError */
export async function writeZip(
    path: string,
    parts: readonly ZipPart[],
    options: ZipWriteOptions = {},
): Promise<Map<string, Digest>> {
    const digests = new Map<string, Digest>();
    await streamFileAtomically(path, async (fd) => {
        for await (const chunk of zipped(parts, digests, options)) {
            options.signal?.throwIfAborted();
            writeAll(fd, chunk as Buffer);
        }
    });
    return digests;
}

/** The bytes of the zip file; fills in `digests` as the parts are read. */
function zipped(
    parts: readonly ZipPart[],
    digests: Map<string, Digest>,
    { onProgress, signal }: ZipWriteOptions,
): Readable {
    const [zip, output] = [new ZipFile(), new PassThrough()];
    const fail = (error: Error) => output.destroy(signal?.aborted ? signal.reason : error);
    zip.on("error", fail);
    zip.outputStream.on("error", fail).pipe(output);
    let total = 0;
    const count = (bytes: number) => {
        total += bytes;
        onProgress?.(total);
    };
    for (const { name, compress, open } of parts)
        zip.addReadStreamLazy(name, { ...plain, compress }, (give) => {
            const counted = digesting((digest) => digests.set(name, digest), count);
            // yazl pipes, which passes on no error
            pipeline(open(digests), counted, { signal }).catch(fail);
            give(null, counted);
        });
    zip.end();
    return output;
}

/** Size and checksum of bytes in memory. */
export function digestOf(bytes: Uint8Array): Digest {
    return { bytes: bytes.length, sha256: hash("sha256", bytes) };
}

/** Passes bytes on and says at the end what they were. */
function digesting(onEnd: (digest: Digest) => void, onBytes: (bytes: number) => void): Transform {
    const sum = createHash("sha256");
    let bytes = 0;
    return new Transform({
        transform(chunk: Buffer, _encoding, done) {
            sum.update(chunk);
            bytes += chunk.length;
            onBytes(chunk.length);
            done(null, chunk);
        },
        flush(done) {
            onEnd({ bytes, sha256: sum.digest("hex") });
            done();
        },
    });
}
