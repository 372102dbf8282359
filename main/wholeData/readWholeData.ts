/**
 * Reads a file of the whole data and trusts nothing in it: unpacked into a temporary folder, every checksum and the
 * database checked, before anything of it takes the place of what is there.
 */
import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    renameSync,
    rmSync,
    statfsSync,
    statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { DataPlaces } from "../dataFolder/dataFolder.ts";
import { placeForeignDatabase } from "../db/foreignDatabase.ts";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { sha256OfFile } from "../files/sha256.ts";
import { type OpenZip, openZip } from "../formats/zip/readZip.ts";
import {
    databaseName,
    type Folder,
    folders,
    manifestName,
    manifestSchema,
    mostParts,
    partLimit,
    type WholeDataManifest,
    wholeDataVersion,
} from "./manifest.ts";

/** Room that is left free on the disk. */
const margin = 64 * 2 ** 20;

/** Unpacked data, all checksums right; the database in it has still to be looked at. */
export interface UnpackedData {
    folder: string;
    database: string;
    manifest: WholeDataManifest;
    /** Removes what is left of it; a second time does nothing. */
    dispose: () => void;
}

/** How to unpack. */
export interface UnpackOptions {
    onProgress?: (done: number, total: number) => void;
    signal: AbortSignal;
}

/** @throws StudioError file-missing, file-access, disk-full, package-invalid; AbortError */
export async function unpackWholeData(
    path: string,
    places: DataPlaces,
    { onProgress, signal }: UnpackOptions,
): Promise<UnpackedData> {
    const zip = await openZip(path, { what: "a file of the whole data", limit: partLimit, parts: mostParts });
    const folder = mkdtempSync(join(places.temporary, "whole-"));
    const dispose = () => rmSync(folder, { recursive: true, force: true });
    try {
        const manifest = await readManifest(zip);
        const total = checkRoom(zip, places.temporary);
        let before = 0;
        for (const [name, expected] of Object.entries(manifest.parts)) {
            const target = join(folder, name);
            mkdirSync(dirname(target), { recursive: true });
            const report = (bytes: number) => onProgress?.(before + bytes, total);
            const found = await zip.extract(name, target, { signal, onProgress: report });
            before += found.bytes;
            if (found.sha256 !== expected.sha256 || found.bytes !== expected.bytes)
                throw zip.refuse(`its part "${name}" is damaged or was changed (its checksum is another)`);
        }
        return { folder, database: join(folder, databaseName), manifest, dispose };
    } catch (error) {
        dispose();
        throw signal.aborted ? error : translateFileError(error, folder, "written");
    } finally {
        zip.close();
    }
}

async function readManifest(zip: OpenZip): Promise<WholeDataManifest> {
    let json: unknown;
    try {
        json = JSON.parse((await zip.read(manifestName)).toString("utf8"));
    } catch (error) {
        if (error instanceof StudioError) throw error;
        throw zip.refuse("its list of contents is not JSON", error);
    }
    const { format, version } = (json ?? {}) as { format?: unknown; version?: unknown };
    if (format === "qadapter-studio-data" && typeof version === "number" && version > wholeDataVersion)
        throw new StudioError(
            "package-invalid",
            "This file was made by a newer version of the program: update the program to use it.",
        );
    const { success, data } = manifestSchema.safeParse(json);
    if (!success) throw zip.refuse("its list of contents is wrong");
    const names = [...zip.parts.keys()].filter((name) => name !== manifestName);
    if (!Object.hasOwn(data.parts, databaseName)) throw zip.refuse("it holds no database");
    for (const name of names)
        if (!Object.hasOwn(data.parts, name)) throw zip.refuse(`"${name}" is not in its list of contents`);
    for (const [name, { bytes }] of Object.entries(data.parts))
        if (zip.parts.get(name) !== bytes)
            throw zip.refuse(
                `its part "${name}" is missing or has another size than its list of contents says`,
            );
    return data;
}

/** Answers how many bytes there are to unpack. @throws StudioError disk-full */
function checkRoom({ parts }: OpenZip, folder: string): number {
    const total = [...parts.values()].reduce((sum, bytes) => sum + bytes, 0);
    const { bavail, bsize } = statfsSync(folder);
    const [needs, has] = [total + margin, bavail * bsize].map((bytes) => Math.ceil(bytes / 2 ** 20));
    if ((needs as number) > (has as number))
        throw new StudioError(
            "disk-full",
            `There is no room for these data: they need ${needs} MB in "${folder}", and there are ${has} MB. Free some space and try again.`,
        );
    return total;
}

/** How unpacked files come to their places. */
export interface Placement {
    /** paths in the unpacked folder and where they go */
    moves: { from: string; to: string }[];
    /** what is there and makes room, and where it goes first */
    aside: { from: string; to: string }[];
}

/**
 * Finds places for the unpacked files and writes them into the unpacked database. What is there stays: an adapter whose
 * name is taken gets another name; models of the same name, and all checkpoints, which the runs that go would leave
 * behind, go aside.
 */
export async function planPlacement(
    { folder, database, manifest }: UnpackedData,
    places: DataPlaces,
    stamp: string,
): Promise<Placement> {
    const replaced = join(places.folder, `replaced-${stamp}`);
    const aside = readdirSync(places.checkpoints).map((name) => ({
        from: join(places.checkpoints, name),
        to: join(replaced, "checkpoints", name),
    }));
    const plan: Placement = { moves: [], aside };
    const adapters = new Map<string, string>();
    const models = new Map<string, string>();
    for (const [name, { sha256 }] of Object.entries(manifest.parts)) {
        const [kind, ...rest] = name.split("/") as [Folder, ...string[]];
        if (!folders.includes(kind)) continue;
        const from = join(folder, name);
        let to = join(places[kind], ...rest);
        const isTaken = kind !== "checkpoints" && existsSync(to);
        if (isTaken && !(await isSame(to, sha256))) {
            if (kind === "models") plan.aside.push({ from: to, to: join(replaced, kind, ...rest) });
            else to = join(places[kind], `${sha256.slice(0, 16)}-${rest.join("-")}`);
            plan.moves.push({ from, to });
        } else if (!isTaken) plan.moves.push({ from, to });
        if (kind === "adapters") adapters.set(rest.join("/"), basename(to));
        if (kind === "models") models.set(basename(to), to);
    }
    placeForeignDatabase(database, { adapters, models });
    return plan;
}

async function isSame(path: string, sha256: string): Promise<boolean> {
    return statSync(path).isFile() && (await sha256OfFile(path)) === sha256;
}

/** Moves files to their places. @throws StudioError file-access, disk-full; some may have been moved then */
export function carryOut({ moves, aside }: Placement): void {
    for (const { from, to } of [...aside, ...moves])
        try {
            mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
            renameSync(from, to);
        } catch (error) {
            throw translateFileError(error, to, "written");
        }
}
