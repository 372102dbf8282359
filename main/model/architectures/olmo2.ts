import type { Architecture } from "./architecture.ts";
import { slidingWindow } from "./window.ts";

/** OLMo 2 and 3: norms at the outputs only; OLMo 3 has three windowed blocks to a full one. */
export const olmo2: Architecture = {
    name: "olmo2",
    ropeMode: 2,
    norms: "output",
    queryKeyNorm: "row",
    activation: "silu",
    settings: (read, plain) => ({
        // windowed blocks do not stretch their positions
        attention: slidingWindow(read, plain, 4, () => ({
            ...plain.rope,
            scale: 1,
            extFactor: 0,
            attentionFactor: 1,
        })),
    }),
};
