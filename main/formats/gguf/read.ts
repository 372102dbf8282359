/**
 * Opens a GGUF file (version 2 or 3) and reads its header, refusing whatever does not hold together.
 * Reads no tensor data (data.ts does), and does not judge whether the model can be used.
 */

import { closeSync } from "node:fs";
import { StudioError } from "../../errors.ts";
import { HeaderCursor, readExactly } from "./cursor.ts";
import { describeLookAlike } from "./lookAlikes.ts";
import type { Metadata } from "./metadata.ts";
import { readMetadata } from "./metadata.ts";
import { openModelFile } from "./open.ts";
import { readTensorTable } from "./tensorTable.ts";
import type { GgufFile, GgufTensorInfo } from "./types.ts";
import { alignUp } from "./types.ts";

export { checkUnchanged, GgufData, isUnchanged, readTensorData, streamTensorData } from "./data.ts";
export type { GgufFile, GgufTensorInfo } from "./types.ts";
export { getBoolean, getNumber, getNumbers, getString, getStrings } from "./values.ts";

const magic = "GGUF";
const defaultAlignment = 32;

/**
 * Reads the header of a GGUF file: metadata and tensor table.
 * @throws StudioError file-missing, file-access, not-gguf, gguf-damaged, or model-unsupported for a
 *   version, byte order or number format that is valid but cannot be read
 */
export function readGguf(path: string): GgufFile {
    const { fd, fileSize, modified } = openModelFile(path);
    try {
        checkMagic(fd, path, fileSize);
        return readHeader(new HeaderCursor(fd, path, fileSize), modified);
    } finally {
        closeSync(fd);
    }
}

function checkMagic(fd: number, path: string, fileSize: number): void {
    const start = new Uint8Array(Math.min(fileSize, 512));
    readExactly(fd, path, start, 0);
    if (fileSize === 0) {
        throw new StudioError("not-gguf", `The file "${path}" is empty: the download probably failed.`);
    }
    if (Buffer.from(start).toString("latin1", 0, 4) !== magic) {
        const message = `The file "${path}" is not a GGUF model. ${describeLookAlike(start)}`.trimEnd();
        throw new StudioError("not-gguf", message);
    }
}

function readHeader(cursor: HeaderCursor, modified: number): GgufFile {
    cursor.readUint32(); // the magic, already checked
    const version = readVersion(cursor);
    const tensorCount = cursor.readSize("the number of tensors");
    const entryCount = cursor.readSize("the number of metadata entries");
    const metadata = readMetadata(cursor, entryCount);
    const alignment = readAlignment(cursor, metadata);
    const tensors = readTensorTable(cursor, tensorCount, alignment);
    const split = readSplit(cursor, metadata);
    if (split.splitCount > 1) {
        refuseJoinedParts(cursor, tensors, alignment);
    }
    return {
        path: cursor.path,
        parts: [{ path: cursor.path, fileSize: cursor.fileSize, modified }],
        version,
        metadata: metadata.values,
        metadataTypes: metadata.types,
        tensors,
        alignment,
        fileSize: cursor.fileSize,
        ...split,
    };
}

function readVersion(cursor: HeaderCursor): number {
    const version = cursor.readUint32();
    if (version === 2 || version === 3) {
        return version;
    }
    if (version === 0) {
        cursor.refuse("is damaged: its version is 0.");
    }
    // The upper half is only in use when the bytes are in the wrong order.
    const what =
        (version & 0xffff) === 0
            ? "is a big-endian GGUF file, for another kind of computer. Download the usual little-endian version."
            : version === 1
              ? "is a GGUF file of version 1, which is no longer in use. Download a newer version of the model."
              : `is a GGUF file of version ${version}; this program reads versions 2 and 3.`;
    throw new StudioError("model-unsupported", `The file "${cursor.path}" ${what}`);
}

function readAlignment(cursor: HeaderCursor, { values, types }: Metadata): number {
    const alignment = values.get("general.alignment") ?? defaultAlignment;
    const isUint32 = types.get("general.alignment") === "uint32" || !types.has("general.alignment");
    if (
        typeof alignment !== "number" ||
        !isUint32 ||
        alignment < 1 ||
        !Number.isInteger(Math.log2(alignment))
    ) {
        cursor.refuse('is damaged: its "general.alignment" is not a power of two.');
    }
    return alignment;
}

function readSplit(cursor: HeaderCursor, { values }: Metadata): { splitCount: number; splitNo: number } {
    const count = values.get("split.count") ?? 1;
    const splitNo = values.get("split.no") ?? 0;
    const splitCount = count === 0 ? 1 : count;
    if (!isCount(splitCount) || !isCount(splitNo) || splitNo >= splitCount) {
        cursor.refuse("is damaged: it does not say properly which part of a split model it is.");
    }
    return { splitCount, splitNo };
}

function isCount(value: unknown): value is number {
    return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

/** People join the parts of a split model with `cat`; the next part then begins where this one's data ends. */
function refuseJoinedParts(
    cursor: HeaderCursor,
    tensors: Map<string, GgufTensorInfo>,
    alignment: number,
): void {
    let dataEnd = cursor.position;
    for (const { offset, bytes } of tensors.values()) {
        dataEnd = Math.max(dataEnd, offset + bytes);
    }
    for (const position of [dataEnd, alignUp(dataEnd, alignment)]) {
        if (cursor.peekText(position, magic.length) === magic) {
            cursor.refuse(
                "is made of the parts of a split model joined into one, which cannot be read. Keep the parts as separate files in one folder.",
            );
        }
    }
}
