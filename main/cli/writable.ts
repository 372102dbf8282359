/**
 * Finds out before the work, not after it, that its result cannot be written. Writes nothing that stays.
 */
import { accessSync, closeSync, constants, existsSync, openSync, statSync, unlinkSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";

/**
 * @param what what will be written there, as in "adapter"
 * @throws StudioError file-missing (the folder), file-access, disk-full
 */
export function checkWritable(path: string, what: string): void {
    const folder = dirname(resolve(path));
    if (!existsSync(folder))
        throw new StudioError(
            "file-missing",
            `The folder ${folder} does not exist. Create it, or choose another place for the ${what}.`,
        );
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
        throw new StudioError("file-access", `"${path}" is a folder; choose another name for the ${what}.`);
    const probe = `${resolve(path)}.${process.pid}.tmp`;
    try {
        if (existsSync(path)) accessSync(path, constants.W_OK);
        closeSync(openSync(probe, "wx"));
        unlinkSync(probe);
    } catch (error) {
        throw translateFileError(error, path, "written");
    }
}
