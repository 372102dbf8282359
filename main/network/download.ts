/**
 * Downloads the files of a model of the hub. Added here to the transfer itself: room on the disk first, the hub's
 * SHA-256 afterwards, a file that has its name only when it is whole, and sentences for what went wrong.
 */
import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { open, statfs } from "node:fs/promises";
import { basename, join } from "node:path";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { sha256OfFile } from "../files/sha256.ts";
import type { HubFile } from "./hub.ts";
import { interruption, networkError, statusError } from "./networkErrors.ts";
import { requireOnline } from "./offline.ts";
import { findSource, type HubOptions, hubAddress } from "./request.ts";
import { partSuffix, TransferRefused, transfer } from "./transfer.ts";

/** How to download. */
export interface DownloadOptions extends HubOptions {
    /** bytes done and in all, over all files */
    onProgress?: (done: number, total: number) => void;
    /** room in a folder in bytes; default: what the system says */
    freeBytes?: (folder: string) => Promise<number>;
}

type FileOptions = HubOptions & { onProgress: (bytes: number) => void };

/** Left free on the disk. */
const margin = 64 * 2 ** 20;
/** Of the folder for what is not whole yet, inside the target folder. */
const unfinished = ".download";

/**
 * Downloads the files of one model into a folder; what is there already and right is not fetched again.
 * @returns the path of the file to open: the first
 * @throws StudioError `offline`, `network`, `disk-full`, `file-access`, `interrupted`
 */
export async function downloadModel(
    files: readonly HubFile[],
    folder: string,
    options: DownloadOptions = {},
): Promise<string> {
    requireOnline(options.offline ?? false, "nothing was downloaded");
    try {
        return await download(files, folder, options);
    } catch (error) {
        throw options.signal?.aborted ? interruption(options.signal) : error;
    }
}

async function download(
    files: readonly HubFile[],
    folder: string,
    options: DownloadOptions,
): Promise<string> {
    makeFolder(join(folder, unfinished));
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const missing: HubFile[] = [];
    for (const file of files) if (!(await isThere(file, folder, options.signal))) missing.push(file);
    await checkRoom(missing, folder, options.freeBytes ?? freeBytesOf);
    let done = total - missing.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const file of missing) {
        const before = done;
        const onProgress = (bytes: number) => options.onProgress?.(before + bytes, total);
        await fetchFile(file, folder, { ...options, onProgress });
        done += file.bytes;
    }
    options.onProgress?.(total, total);
    removeIfEmpty(join(folder, unfinished));
    return join(folder, basename((files[0] as HubFile).path));
}

function makeFolder(path: string): void {
    try {
        mkdirSync(path, { recursive: true });
    } catch (error) {
        throw translateFileError(error, path, "created");
    }
}

/** The folder stays while another download is under way in it. */
function removeIfEmpty(path: string): void {
    try {
        rmdirSync(path);
    } catch {}
}

async function isThere({ path, sha256 }: HubFile, folder: string, signal?: AbortSignal): Promise<boolean> {
    const target = join(folder, basename(path));
    if (!existsSync(target)) return false;
    const there = await sha256OfFile(target, signal).catch((error: unknown) => {
        throw translateFileError(error, target, "read");
    });
    if (there === sha256) return true;
    throw new StudioError(
        "file-access",
        `"${target}" is there already and is not the hub's file: move it away, or choose another folder.`,
    );
}

async function freeBytesOf(folder: string): Promise<number> {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
}

async function checkRoom(
    files: readonly HubFile[],
    folder: string,
    freeBytes: (folder: string) => Promise<number>,
): Promise<void> {
    const needed = files.reduce((sum, file) => sum + file.bytes - bytesTaken(file, folder), 0);
    const free = await freeBytes(folder);
    if (needed === 0 || needed + margin <= free) return;
    const [needs, has] = [Math.ceil((needed + margin) / 2 ** 20), Math.floor(free / 2 ** 20)];
    throw new StudioError(
        "disk-full",
        `The download needs ${needs} MB of room in "${folder}", and there are ${has} MB: free some space, or choose another folder.`,
    );
}

/** What an earlier download wrote; its file has holes, so only what takes room counts. */
function bytesTaken(file: HubFile, folder: string): number {
    const temporary = temporaryPath(file, folder);
    const stat =
        statSync(temporary, { throwIfNoEntry: false }) ??
        statSync(temporary + partSuffix, { throwIfNoEntry: false });
    return Math.min(file.bytes, (stat?.blocks ?? 0) * 512);
}

/** Named by the content, so that two files of one name, or two versions of one, do not meet. */
function temporaryPath({ sha256 }: HubFile, folder: string): string {
    return join(folder, unfinished, sha256);
}

async function fetchFile(file: HubFile, folder: string, options: FileOptions): Promise<void> {
    const temporary = temporaryPath(file, folder);
    const target = join(folder, basename(file.path));
    try {
        if (!existsSync(temporary)) await transferFile(file, temporary, options);
        if ((await sha256OfFile(temporary, options.signal)) !== file.sha256) {
            rmSync(temporary, { force: true });
            throw new StudioError(
                "network",
                `${file.path} did not arrive as the hub describes it (its SHA-256 is another), so it was thrown away: run this again.`,
            );
        }
        const handle = await open(temporary, "r+");
        await handle.sync();
        await handle.close();
        renameSync(temporary, target);
    } catch (error) {
        throw translateFileError(error, target, "written");
    }
}

/** Signed addresses hold for an hour or so: as long as bytes arrive, a new one is asked for. */
async function transferFile(file: HubFile, temporary: string, options: FileOptions): Promise<void> {
    const path = file.path.split("/").map(encodeURIComponent).join("/");
    const url = `${hubAddress(options)}/${file.repository}/resolve/main/${path}`;
    let bytes = 0;
    const onProgress = (now: number) => {
        bytes = Math.max(bytes, now);
        options.onProgress(now);
    };
    for (let before = 0; ; before = bytes) {
        const source = await findSource(url, file.path, options);
        try {
            return await transfer({ ...source, path: temporary }, { ...options, onProgress });
        } catch (error) {
            if (isSystemError(error)) {
                // the downloader counts pieces as done before they are written: this part cannot be trusted
                rmSync(temporary + partSuffix, { force: true });
                throw error;
            }
            if (!(error instanceof TransferRefused))
                throw networkError(error, url, file.path, options.signal);
            const expired = [401, 403, 410].includes(error.status) && bytes > before;
            if (!expired) throw statusError(error.status, file.path);
        }
    }
}

/** What a full or failing disk answers; the codes of connections are not among them. */
function isSystemError(error: unknown): boolean {
    return /^(ENOSPC|EDQUOT|EFBIG|EIO|EROFS|EACCES|EPERM|EMFILE)$/.test(
        (error as { code?: string }).code ?? "",
    );
}
