/**
 * Finds out whether parts of a model file were never written: programs that reserve the whole room first leave a file of
 * the right size, with a sound header, and zeros where the download has not come to. Looks at samples, not at all of it.
 */
import { StudioError } from "../errors.ts";
import { GgufData, type GgufFile } from "../formats/gguf/read.ts";

/** Trained weights of these are never all zero; output matrices may be, where somebody added blocks to a model. */
const neverZero = /^blk\.\d+\.(attn_(q|k|v|qkv)|ffn_(gate|up)(_exps)?|ssm_in)\.weight$/;
/** Seeks that a slow disk does in a moment. */
const mostSamples = 32;
const sampleBytes = 4096;

/** Reads samples from all over the file. @throws StudioError `gguf-damaged`, and as GgufData */
export function checkWritten(file: GgufFile): void {
    const matrices = [...file.tensors.values()]
        .filter(({ name }) => neverZero.test(name))
        .sort((a, b) => a.part - b.part || a.offset - b.offset);
    const step = Math.max(1, matrices.length / mostSamples);
    const data = new GgufData(file);
    try {
        for (let at = 0; at < matrices.length; at += step) {
            const tensor = matrices[Math.floor(at)];
            if (!tensor) continue;
            const length = Math.min(sampleBytes, tensor.bytes);
            const offset = Math.floor((tensor.bytes - length) / 2);
            if (data.read(tensor, { offset, length }).some((byte) => byte !== 0)) continue;
            throw new StudioError(
                "gguf-damaged",
                `"${file.parts[tensor.part]?.path}" has its full size, but parts of it are empty (${tensor.name}): the download is probably incomplete. Let it end, or download it again.`,
            );
        }
    } finally {
        data.close();
    }
}
