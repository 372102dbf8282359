import type { Architecture } from "./architecture.ts";

/** Qwen 3: queries and keys normalised per head. */
export const qwen3: Architecture = {
    name: "qwen3",
    ropeMode: 2,
    norms: "input",
    queryKeyNorm: "head",
    activation: "silu",
};
