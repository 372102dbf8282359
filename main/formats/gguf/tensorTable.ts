/**
 * Reads the tensor table of a GGUF header and checks that every tensor lies whole and alone in the file.
 * Reads no tensor data.
 */

import { StudioError } from "../../errors.ts";
import type { HeaderCursor } from "./cursor.ts";
import { quote, readName } from "./metadata.ts";
import type { TensorType } from "./tensorTypes.ts";
import { removedTensorTypes, tensorBytes, tensorTypes } from "./tensorTypes.ts";
import type { GgufTensorInfo } from "./types.ts";
import { alignUp } from "./types.ts";

/** Some models have 47,000 tensors (one per expert). */
const maxTensors = 2 ** 18;
/** A name (8), the number of dimensions (4), one of them (8), the type (4) and the offset (8). */
const minTensorBytes = 32;
/** ggml keeps 64 bytes for a name, the last of them a zero. */
const maxNameBytes = 63;

/**
 * Reads `count` tensor descriptions at the cursor, which is then at the end of the header.
 * @param alignment of the data, in bytes
 * @throws StudioError gguf-damaged, or model-unsupported for a number format that ggml does not read
 */
export function readTensorTable(
    cursor: HeaderCursor,
    count: number,
    alignment: number,
): Map<string, GgufTensorInfo> {
    cursor.require(count * minTensorBytes);
    if (count > maxTensors) {
        cursor.refuse(`is damaged: it claims to hold ${count} tensors, more than any real model.`);
    }
    const relative: GgufTensorInfo[] = [];
    for (let index = 0; index < count; index++) {
        relative.push(readTensor(cursor, alignment));
    }
    const dataStart = alignUp(cursor.position, alignment);
    const tensors = new Map<string, GgufTensorInfo>();
    for (const tensor of relative) {
        if (tensors.has(tensor.name)) {
            cursor.refuse(`is damaged: it holds the tensor ${quote(tensor.name)} twice.`);
        }
        tensors.set(tensor.name, { ...tensor, offset: dataStart + tensor.offset });
    }
    checkPlaces(cursor, [...tensors.values()]);
    return tensors;
}

/** One tensor, its offset still counted from the start of the data. */
function readTensor(cursor: HeaderCursor, alignment: number): GgufTensorInfo {
    const name = readName(cursor, "a tensor name", maxNameBytes);
    const shape = readShape(cursor, name);
    const id = cursor.readUint32();
    const type = requireType(cursor, id, name);
    const bytes = tensorBytes(type, shape);
    if (bytes === undefined) {
        const sizes = shape.join(" × ");
        cursor.refuse(
            `is damaged: the tensor ${quote(name)} cannot be ${sizes} numbers of type ${type.name}.`,
        );
    }
    const offset = cursor.readSize(`the place of the tensor ${quote(name)}`);
    if (offset % alignment !== 0) {
        cursor.refuse(
            `is damaged: the tensor ${quote(name)} does not begin at a multiple of ${alignment} bytes.`,
        );
    }
    return { name, shape, type: id, offset, bytes, part: 0 };
}

function readShape(cursor: HeaderCursor, name: string): number[] {
    const dimensions = cursor.readUint32();
    if (dimensions < 1 || dimensions > 4) {
        cursor.refuse(`is damaged: the tensor ${quote(name)} has ${dimensions} dimensions, not 1 to 4.`);
    }
    const shape: number[] = [];
    let elements = 1;
    for (let index = 0; index < dimensions; index++) {
        const size = cursor.readSize(`a dimension of the tensor ${quote(name)}`);
        if (size === 0) {
            cursor.refuse(`is damaged: a dimension of the tensor ${quote(name)} is zero.`);
        }
        if (elements > Number.MAX_SAFE_INTEGER / size) {
            cursor.refuse(`is damaged: the tensor ${quote(name)} is impossibly large.`);
        }
        elements *= size;
        shape.push(size);
    }
    return shape;
}

function requireType(cursor: HeaderCursor, id: number, name: string): TensorType {
    const type = tensorTypes.get(id);
    if (type !== undefined) {
        return type;
    }
    const removed = removedTensorTypes.get(id);
    const why =
        removed === undefined
            ? `the number format ${id}, which this program does not know: the file is damaged, or made for a newer program.`
            : `the number format ${removed}, which is no longer in use. Download a newer version of the model.`;
    throw new StudioError(
        "model-unsupported",
        `The file "${cursor.path}" has the tensor ${quote(name)} in ${why}`,
    );
}

function checkPlaces(cursor: HeaderCursor, tensors: GgufTensorInfo[]): void {
    tensors.sort((left, right) => left.offset - right.offset);
    let end = 0;
    for (const { name, offset, bytes } of tensors) {
        if (offset < end) {
            cursor.refuse(`is damaged: the data of the tensor ${quote(name)} overlaps that of another.`);
        }
        end = offset + bytes;
        if (!Number.isSafeInteger(end)) {
            cursor.refuse(`is damaged: the place of the tensor ${quote(name)} is impossibly large.`);
        }
    }
    if (end > cursor.fileSize) {
        const [has, needs] = [cursor.fileSize, end].map((bytes) => bytes.toLocaleString("en-US"));
        cursor.refuse(
            `ends at ${has} of ${needs} bytes: the download is probably incomplete. Download it again.`,
        );
    }
}
