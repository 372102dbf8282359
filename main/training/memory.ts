/**
 * How much memory a run will take, before anything of it is allocated.
 * Follows what gradientPass.ts keeps and what the graphs need at their widest point; checked against the measured
 * peak in `qadapter bench` and in test/training/memory.test.ts.
 */
import type { GgufFile } from "../formats/gguf/read.ts";
import type { Device } from "../ggml/device.ts";
import type { ModelConfig } from "../model/architectures.ts";
import { headRows } from "../model/headPass.ts";
import { loraMatrices } from "../model/lora.ts";
import { pack } from "../model/packing.ts";
import { transposedBytes } from "../model/transposes.ts";
import { weightBytes } from "../model/weights.ts";
import { microBatches } from "./batches.ts";
import { pairText, type TokenPair, textTokens } from "./pairStep.ts";
import { presets, type TrainSettings } from "./settings.ts";

/** Bytes by purpose. */
export interface MemoryEstimate {
    weights: number;
    transposed: number;
    /** adapter, its optimiser state and its gradients on the host */
    adapter: number;
    /** the graphs' buffers: stored or recomputed activations, gradients */
    activations: number;
    /** the program itself */
    program: number;
    total: number;
}

const float = 4;
/**
 * What the program grows by while it trains: compiled code, and garbage not yet collected. Fitted, not derived: without
 * it the estimate was 34 to 40 MB short on Pip and 4 to 27 MB on a random model of 29 million parameters.
 */
const programGrowth = 28 * 2 ** 20;
/** Estimates a run over pairs. `programBytes` is what the process takes before the weights are loaded. */
export function estimateMemory(
    file: GgufFile,
    config: ModelConfig,
    device: Device,
    settings: Pick<TrainSettings, "rank" | "alpha" | "targets" | "batch" | "dropout">,
    pairs: readonly TokenPair[],
    recompute: boolean,
    programBytes: number,
): MemoryEstimate {
    const weights = weightBytes(file, config, device);
    const transposed = transposedBytes(file, config, device);
    const parameters = loraMatrices(config, settings).reduce((sum, { ne }) => sum + ne[0] * ne[1], 0);
    // device copy, parameters, mean, square, best, gradients on the host
    const adapter = 6 * float * parameters;
    const program = programBytes + programGrowth;
    const gradients = float * parameters; // results of the backward graph
    const activations = gradients + activationBytes(config, settings, largestMicroBatch(pairs), recompute);
    return {
        weights,
        transposed,
        adapter,
        activations,
        program,
        total: weights + transposed + adapter + activations + program,
    };
}

/** How a run goes about its activations, and what it takes then. */
export interface MemoryPlan {
    recompute: boolean;
    estimate: MemoryEstimate;
}

/** Stores activations where that leaves a fifth of the memory free, and computes them again elsewhere. */
export function planMemory(
    estimate: (recompute: boolean) => MemoryEstimate,
    available: number,
    wish: "auto" | "always" | "never" = "auto",
): MemoryPlan {
    const stored = estimate(false);
    const recompute = wish === "always" || (wish === "auto" && stored.total > 0.8 * available);
    return { recompute, estimate: recompute ? estimate(true) : stored };
}

/** The pair that people are told the memory of: of common length. */
const commonPair: TokenPair = {
    prompt: Array(128).fill(0),
    chosen: Array(128).fill(0),
    rejected: Array(128).fill(0),
    terminal: { chosen: true, rejected: true },
};

/** Plans a run over pairs of common length with the settings that people get. */
export function planCommonRun(
    file: GgufFile,
    config: ModelConfig,
    device: Device,
    available: number,
    programBytes: number,
): MemoryPlan {
    const estimate = (recompute: boolean) =>
        estimateMemory(file, config, device, presets.studio, [commonPair], recompute, programBytes);
    return planMemory(estimate, available);
}

/** The pairs of the micro-batch with the most tokens that a run can meet. */
function largestMicroBatch(pairs: readonly TokenPair[]): TokenPair[] {
    const texts = pairs.map((pair) => pairText(pair));
    const tokens = texts.map(textTokens);
    const byLength = pairs.map((_, i) => i).sort((a, b) => (tokens[b] as number) - (tokens[a] as number));
    const [first] = microBatches(texts, byLength);
    return (first ?? []).map((i) => pairs[i] as TokenPair);
}

function activationBytes(
    c: ModelConfig,
    { rank, targets, dropout }: Pick<TrainSettings, "rank" | "targets" | "dropout">,
    pairs: readonly TokenPair[],
    recompute: boolean,
): number {
    const packing = pack(
        pairs.map((pair) => pairText(pair)),
        0,
    );
    const n = packing.tokens.length;
    const query = c.heads * c.headSize;
    const keyValue = c.kvHeads * c.headSize;
    const scores = c.heads * packing.blocks.reduce((sum, { mask }) => sum + mask.length, 0);
    const { queryKeyNorm, norms } = c.architecture;
    const normed = (queryKeyNorm ? query + keyValue : 0) + (norms === "input" ? 0 : 2 * c.hidden);
    const low = targets.length * rank;
    const stored =
        n * (c.hidden + 2 * query + 2 * keyValue + c.hidden + 2 * c.feedForward + low + normed) + scores;
    const kept = c.layers * (recompute ? n * c.hidden : stored);
    const forwardWork = n * (3 * c.hidden + query + c.feedForward) + scores;
    const backwardWork = n * (4 * c.hidden + 3 * c.feedForward) + 2 * scores + (recompute ? stored : 0);
    const baseWork = n * (4 * c.hidden + query + 3 * c.feedForward) + 2 * scores;
    const windows = new Set(c.attention.map(({ window }) => window)).size;
    const masks = windows * packing.blocks.reduce((sum, { mask }) => sum + 3 * mask.length, 0);
    // on the device, and on the host as they are drawn
    const dropped = dropout > 0 ? 2 * c.layers * n * targets.length * c.hidden : 0;
    // logits, maybe a copy without gaps (model/layout.ts), and their softmax
    const head =
        headRows(c.vocabulary) * (3 * c.vocabulary + 4 * c.hidden) + packing.rows.length * c.hidden * 6;
    return float * (kept + forwardWork + backwardWork + baseWork + masks + dropped + head);
}
