/**
 * Makes a folder with files in it so that it is there whole or not at all. Knows nothing of what is in it.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { StudioError } from "../errors.ts";
import { syncFolder } from "./atomicWrite.ts";
import { translateFileError } from "./fileErrors.ts";

/**
 * Makes the folder at `path`, which must not be there yet, or be empty.
 * @param fill writes the files into the folder it is given, which has another name until they are there
 * @throws StudioError file-access (the folder is there with something in it, …), file-missing, disk-full; what `fill` throws
 */
export async function makeFolderAtomically(
    path: string,
    fill: (folder: string) => void | Promise<void>,
): Promise<void> {
    const target = resolve(path);
    checkFree(target);
    const temporary = join(dirname(target), `.studio-${randomBytes(8).toString("hex")}.tmp`);
    try {
        mkdirSync(temporary);
        await fill(temporary);
        if (existsSync(target)) rmdirSync(target);
        renameSync(temporary, target);
        syncFolder(dirname(target));
    } catch (error) {
        rmSync(temporary, { recursive: true, force: true });
        throw translateFileError(error, path, "written");
    }
}

/** @throws StudioError file-access, file-missing */
function checkFree(path: string): void {
    if (!existsSync(dirname(path)))
        throw new StudioError(
            "file-missing",
            `The folder "${dirname(path)}" does not exist. Create it, or choose another place.`,
        );
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (!stat.isDirectory())
        throw new StudioError("file-access", `"${path}" is a file; choose another name for the folder.`);
    if (readdirSync(path).length > 0)
        throw new StudioError(
            "file-access",
            `The folder "${path}" is not empty; choose a new or an empty one.`,
        );
}
