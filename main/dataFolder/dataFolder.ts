/**
 * The data folder of one running program: made where it is missing, locked so that two programs never write the same
 * data, with the places of everything in it. Opens no database.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { takeLock } from "../db/fileLock.ts";
import { StudioError } from "../errors.ts";
import { writeAll, writeFileAtomically } from "../files/atomicWrite.ts";
import { translateFileError } from "../files/fileErrors.ts";

/** Where things lie. */
export interface DataPlaces {
    folder: string;
    database: string;
    adapters: string;
    /** models that the library owns */
    models: string;
    /** training runs that are not done */
    checkpoints: string;
    /** what evaluations were measured on, by hash; made when it is needed */
    evaluations: string;
    logs: string;
    /** accelerator packs that were imported; made when it is needed */
    accelerators: string;
    /** for what is being made; emptied at every start */
    temporary: string;
}

/** A data folder that is ours as long as the process lives, or until it is closed. */
export interface DataFolder extends DataPlaces {
    /** The program ended in the middle of something the last time: look the database through. */
    wasInterrupted: boolean;
    /** Tells others where this program can be reached, as with http://127.0.0.1:1234; without any secret. */
    announce: (address: string) => void;
    /** Gives the folder back; a second time does nothing. */
    close: () => void;
}

/** Who holds a folder. */
interface Holder {
    process: number;
    since: string;
    address?: string;
}

/** Where everything lies in a data folder. */
export function dataPlaces(path: string): DataPlaces {
    const folder = resolve(path);
    return {
        folder,
        database: join(folder, "studio.db"),
        adapters: join(folder, "adapters"),
        models: join(folder, "models"),
        checkpoints: join(folder, "checkpoints"),
        evaluations: join(folder, "evaluations"),
        logs: join(folder, "logs"),
        accelerators: join(folder, "accelerators"),
        temporary: join(folder, "temporary"),
    };
}

/**
 * Takes a data folder for this program.
 * @throws StudioError folder-in-use (says by whom), file-access, disk-full
 */
export function openDataFolder(path: string): DataFolder {
    const places = dataPlaces(path);
    makeFolder(places.folder);
    const lock = takeLock(join(places.folder, "lock.db"));
    const holderPath = join(places.folder, "running.json");
    if (!lock) throw inUse(places.folder, readHolder(holderPath));
    try {
        const wasInterrupted = readHolder(holderPath) !== undefined;
        const holder: Holder = { process: process.pid, since: new Date().toISOString() };
        const write = (more: Partial<Holder>) =>
            writeFileAtomically(holderPath, (fd) =>
                writeAll(fd, Buffer.from(JSON.stringify({ ...holder, ...more }))),
            );
        write({});
        rmSync(places.temporary, { recursive: true, force: true });
        for (const folder of [places.adapters, places.models, places.checkpoints, places.temporary])
            makeFolder(folder);
        let isOpen = true;
        const close = () => {
            if (isOpen) rmSync(holderPath, { force: true });
            isOpen = false;
            lock.release();
        };
        return { ...places, wasInterrupted, announce: (address) => write({ address }), close };
    } catch (error) {
        lock.release();
        throw error;
    }
}

/** What people write is nobody else's business: only they may open the folder. */
function makeFolder(path: string): void {
    if (existsSync(path) && statSync(path).isDirectory()) return;
    try {
        makeWithParents(path);
        chmodSync(path, 0o700);
    } catch (error) {
        throw translateFileError(error, path, "created");
    }
}

/** mkdir's own `recursive` never ends where a system refuses a folder with ENOENT, as in /proc. */
function makeWithParents(path: string): void {
    const parent = dirname(path);
    if (parent !== path && !existsSync(parent)) makeWithParents(parent);
    mkdirSync(path, { mode: 0o700 });
}

function readHolder(path: string): Holder | undefined {
    try {
        const { process, since, address } = JSON.parse(readFileSync(path, "utf8")) as Holder;
        return { process: Number(process), since: String(since), address: address && String(address) };
    } catch (error) {
        return (error as { code?: string }).code === "ENOENT" ? undefined : { process: 0, since: "" };
    }
}

function inUse(folder: string, holder: Holder | undefined): StudioError {
    const who = holder?.process ? ` (process ${holder.process}, since ${holder.since})` : "";
    const where = holder?.address ? ` It can be reached at ${holder.address}.` : "";
    return new StudioError(
        "folder-in-use",
        `The data folder "${folder}" is in use by another Q-Adapter Studio${who}.${where} Close that one, or choose another folder with --data.`,
    );
}
