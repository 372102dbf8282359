/**
 * The memory estimate (one constant of which was fitted to runs like these) against the measured peak of real runs, each in a process of its own. Within 15 % wherever the
 * model is large enough to matter; what is kept, recomputed, dropped and the adapter's size all show in both.
 */
import { describe, expect, test } from "vitest";
import { GgmlType } from "../../main/ggml/tensor.ts";
import { tinyModel } from "../support/logits.ts";
import { type MemoryCase, measureMemory } from "../support/trainingMemory.ts";

/** 29 million parameters. */
const model = tinyModel({
    ...{ layers: 8, hidden: 512, heads: 8, kvHeads: 4, headSize: 64, feedForward: 1536 },
    ...{ vocabulary: 8192, contextLength: 2048, type: GgmlType.Q8_0, tied: true },
});

const cases: [string, Omit<MemoryCase, "model"> & { family?: string }][] = [
    ["as it comes", { settings: {}, lengths: [100, 100], pairs: 4, recompute: false }],
    ["recomputing", { settings: {}, lengths: [100, 100], pairs: 4, recompute: true }],
    ["with dropout", { settings: { dropout: 0.1 }, lengths: [100, 100], pairs: 4, recompute: false }],
    ["a large adapter", { settings: { rank: 64 }, lengths: [60, 60], pairs: 4, recompute: false }],
    [
        "gates of gelu and norms on both sides",
        { settings: {}, lengths: [100, 100], pairs: 4, recompute: false, family: "gemma3" },
    ],
    [
        "the same, recomputing",
        { settings: {}, lengths: [100, 100], pairs: 4, recompute: true, family: "gemma3" },
    ],
    ["one long pair", { settings: {}, lengths: [250, 250], pairs: 2, recompute: false }],
];

describe("a model of 29 million parameters", () => {
    test.each(cases)("%s", (_, { family = "llama", ...run }) => {
        const { estimate, peak, buffers } = measureMemory({
            ...run,
            model: { ...model, architecture: family },
        });
        const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
        const said = `estimated ${megabytes(estimate.total)} MB, peak ${megabytes(peak)} MB, buffers ${megabytes(buffers)} MB`;
        if (process.env.QADAPTER_DEBUG) console.log(said);
        expect(Math.abs(estimate.total / peak - 1), said).toBeLessThan(0.15);
        expect(estimate.activations, said).toBeGreaterThan(0.9 * buffers);
    });
});
