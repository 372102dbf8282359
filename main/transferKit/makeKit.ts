/**
 * Makes a transfer kit for computers without a network: installers, models and adapters copied into one new folder, with
 * a list of checksums and one page that says what to do with it.
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { makeFolderAtomically } from "../files/newFolder.ts";
import { sha256OfFile } from "../files/sha256.ts";
import { listName, writeChecksums } from "./checksums.ts";
import { guideName, guideText } from "./guide.ts";

/** How to make it. */
export interface KitOptions {
    /** bytes copied so far, of all */
    onProgress?: (done: number, total: number) => void;
    signal?: AbortSignal;
}

/** Folders of a kit by the endings of what goes there. */
const folders: [RegExp, string][] = [
    [/\.gguf$/i, "models"],
    [/\.qadapter$/i, "adapters"],
    [/\.(exe|dmg|zip|AppImage|deb|rpm)$/i, "installers"],
];

/** Makes a kit of these files. @throws StudioError `usage`, `file-missing`, `file-access`, `disk-full`, `interrupted` */
export async function makeKit(
    folder: string,
    files: readonly string[],
    options: KitOptions = {},
): Promise<string[]> {
    const { onProgress = () => {}, signal } = options;
    const places = files.map((file) => ({ file, path: placeOf(file), bytes: sizeOf(file) }));
    const twice = places.find(({ path }, i) => places.findIndex((other) => other.path === path) < i);
    if (twice)
        throw new StudioError(
            "usage",
            `Two of the files are called ${basename(twice.file)}: rename one of them.`,
        );
    const total = places.reduce((sum, { bytes }) => sum + bytes, 0);
    await makeFolderAtomically(folder, async (temporary) => {
        const sums = new Map<string, string>();
        let done = 0;
        for (const { file, path, bytes } of places) {
            sums.set(path, await copy(file, join(temporary, path), signal));
            done += bytes;
            onProgress(done, total);
        }
        writeFileSync(join(temporary, guideName), guideText([...sums.keys()]));
        sums.set(guideName, await sha256OfFile(join(temporary, guideName)));
        writeFileSync(join(temporary, listName), writeChecksums(sums));
    });
    return places.map(({ path }) => path);
}

function placeOf(file: string): string {
    const [, folder = "files"] = folders.find(([ending]) => ending.test(file)) ?? [];
    return `${folder}/${basename(file)}`;
}

function sizeOf(file: string): number {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat) throw new StudioError("file-missing", `The file "${file}" does not exist.`);
    if (!stat.isFile())
        throw new StudioError("usage", `"${file}" is no file: name the files for the kit one by one.`);
    return stat.size;
}

/** Copies a file and answers with the SHA-256 of what was copied. */
async function copy(from: string, to: string, signal: AbortSignal | undefined): Promise<string> {
    const hash = createHash("sha256");
    const watch = async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
            hash.update(chunk);
            yield chunk;
        }
    };
    try {
        mkdirSync(dirname(to), { recursive: true });
        await pipeline(createReadStream(from), watch, createWriteStream(to, { flags: "wx" }), { signal });
    } catch (error) {
        if (signal?.aborted) throw new StudioError("interrupted", "Stopped.", { cause: error });
        throw translateFileError(error, from, "copied");
    }
    return hash.digest("hex");
}
