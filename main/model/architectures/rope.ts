/**
 * How positions are rotated and stretched, from a file's metadata, exactly as llama.cpp takes it (llama-context.cpp).
 * Not the factors per frequency, which are tensors (architectures.ts).
 */
import { StudioError } from "../../errors.ts";
import { type GgufFile, getNumber, getString } from "../../formats/gguf/read.ts";
import type { RopeSettings } from "../../ggml/rope.ts";
import type { Architecture } from "./architecture.ts";

/** The position scaling that a file names. @throws StudioError `model-unsupported` for others than llama.cpp's */
export function ropeScalingType(file: GgufFile, architecture: Architecture): string {
    const type = getString(file, `${architecture.name}.rope.scaling.type`, "linear"); // old files give the factor alone
    const known = ["none", "linear", "yarn", ...(architecture.ropeFactors ? ["longrope"] : [])];
    if (known.includes(type)) return type;
    throw new StudioError(
        "model-unsupported",
        `${file.path} uses the position scaling "${type}", which is not supported yet.`,
    );
}

/**
 * Rotation of the blocks that have nothing special about it.
 * The YaRN keys for ext_factor, attn_factor and the betas stay unread, as in llama.cpp for these families.
 */
export function readRope(file: GgufFile, architecture: Architecture, headSize: number): RopeSettings {
    const number = (key: string, otherwise?: number) =>
        getNumber(file, `${architecture.name}.${key}`, otherwise);
    const type = ropeScalingType(file, architecture);
    const stated = number("rope.scaling.factor", number("rope.scale_linear", 1));
    const factor = stated === 0 ? 1 : stated;
    const context = number("context_length");
    const yarn = type === "yarn";
    return {
        dimensions: number("rope.dimension_count", headSize),
        mode: architecture.ropeMode,
        contextOriginal: number("rope.scaling.original_context_length", context) || context,
        base: number("rope.freq_base", 10000),
        scale: type === "none" ? 1 : 1 / factor,
        extFactor: yarn ? 1 : 0,
        attentionFactor: number("rope.scaling.attn_factor", 1) * (yarn ? yarnMagnitude(factor) : 1),
        betaFast: 32,
        betaSlow: 1,
    };
}

/** llama.cpp's own magnitude for YaRN, over the one that ggml applies: 1 unless the factor shrinks positions. */
function yarnMagnitude(factor: number): number {
    return factor > 1 ? 1 : 1 / (1 + 0.1 * Math.log(factor));
}
