/**
 * Whether a model fits this computer, in a sentence; and the rule of thumb for models whose file is not here. Where
 * it is, inference/memory.ts and training/memory.ts know better.
 */
import type { ModelAbility } from "../../preload/contract/models.ts";

const gigabyte = 2 ** 30;

/** Says what it means for a computer with `memory` bytes that something takes `bytes`. */
export function abilityOf(bytes: number, memory: number): ModelAbility {
    const [needs, has] = [gigabytes(bytes), gigabytes(memory)];
    if (bytes > memory)
        return {
            possible: false,
            bytes,
            reason: `It would take about ${needs} of memory, and this computer has ${has}: choose a smaller model.`,
        };
    const tight = bytes > 0.8 * memory ? ": close other programs first" : "";
    return {
        possible: true,
        bytes,
        reason: `It takes about ${needs} of this computer's ${has} of memory${tight}.`,
    };
}

function gigabytes(bytes: number): string {
    const value = bytes / gigabyte;
    return `${value.toFixed(value < 9.95 ? 1 : 0)} GB`;
}

/** Bytes of a weight's copy for the backward pass: Q8_0. */
const transposedByte = 34 / 32;
const program = 0.15 * gigabyte;

/**
 * About how many bytes chatting (with an adapter, 4,096 tokens) and training (pairs of 256 tokens, recomputing) take.
 * Beside the weights, everything grows with a model's width and depth, so about with the square root of its
 * parameters. Compared with the estimates for the shapes of the catalogue's models in test/catalogue/fits.test.ts.
 */
export function guessMemory(parameters: number, fileBytes: number): { chat: number; training: number } {
    const beside = 0.5 * gigabyte * Math.sqrt(parameters / 1e9);
    return {
        chat: fileBytes + beside + program,
        training: fileBytes + transposedByte * parameters + beside + program,
    };
}

/** About how large the file of a model is, from the number format in its name. */
export function guessFileBytes(parameters: number, fileName: string): number {
    return (parameters * bitsPerWeight(fileName)) / 8;
}

/** About how many parameters a file of this size holds. */
export function guessParameters(fileBytes: number, fileName: string): number {
    return (fileBytes * 8) / bitsPerWeight(fileName);
}

/** "Q4_K_M": four bits and their scales, and some matrices in finer formats. */
function bitsPerWeight(fileName: string): number {
    const plain = /(?:^|[^a-z0-9])B?F(16|32)(?![0-9])/i.exec(fileName)?.[1];
    if (plain) return Number(plain);
    const quantised = /(?:^|[^a-z0-9])I?Q([1-8])(?![0-9])/i.exec(fileName)?.[1];
    return Number(quantised ?? 4) + 0.6;
}
