import type { Architecture } from "./architecture.ts";

/** SmolLM 3: every fourth block does not rotate. */
export const smollm3: Architecture = {
    name: "smollm3",
    ropeMode: 0,
    norms: "input",
    activation: "silu",
    settings: (_, { layers, rope }) => ({
        attention: Array.from({ length: layers }, (_, layer) => ((layer + 1) % 4 === 0 ? {} : { rope })),
    }),
};
