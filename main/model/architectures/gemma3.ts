import type { Architecture } from "./architecture.ts";
import { slidingWindow } from "./window.ts";

/** Blocks of the 27B model, the only one whose attention scale comes from the width. */
const largestLayers = 62;

/** Gemma 3 (text): norms on both sides, five windowed blocks to a full one, each kind with its own rotation. */
export const gemma3: Architecture = {
    name: "gemma3",
    ropeMode: 2,
    norms: "both",
    queryKeyNorm: "head",
    activation: "gelu",
    partialRotation: true,
    settings: (read, plain) => {
        // A cap is not linear, so that models could no longer be combined before the output matrix (head.ts).
        if (read.number("final_logit_softcapping", 0) !== 0)
            read.refuse("it caps its logits, which is not supported yet.");
        const { layers, hidden, heads, headSize, rope } = plain;
        const width = layers === largestLayers ? Math.floor(hidden / heads) : headSize;
        const base = () => read.number("rope.freq_base_swa", 10000);
        return {
            embeddingScale: Math.sqrt(hidden),
            attentionScale: 1 / Math.sqrt(width),
            attention: slidingWindow(read, plain, 6, () => ({ ...rope, base: base(), scale: 1 })),
        };
    },
};
