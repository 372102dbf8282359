/**
 * The list of checksums of a transfer kit: lines of SHA-256 and path, as sha256sum writes and checks them, so that a kit
 * can be checked on a computer that has nothing of ours yet.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { StudioError } from "../errors.ts";

/** Name of the list in the kit's folder. */
export const listName = "SHA256SUMS";

/** SHA-256 in hex by path with "/". */
export type Checksums = ReadonlyMap<string, string>;

/** The list as text, sorted by path. */
export function writeChecksums(sums: Checksums): string {
    const paths = [...sums.keys()].sort();
    return paths.map((path) => `${sums.get(path)}  ${path}\n`).join("");
}

/** Reads a list. @throws StudioError `file-missing`, `package-invalid` with the line */
export function readChecksums(folder: string): Checksums {
    const sums = new Map<string, string>();
    const lines = readList(folder)
        .replace(/^\uFEFF/, "")
        .split(/\r?\n/);
    lines.forEach((line, index) => {
        if (line.trim() === "") return;
        const [, sum, path] = /^([0-9a-f]{64}) [ *](.+)$/i.exec(line) ?? [];
        if (!sum || !path || !staysInside(path))
            throw new StudioError(
                "package-invalid",
                `Line ${index + 1} of ${listName} is no checksum with a path.`,
            );
        if (sums.has(path))
            throw new StudioError(
                "package-invalid",
                `${listName} names "${path}" twice, in line ${index + 1}.`,
            );
        sums.set(path, sum.toLowerCase());
    });
    if (sums.size === 0)
        throw new StudioError("package-invalid", `${listName} in "${folder}" names no file.`);
    return sums;
}

function readList(folder: string): string {
    try {
        return readFileSync(join(folder, listName), "utf8");
    } catch {
        throw new StudioError(
            "file-missing",
            `There is no file ${listName} in "${folder}", so it is no transfer kit: name the folder that holds it.`,
        );
    }
}

/** A list could name files anywhere: only those below its folder are read. */
function staysInside(path: string): boolean {
    return (
        !/^[/\\]|^[a-z]:|[\\\0]/i.test(path) && !path.split("/").some((part) => part === ".." || part === "")
    );
}
