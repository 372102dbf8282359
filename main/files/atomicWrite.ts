/**
 * Writes a file so that a crash, a full disk or a power cut leaves either the old file or the whole new one.
 * Knows nothing of what is written, and does not create folders.
 */

import { randomBytes } from "node:crypto";
import {
    closeSync,
    existsSync,
    fsync,
    fsyncSync,
    openSync,
    realpathSync,
    renameSync,
    rmSync,
    statSync,
    writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { StudioError } from "../errors.ts";
import { translateFileError } from "./fileErrors.ts";

/** The most bytes handed to one system call: Linux takes less than 2 GiB at a time. */
const bytesPerCall = 2 ** 30;

/**
 * Writes the file at `path`, replacing one that is there; a link is written through.
 * The bytes go to a temporary file in the same folder (".studio-….tmp"), which takes the name once they are on the disk.
 * @param write writes the bytes, best with `writeAll`; what it throws leaves the old file as it was
 * @throws StudioError disk-full, file-access or file-missing (the folder does not exist), and whatever `write` throws
 */
export function writeFileAtomically(path: string, write: (fd: number) => void): void {
    try {
        const file = begin(path);
        try {
            write(file.fd);
            fsyncSync(file.fd);
            file.commit();
        } finally {
            file.discard();
        }
    } catch (error) {
        throw explain(error, path);
    }
}

/** As `writeFileAtomically`, for content that is at hand as a whole; text as UTF-8. */
export function writeContentAtomically(path: string, content: string | Uint8Array): void {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    writeFileAtomically(path, (fd) => writeAll(fd, bytes));
}

/** As `writeFileAtomically`, for bytes that come from streams. `write` has to be done with the file when it answers. */
export async function streamFileAtomically(
    path: string,
    write: (fd: number) => Promise<void>,
): Promise<void> {
    try {
        const file = begin(path);
        try {
            await write(file.fd);
            await promisify(fsync)(file.fd);
            file.commit();
        } finally {
            file.discard();
        }
    } catch (error) {
        throw explain(error, path);
    }
}

/** Opens the temporary file; `discard` does nothing after `commit`. */
function begin(path: string): { fd: number; commit: () => void; discard: () => void } {
    const target = resolveTarget(path);
    const temporary = join(dirname(target), `.studio-${randomBytes(8).toString("hex")}.tmp`);
    const fd = openSync(temporary, "wx");
    let isOpen = true;
    const close = () => {
        if (isOpen) closeSync(fd);
        isOpen = false;
    };
    const commit = () => {
        close();
        renameSync(temporary, target);
        syncFolder(dirname(target));
    };
    const discard = () => {
        close();
        rmSync(temporary, { force: true });
    };
    return { fd, commit, discard };
}

/** Writes all of `bytes` at the current position of an open file: one call to the system may write only a part. */
export function writeAll(fd: number, bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.length) {
        written += writeSync(fd, bytes, written, Math.min(bytes.length - written, bytesPerCall));
    }
}

function resolveTarget(path: string): string {
    if (!existsSync(path)) {
        return path;
    }
    if (statSync(path).isDirectory()) {
        throw new StudioError("file-access", `"${path}" is a folder; choose another name for the file.`);
    }
    return realpathSync(path);
}

/** Makes the new name last. Windows cannot open a folder, and some network disks cannot sync one. */
export function syncFolder(folder: string): void {
    if (process.platform === "win32") {
        return;
    }
    const fd = openSync(folder, "r");
    try {
        fsyncSync(fd);
    } catch (error) {
        if (!["EINVAL", "ENOTSUP", "EOPNOTSUPP"].includes((error as NodeJS.ErrnoException).code ?? "")) {
            throw error;
        }
    } finally {
        closeSync(fd);
    }
}

function explain(error: unknown, path: string): unknown {
    if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT" && !existsSync(dirname(path))) {
        const message = `The file "${path}" could not be written: the folder "${dirname(path)}" does not exist.`;
        return new StudioError("file-missing", message, { cause: error });
    }
    return translateFileError(error, path, "written");
}
