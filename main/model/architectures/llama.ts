import type { Architecture } from "./architecture.ts";

/** Llama, and the many that share its form: Mistral, SmolLM2, Yi, Vicuna. */
export const llama: Architecture = {
    name: "llama",
    ropeMode: 0,
    norms: "input",
    activation: "silu",
    ropeFactors: "single",
};
