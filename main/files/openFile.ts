/**
 * Opens a file that somebody named: an ordinary file, never a folder, a device or a pipe (which would be waited for).
 * Does not look inside.
 */
import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { type ErrorCode, StudioError } from "../errors.ts";
import { translateFileError } from "./fileErrors.ts";

/**
 * What tells whether a file is still the one that was opened before. Not the inode: network drives and many others in
 * user space make it up, and give a file another one as soon as they have forgotten it.
 */
export interface FileState {
    readonly fileSize: number;
    /** time of the last change, in milliseconds since 1970 */
    readonly modified: number;
}

/** An open file. */
export interface OpenFile extends FileState {
    readonly fd: number;
}

/** What the file should be, for the sentence about a folder. */
export interface Wanted {
    code: ErrorCode;
    what: string;
}

/**
 * Opens it for reading; the caller closes it.
 * @throws StudioError file-missing, file-access; `wanted.code` where it is no ordinary file
 */
export function openOrdinaryFile(
    path: string,
    { code, what }: Wanted = { code: "file-access", what: "a file" },
): OpenFile {
    let fd: number | undefined;
    try {
        fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
        const stat = fstatSync(fd);
        if (stat.isFile()) return { fd, fileSize: stat.size, modified: stat.mtimeMs };
        const found = stat.isDirectory() ? `a folder: choose ${what} inside it` : "not an ordinary file";
        throw new StudioError(code, `"${path}" is ${found}.`);
    } catch (error) {
        if (fd !== undefined) closeSync(fd);
        throw translateFileError(error, path, "read");
    }
}
