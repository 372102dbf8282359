import type { Architecture } from "./architecture.ts";

/**
 * Phi 3, 3.5 and 4: fused matrices, two sets of rotary factors.
 * Files may name a sliding window; llama.cpp leaves it out for this family, and so do we.
 */
export const phi3: Architecture = {
    name: "phi3",
    ropeMode: 2,
    norms: "input",
    activation: "silu",
    fusedTensors: true,
    ropeFactors: "pair",
    partialRotation: true,
};
