/**
 * Reads a zip file from somebody else, trusting nothing in it: which parts there may be, and how large, is said
 * beforehand; names that lead elsewhere, links, folders, parts named twice, encryption and parts that are larger than
 * they say are refused. Knows nothing of what the parts are.
 */
import { createHash } from "node:crypto";
import { closeSync } from "node:fs";
import type { Readable } from "node:stream";
import { type Entry, fromFdPromise, type ZipFile } from "yauzl";
import { StudioError } from "../../errors.ts";
import { streamFileAtomically, writeAll } from "../../files/atomicWrite.ts";
import { openOrdinaryFile } from "../../files/openFile.ts";
import { problemOfName, sameNameKey } from "./names.ts";
import type { Digest } from "./writeZip.ts";

/** What a zip file may hold. */
export interface ZipRules {
    /** what the file should be, as in "an adapter package" */
    what: string;
    /** the most bytes of a part; undefined: no such part belongs there */
    limit: (name: string) => number | undefined;
    /** the most parts */
    parts: number;
}

/** An open zip file whose table of contents has been checked. */
export interface OpenZip {
    /** bytes of every part as the file says, which reading makes sure of */
    parts: ReadonlyMap<string, number>;
    /** A small part. */
    read: (name: string) => Promise<Buffer>;
    /** Writes a part to a file, whole or not at all, and says what it was. */
    extract: (name: string, to: string, options?: ExtractOptions) => Promise<Digest>;
    refuse: (why: string, cause?: unknown) => StudioError;
    close: () => void;
}

/** How to extract. */
export interface ExtractOptions {
    /** bytes of this part so far */
    onProgress?: (bytes: number) => void;
    signal?: AbortSignal;
}

/** Opens a zip file; the caller closes it. @throws StudioError file-missing, file-access, package-invalid */
export async function openZip(path: string, rules: ZipRules): Promise<OpenZip> {
    const { fd } = openOrdinaryFile(path);
    const refuse = (why: string, cause?: unknown) =>
        new StudioError("package-invalid", `"${path}" is not ${rules.what} that can be trusted: ${why}.`, {
            cause,
        });
    try {
        const zip = await fromFdPromise(fd, { autoClose: false, strictFileNames: true, lazyEntries: true });
        const entries = await readEntries(zip, rules, refuse);
        const parts = new Map([...entries].map(([name, { uncompressedSize }]) => [name, uncompressedSize]));
        const stream = (name: string) => openPart(zip, entries.get(name), name, refuse);
        return {
            parts,
            read: async (name) => readWhole(await stream(name), refuse),
            extract: async (name, to, options) => extract(await stream(name), to, refuse, options),
            refuse,
            close: () => closeSync(fd),
        };
    } catch (error) {
        closeSync(fd);
        throw explain(error, refuse);
    }
}

type Refuse = OpenZip["refuse"];

async function readEntries(zip: ZipFile, rules: ZipRules, refuse: Refuse): Promise<Map<string, Entry>> {
    const entries = new Map<string, Entry>();
    const keys = new Set<string>();
    if (zip.entryCount > rules.parts) throw refuse("it has more parts than it may have");
    for await (const entry of zip.eachEntry()) {
        const name = entry.fileName;
        const problem = problemOfName(name) ?? problemOfEntry(entry);
        if (problem) throw refuse(`its part ${JSON.stringify(name.slice(0, 100))} ${problem}`);
        const limit = rules.limit(name);
        if (limit === undefined) throw refuse(`${JSON.stringify(name.slice(0, 100))} does not belong in it`);
        if (entry.uncompressedSize > limit)
            throw refuse(`its part "${name}" has more than ${Math.floor(limit / 2 ** 20)} MB`);
        if (keys.has(sameNameKey(name))) throw refuse(`it has two parts named "${name}"`);
        keys.add(sameNameKey(name));
        entries.set(name, entry);
    }
    return entries;
}

const fileTypes = { mask: 0o170000, regular: 0o100000, link: 0o120000 };

function problemOfEntry(entry: Entry): string | undefined {
    const type = (entry.externalFileAttributes >>> 16) & fileTypes.mask;
    if (type === fileTypes.link) return "is a link";
    if (type !== 0 && type !== fileTypes.regular) return "is not a file";
    if (entry.isEncrypted()) return "is encrypted";
    if (!entry.canDecodeFileData()) return "is packed in an unknown way";
    return undefined;
}

async function openPart(
    zip: ZipFile,
    entry: Entry | undefined,
    name: string,
    refuse: Refuse,
): Promise<Readable> {
    if (!entry) throw refuse(`its part "${name}" is missing`);
    try {
        return await zip.openReadStreamPromise(entry);
    } catch (error) {
        throw explain(error, refuse);
    }
}

async function readWhole(stream: Readable, refuse: Refuse): Promise<Buffer> {
    try {
        return Buffer.concat(await stream.toArray());
    } catch (error) {
        throw explain(error, refuse);
    }
}

async function extract(
    stream: Readable,
    to: string,
    refuse: Refuse,
    { onProgress, signal }: ExtractOptions = {},
): Promise<Digest> {
    const hash = createHash("sha256");
    let bytes = 0;
    await streamFileAtomically(to, async (fd) => {
        try {
            for await (const chunk of stream as AsyncIterable<Buffer>) {
                signal?.throwIfAborted();
                hash.update(chunk);
                bytes += chunk.length;
                writeAll(fd, chunk);
                onProgress?.(bytes);
            }
        } catch (error) {
            throw signal?.aborted ? signal.reason : explain(error, refuse);
        }
    });
    return { bytes, sha256: hash.digest("hex") };
}

/** What yauzl and zlib say is about the file; errors of the system and our own say it themselves. */
function explain(error: unknown, refuse: Refuse): unknown {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (error instanceof StudioError || syscall !== undefined || !(error instanceof Error)) return error;
    const reason = code?.startsWith("Z_") ? "its contents are damaged" : reasonOf(error.message);
    return refuse(reason, error);
}

function reasonOf(message: string): string {
    if (/end of central directory|multi-disk/i.test(message))
        return "it is not a zip file, or only a part of one";
    if (/too many bytes|not enough bytes/i.test(message)) return "a part is not as large as it says";
    if (/absolute path|invalid relative path|invalid characters/i.test(message))
        return "a part's name leads out of the file's own folder";
    return "it is damaged";
}
