/**
 * Writes the whole data of the program into one file, with the checksum of every part. Not the copy of the database
 * that goes into it, and no backup: db/backup.ts.
 */
import { createReadStream, readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { Readable } from "node:stream";
import type { DataPlaces } from "../dataFolder/dataFolder.ts";
import { adapterFilesIn } from "../db/foreignDatabase.ts";
import { problemOfName } from "../formats/zip/names.ts";
import { writeZip, type ZipPart } from "../formats/zip/writeZip.ts";
import {
    databaseName,
    type Folder,
    manifestName,
    type WholeDataManifest,
    wholeDataVersion,
} from "./manifest.ts";

/** What goes into it. */
export interface WholeDataOptions {
    places: DataPlaces;
    /** a copy of the database that nothing writes to */
    database: string;
    /** also the models that lie in the library's own folder */
    withModels: boolean;
    /** of the program */
    version: string;
    onProgress?: (done: number, total: number) => void;
    signal?: AbortSignal;
}

/** A file that becomes a part. */
interface Source {
    name: string;
    path: string;
    bytes: number;
}

/** @throws StudioError disk-full, file-access, file-missing (the folder); AbortError */
export async function writeWholeData(to: string, options: WholeDataOptions): Promise<void> {
    const { places, database, withModels, version, onProgress, signal } = options;
    const wanted = new Set(adapterFilesIn(database));
    const sources = [
        source(databaseName, database),
        ...filesIn(places.adapters, "adapters").filter(({ name }) =>
            wanted.has(name.slice("adapters/".length)),
        ),
        ...filesIn(places.checkpoints, "checkpoints"),
        ...(withModels ? filesIn(places.models, "models") : []),
    ];
    const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
    const parts = sources.map(
        ({ name, path }): ZipPart => ({
            name,
            compress: name === databaseName,
            open: () => createReadStream(path, { highWaterMark: 2 ** 20 }),
        }),
    );
    const describe: ZipPart["open"] = (before) => {
        const manifest: WholeDataManifest = {
            format: "qadapter-studio-data",
            version: wholeDataVersion,
            program: version,
            createdAt: new Date().toISOString(),
            parts: Object.fromEntries(before),
        };
        return Readable.from([Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)]);
    };
    await writeZip(to, [...parts, { name: manifestName, compress: true, open: describe }], {
        onProgress: (bytes) => onProgress?.(Math.min(bytes, total), total),
        ...(signal ? { signal } : {}),
    });
}

function source(name: string, path: string): Source {
    return { name, path, bytes: statSync(path).size };
}

/** The ordinary files of a folder and its folders, without those that are being written (whose names begin with a dot). */
function filesIn(folder: string, as: Folder): Source[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => source(`${as}${path.slice(folder.length).split(sep).join("/")}`, path))
        .filter(({ name }) => problemOfName(name) === undefined)
        .sort((one, other) => (one.name < other.name ? -1 : 1));
}
