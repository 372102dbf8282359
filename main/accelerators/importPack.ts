/** Takes an accelerator pack from a file into the data folder: checked whole, there whole or not at all. */
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { translateFileError } from "../files/fileErrors.ts";
import { makeFolderAtomically } from "../files/newFolder.ts";
import { type OpenZip, openZip } from "../formats/zip/readZip.ts";
import { type PackFiles, type PackKind, type PackList, packKinds } from "./packList.ts";

/** How to import. */
export interface ImportOptions {
    /** bytes so far, of all */
    onProgress?: (done: number, total: number) => void;
    signal?: AbortSignal;
}

/**
 * Imports a pack.
 * @param folder of all accelerators; the pack comes into one of its own in it, in place of an earlier one
 * @throws StudioError `package-invalid` for anything but a pack of this version of the program, `disk-full`, `file-access`
 */
export async function importPack(
    path: string,
    folder: string,
    list: PackList,
    options: ImportOptions = {},
): Promise<PackKind> {
    const all = packKinds.map((kind) => list[kind] ?? {});
    const limit = (name: string) => {
        const sizes = all.flatMap((files) => (Object.hasOwn(files, name) ? [files[name]?.bytes ?? 0] : []));
        return sizes.length > 0 ? Math.max(...sizes) : undefined;
    };
    const what = "an accelerator pack for this version of the program";
    const zip = await openZip(path, { what, limit, parts: 200 });
    try {
        const kind = packKinds.find((kind) => isPack(zip, list[kind]));
        if (kind === undefined) throw zip.refuse("some of its files are missing");
        await extractPack(zip, join(folder, kind), list[kind] as PackFiles, options);
        return kind;
    } finally {
        zip.close();
    }
}

function isPack({ parts }: OpenZip, files: PackFiles | undefined): boolean {
    const names = Object.keys(files ?? {});
    return names.length > 0 && names.length === parts.size && names.every((name) => parts.has(name));
}

/** A library that is in use stays open where it was put aside; the system frees it with its last user. */
async function extractPack(
    zip: OpenZip,
    target: string,
    files: PackFiles,
    { onProgress = () => {}, signal }: ImportOptions,
): Promise<void> {
    const total = Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
    try {
        mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
        const fresh = `${target}.new`;
        rmSync(fresh, { recursive: true, force: true });
        await makeFolderAtomically(fresh, async (temporary) => {
            let done = 0;
            for (const [name, { bytes, sha256 }] of Object.entries(files)) {
                const before = done;
                const digest = await zip.extract(name, join(temporary, name), {
                    onProgress: (now) => onProgress(before + now, total),
                    ...(signal ? { signal } : {}),
                });
                if (digest.sha256 !== sha256) throw zip.refuse(`its part "${name}" is not what it was`);
                done += bytes;
            }
        });
        rmSync(target, { recursive: true, force: true });
        renameSync(fresh, target);
    } catch (error) {
        throw translateFileError(error, target, "written");
    }
}

/** The packs that were imported. */
export function importedPacks(folder: string, list: PackList): PackKind[] {
    try {
        const names = readdirSync(folder);
        return packKinds.filter((kind) => list[kind] !== undefined && names.includes(kind));
    } catch {
        return []; // nothing was ever imported
    }
}
