/**
 * Checks the native libraries beside the packaged program before they are loaded: Electron guards the archive itself,
 * but not what had to be unpacked next to it. The archive holds libraries.json with the SHA-256 of each file that may
 * lie there. What is written between this check and the loading is not noticed (SECURITY.md).
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { StudioError } from "../errors.ts";
import { sha256OfFile } from "../files/sha256.ts";

/** Name of the list inside the archive, written when the program is packaged. */
export const libraryList = "libraries.json";

/** SHA-256 (in hex) of each file by its path with "/"; null where the system's code signature stands for it. */
export type LibraryList = Record<string, string | null>;

/**
 * Checks the libraries of a packaged program; a program that runs from its sources has no list and nothing to check.
 * @param root the program's folder, or the archive app.asar that stands for it
 * @param part only what lies in this folder, as `node_modules/better-sqlite3`; default: everything
 * @throws StudioError `device-unavailable` naming the first file that is missing, changed or not known
 */
export async function verifyLibraries(root: string, part = ""): Promise<void> {
    if (!root.endsWith("app.asar")) return;
    const folder = `${root}.unpacked`;
    const known = JSON.parse(readFileSync(join(root, libraryList), "utf8")) as LibraryList;
    const isAsked = (path: string) => part === "" || path.startsWith(`${part}/`);
    const there = filesIn(folder).filter(isAsked);
    const stranger = there.find((path) => !Object.hasOwn(known, path));
    if (stranger !== undefined) throw untrusted(join(folder, stranger), "does not belong to it");
    for (const [path, sha256] of Object.entries(known).filter(([path]) => isAsked(path))) {
        if (!there.includes(path)) throw untrusted(join(folder, path), "is missing");
        if (sha256 !== null && (await sha256OfFile(join(folder, path))) !== sha256)
            throw untrusted(join(folder, path), "was changed");
    }
}

/** Paths with "/" of everything in a folder that is no folder, links included. */
export function filesIn(folder: string): string[] {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
        .sort();
}

function untrusted(path: string, what: string): StudioError {
    return new StudioError(
        "device-unavailable",
        `The program is not as it was made: "${path}" ${what}. Install it again from where you got it.`,
    );
}
