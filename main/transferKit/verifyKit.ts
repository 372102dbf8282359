/** Checks a transfer kit: every file that its list names, and that nothing else lies there. Changes nothing. */
import { readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { sha256OfFile } from "../files/sha256.ts";
import { listName, readChecksums } from "./checksums.ts";

/** What was found. The kit can be trusted as far as its list can, when all but `good` are empty. */
export interface KitReport {
    good: string[];
    changed: string[];
    missing: string[];
    /** in the folder, but not in the list */
    strangers: string[];
}

/** How to check. */
export interface VerifyOptions {
    /** bytes read so far, of all */
    onProgress?: (done: number, total: number) => void;
    signal?: AbortSignal;
}

/** Checks the kit in a folder. @throws StudioError as readChecksums, `file-access`, `interrupted` */
export async function verifyKit(folder: string, options: VerifyOptions = {}): Promise<KitReport> {
    const { onProgress = () => {}, signal } = options;
    const sums = readChecksums(folder);
    const there = filesOf(folder);
    const report: KitReport = { good: [], changed: [], missing: [], strangers: [] };
    report.strangers = [...there.keys()].filter((path) => !sums.has(path) && path !== listName).sort();
    const total = [...sums.keys()].reduce((sum, path) => sum + (there.get(path) ?? 0), 0);
    let done = 0;
    for (const [path, sum] of sums) {
        const bytes = there.get(path);
        if (bytes === undefined) report.missing.push(path);
        else if ((await hash(join(folder, path), signal)) === sum) report.good.push(path);
        else report.changed.push(path);
        done += bytes ?? 0;
        onProgress(done, total);
    }
    return report;
}

/** Bytes of every ordinary file, by its path with "/"; links are not followed and count as strangers. */
function filesOf(folder: string): Map<string, number> {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory());
    return new Map(
        files.map((entry) => {
            const path = join(entry.parentPath, entry.name);
            const name = relative(folder, path).replaceAll(sep, "/");
            return entry.isFile() ? [name, statSync(path).size] : [`${name} (no ordinary file)`, 0];
        }),
    );
}

async function hash(path: string, signal: AbortSignal | undefined): Promise<string> {
    try {
        return await sha256OfFile(path, signal);
    } catch (error) {
        if (signal?.aborted) throw new StudioError("interrupted", "Stopped.", { cause: error });
        throw translateFileError(error, path, "read");
    }
}
