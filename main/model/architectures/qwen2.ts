import type { Architecture } from "./architecture.ts";

/** Qwen 2 and 2.5: biases on queries, keys and values. */
export const qwen2: Architecture = { name: "qwen2", ropeMode: 2, norms: "input", activation: "silu" };
