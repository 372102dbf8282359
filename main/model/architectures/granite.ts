import type { Architecture } from "./architecture.ts";

/** Granite (dense): embeddings, attention, residuals and logits each have a factor. */
export const granite: Architecture = {
    name: "granite",
    ropeMode: 0,
    norms: "input",
    activation: "silu",
    ropeFactors: "single",
    settings: (read, { layers, headSize, rope }) => {
        // a factor of 0 means none in llama.cpp, but for the logits', which divides
        const factor = (key: string, otherwise: number) => {
            const value = read.number(key, 0);
            return value === 0 ? otherwise : value;
        };
        const divisor = read.number("logit_scale");
        if (divisor === 0) read.refuse("it divides its logits by 0.");
        const rotates = read.boolean("rope.scaling.finetuned", true);
        return {
            embeddingScale: factor("embedding_scale", 1),
            residualScale: factor("residual_scale", 1),
            attentionScale: factor("attention.scale", 1 / Math.sqrt(headSize)),
            logitScale: 1 / divisor,
            attention: Array.from({ length: layers }, () => (rotates ? { rope } : {})),
        };
    },
};
