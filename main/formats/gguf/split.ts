/**
 * Puts the parts of a split model (`name-00001-of-00003.gguf`, as llama.cpp's gguf-split makes them) together to one
 * header. Copies no data: every tensor says which part holds it.
 */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { StudioError } from "../../errors.ts";
import { readGguf } from "./read.ts";
import type { GgufFile, GgufTensorInfo } from "./types.ts";
import { getNumber } from "./values.ts";

const partName = /^(.+)-(\d{5})-of-(\d{5})\.gguf$/;
/** The largest real models come in a few dozen parts. */
const mostParts = 1024;

/**
 * Reads a model file; any part of a split model stands for the whole.
 * @returns the file as readGguf gives it, or all parts as one, with the path and the metadata of the first part
 * @throws StudioError as readGguf; file-missing if parts are not there, gguf-damaged if they do not belong together
 */
export function readModelFile(path: string): GgufFile {
    const chosen = readGguf(path);
    if (chosen.splitCount === 1) return chosen;
    const paths = partPaths(chosen);
    const missing = paths.filter((part) => !existsSync(part)).map((part) => `"${basename(part)}"`);
    if (missing.length > 0)
        throw new StudioError(
            "file-missing",
            `The model in "${path}" is split into ${paths.length} files, of which ${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ` and ${missing.length - 3} more` : ""} cannot be found beside it: put all of them into one folder and choose any of them.`,
        );
    return joinParts(
        paths.map((part, index) => (index === chosen.splitNo ? chosen : readGguf(part))),
        path,
    );
}

/** Where the parts must lie: llama.cpp finds them by their names, too. */
function partPaths({ path, splitCount, splitNo }: GgufFile): string[] {
    const [, stem, no, count] = partName.exec(basename(path)) ?? [];
    const name = (index: number) =>
        `${stem ?? basename(path, ".gguf")}-${digits(index + 1)}-of-${digits(splitCount)}.gguf`;
    if (splitCount > mostParts)
        throw new StudioError("gguf-damaged", `The file "${path}" claims to be one of ${splitCount} parts.`);
    if (stem === undefined || Number(no) !== splitNo + 1 || Number(count) !== splitCount)
        throw new StudioError(
            "gguf-damaged",
            `The file "${path}" is part ${splitNo + 1} of ${splitCount} of a split model and was renamed, so the other parts cannot be found: give it a name like "${name(splitNo)}" again, beside the others.`,
        );
    return Array.from({ length: splitCount }, (_, index) => join(dirname(path), name(index)));
}

function digits(value: number): string {
    return String(value).padStart(5, "0");
}

function joinParts(parts: readonly GgufFile[], chosen: string): GgufFile {
    const first = parts[0] as GgufFile;
    const tensors = new Map<string, GgufTensorInfo>();
    const refuse = (part: GgufFile, why: string): never => {
        throw new StudioError(
            "gguf-damaged",
            `The parts of the split model in "${chosen}" do not belong together: "${basename(part.path)}" ${why}. Download all of them again.`,
        );
    };
    for (const [index, part] of parts.entries()) {
        if (part.splitCount !== parts.length || part.splitNo !== index)
            refuse(part, `says that it is part ${part.splitNo + 1} of ${part.splitCount}`);
        for (const [name, tensor] of part.tensors) {
            if (tensors.has(name)) refuse(part, `holds ${name}, which another part holds, too`);
            tensors.set(name, { ...tensor, part: index });
        }
    }
    const stated = getNumber(first, "split.tensors.count", tensors.size);
    if (stated !== tensors.size) refuse(first, `speaks of ${stated} tensors, and there are ${tensors.size}`);
    return {
        ...first,
        parts: parts.flatMap((part) => part.parts),
        tensors,
        fileSize: parts.reduce((sum, { fileSize }) => sum + fileSize, 0),
        splitCount: 1,
        splitNo: 0,
    };
}
