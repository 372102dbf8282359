/**
 * The accelerators that come as packs of their own, because they are too large for every installer: which files each
 * consists of, with their SHA-256. The list is part of the guarded program, so a pack needs no signature: only the very
 * files that were there when the program was made are taken.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StudioError } from "../errors.ts";
import { sha256OfFile } from "../files/sha256.ts";

/** Accelerators that may come as a pack. */
export const packKinds = ["cuda"] as const;
export type PackKind = (typeof packKinds)[number];

/** Bytes and SHA-256 (in hex) of each file, by its name. */
export type PackFiles = Record<string, { bytes: number; sha256: string }>;
/** What each pack consists of. */
export type PackList = Partial<Record<PackKind, PackFiles>>;

/** Name of the list in the program's folder. */
export const packListName = "accelerators.json";

/** The list of a packaged program; a checkout has none, and takes none. */
export function readPackList(root: string): PackList {
    const path = join(root, packListName);
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as PackList) : {};
}

/** Checks a pack's folder before anything of it is loaded. @throws StudioError `device-unavailable` */
export async function verifyPack(folder: string, files: PackFiles): Promise<void> {
    for (const [name, { sha256 }] of Object.entries(files)) {
        const path = join(folder, name);
        if (!existsSync(path) || (await sha256OfFile(path)) !== sha256)
            throw new StudioError(
                "device-unavailable",
                `The accelerator pack was damaged ("${path}"). Import it once more.`,
            );
    }
}
