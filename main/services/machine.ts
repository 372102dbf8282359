/**
 * The computer and its folders, as screens show them. What the engine finds out about accelerators comes from there.
 */
import { readdirSync, statfsSync, statSync } from "node:fs";
import { availableParallelism, cpus, freemem, homedir, totalmem } from "node:os";
import { dirname, join, parse, resolve } from "node:path";
import type { FolderListing, Machine } from "../../preload/contract/app.ts";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import type { Ground } from "./ground.ts";

/** Most entries of a folder that are shown. */
const mostEntries = 5000;

/** The computer; asks the engine, which starts for it. @throws StudioError as the engine */
export async function describeMachine({ engine, places }: Ground): Promise<Machine> {
    const { device, threads, accelerators } = await engine.use((client) => client.status());
    const { bavail, blocks, bsize } = statfsSync(places.folder);
    const total = totalMemory();
    return {
        processor: cpus()[0]?.model.trim() || process.arch,
        cores: availableParallelism(),
        threads,
        memory: { total, free: Math.min(process.availableMemory() || freemem(), total) },
        device,
        accelerators,
        disk: { free: bavail * bsize, total: blocks * bsize },
    };
}

/** Bytes that programs of this computer, or of its container, may have in all. */
export function totalMemory(): number {
    const limit = process.constrainedMemory();
    return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * A folder's contents, folders first, hidden ones left out.
 * @param extensions of the files to show, without a dot; none: all
 * @throws StudioError file-missing, file-access
 */
export function listFolder(
    ground: Ground,
    path: string | undefined,
    extensions: readonly string[],
): FolderListing {
    const folder = resolve(path ?? homedir());
    const endings = extensions.map((ending) => `.${ending.toLowerCase()}`);
    try {
        if (!statSync(folder).isDirectory())
            throw new StudioError("file-access", `"${folder}" is a file, not a folder.`);
        const entries = readdirSync(folder)
            .filter((name) => !name.startsWith("."))
            .slice(0, mostEntries)
            .flatMap((name) => describeEntry(join(folder, name), name) ?? [])
            .filter(({ kind, name }) => {
                const isWanted = endings.some((ending) => name.toLowerCase().endsWith(ending));
                return kind === "folder" || endings.length === 0 || isWanted;
            })
            .sort(
                (a, b) =>
                    (a.kind === b.kind ? 0 : a.kind === "folder" ? -1 : 1) || a.name.localeCompare(b.name),
            );
        const parent = dirname(folder);
        return { path: folder, parent: parent === folder ? null : parent, entries, places: placesOf(ground) };
    } catch (error) {
        throw translateFileError(error, folder, "read");
    }
}

function describeEntry(path: string, name: string): FolderListing["entries"][number] | undefined {
    try {
        const stats = statSync(path);
        if (!stats.isDirectory() && !stats.isFile()) return undefined;
        const kind = stats.isDirectory() ? "folder" : "file";
        return { name, path, kind, bytes: stats.size, changedAt: stats.mtime.toISOString() };
    } catch {
        return undefined; // a broken link, or nothing for us
    }
}

function placesOf({ places }: Ground): FolderListing["places"] {
    const home = homedir();
    const candidates = [
        { name: "Home", path: home },
        { name: "Downloads", path: join(home, "Downloads") },
        { name: "Documents", path: join(home, "Documents") },
        { name: "Models", path: places.models },
        { name: "Computer", path: parse(home).root },
    ];
    return candidates.filter(({ path }) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
}
