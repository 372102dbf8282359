/** Writes safetensors files of F32 tensors. Reading and the format's description: read.ts. */
import { writeAll, writeFileAtomically } from "../../files/atomicWrite.ts";

/** One tensor to write. */
export interface TensorToWrite {
    name: string;
    /** slowest dimension first, as in PyTorch */
    shape: readonly number[];
    values: Float32Array;
}

/** Writes the file, whole or not at all. @throws StudioError disk-full, file-access, file-missing (the folder) */
export function writeSafetensors(path: string, tensors: readonly TensorToWrite[]): void {
    let end = 0;
    const entries = tensors.map(({ name, shape, values }) => {
        const from = end;
        end += values.byteLength;
        return [name, { dtype: "F32", shape, data_offsets: [from, end] }];
    });
    const header = Buffer.from(
        JSON.stringify(Object.fromEntries([["__metadata__", { format: "pt" }], ...entries])),
    );
    const padded = Buffer.alloc(8 * Math.ceil(header.length / 8), " "); // the data begin at a multiple of 8
    header.copy(padded);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(padded.length));
    writeFileAtomically(path, (fd) => {
        for (const bytes of [length, padded]) writeAll(fd, bytes);
        for (const { values } of tensors)
            writeAll(fd, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    });
}
