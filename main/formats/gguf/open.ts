/**
 * Opens a model file for reading, and explains why that is not possible.
 * Does not look inside.
 */

import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { StudioError } from "../../errors.ts";
import { translateFileError } from "../../files/fileErrors.ts";

/** What tells whether a file is still the one that was opened before. */
export interface FileState {
    readonly fileSize: number;
    /** time of the last change, in milliseconds since 1970 */
    readonly modified: number;
}

/**
 * Opens a regular file for reading. A pipe is not waited for.
 * @throws StudioError file-missing, file-access, not-gguf (a folder or a device)
 */
export function openModelFile(path: string): FileState & { fd: number } {
    let fd: number | undefined;
    try {
        fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
        const stat = fstatSync(fd);
        if (!stat.isFile()) {
            const what = stat.isDirectory()
                ? "a folder: choose the GGUF file inside it"
                : "not an ordinary file";
            throw new StudioError("not-gguf", `"${path}" is ${what}.`);
        }
        return { fd, fileSize: stat.size, modified: stat.mtimeMs };
    } catch (error) {
        if (fd !== undefined) {
            closeSync(fd);
        }
        throw translateFileError(error, path, "read");
    }
}
