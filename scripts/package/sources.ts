/**
 * Our own sources as the packaged program runs them: every file that its entries lead to, with the types stripped as
 * Node strips them in a checkout, and `.ts` in imports turned into `.js`. What runs there is what was tested here.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join, posix } from "node:path";

/** Imports, and files that processes and workers are started from. */
const reference = /(?:^(?:import|export)\b[^"';]*?\bfrom|^import|\bimport\(|\bnew URL\()\s*"([^"]+)"/gm;

/** Result of following imports. */
export interface Sources {
    /** text of each file by its path with "/", ending in .js */
    files: Map<string, string>;
    /** npm packages that are imported */
    packages: Set<string>;
}

/** Follows the imports of the entries, which are paths from the root. */
export function collectSources(root: string, entries: readonly string[]): Sources {
    const sources: Sources = { files: new Map(), packages: new Set() };
    const waiting = [...entries];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
        const name = path.replace(/\.ts$/, ".js");
        if (sources.files.has(name)) continue;
        const text = stripTypeScriptTypes(readFileSync(join(root, path), "utf8"));
        sources.files.set(name, renameImports(text));
        for (const [, target = ""] of text.matchAll(reference)) {
            if (target.startsWith(".")) {
                if (target.endsWith(".ts")) waiting.push(posix.join(posix.dirname(path), target));
            } else if (!target.startsWith("node:") && target !== "electron")
                sources.packages.add(packageOf(target));
        }
    }
    return sources;
}

/** Writes the files into a folder. */
export function writeSources({ files }: Sources, folder: string): void {
    for (const [name, text] of files) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
    }
}

function renameImports(text: string): string {
    return text.replace(reference, (found, target: string) =>
        target.startsWith(".") ? found.replace(/\.ts"$/, '.js"') : found,
    );
}

function packageOf(target: string): string {
    return target.split("/", target.startsWith("@") ? 2 : 1).join("/");
}
