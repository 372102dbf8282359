/**
 * Dropout on the adapters' inputs: per block and input one mask of 0 or 1/(1−p), drawn from a seed,
 * so that a resumed run draws the same.
 */
import type { GgmlFunctions } from "../ggml/bindings.ts";
import type { Graph } from "../ggml/graph.ts";
import { setTensor } from "../ggml/scheduler.ts";
import { elements, GgmlType, type Tensor } from "../ggml/tensor.ts";
import type { ModelConfig } from "../model/architectures.ts";
import type { DropoutMasks } from "../model/forward.ts";
import type { LoraWeights } from "../model/lora.ts";
import { type LinearTarget, targetShape } from "../model/targets.ts";

const sites: Record<keyof DropoutMasks, readonly LinearTarget[]> = {
    attentionInput: ["q", "k", "v", "qkv"],
    attentionOutput: ["o"],
    feedForwardInput: ["gate", "up", "gate_up"],
    activation: ["down"],
};

/** The masks of one micro-batch. */
export class Dropout {
    readonly layers: readonly DropoutMasks[];

    /** Creates masks where a block has adapters: [inputs, tokens] each. */
    constructor(g: Graph, config: ModelConfig, lora: LoraWeights, tokens: number) {
        this.layers = lora.layers.map((layer) => {
            const masks: DropoutMasks = {};
            for (const [site, targets] of Object.entries(sites)) {
                const target = targets.find((candidate) => layer[candidate]);
                if (target)
                    masks[site as keyof DropoutMasks] = g.keptInput(GgmlType.F32, [
                        targetShape(config, target).inputs,
                        tokens,
                    ]);
            }
            return masks;
        });
    }

    /** Draws the masks. */
    fill(f: GgmlFunctions, rate: number, seed: number): void {
        let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
        const threshold = rate * 2 ** 32;
        const keep = 1 / (1 - rate);
        for (const masks of this.layers)
            for (const mask of Object.values(masks) as Tensor[]) {
                const values = new Float32Array(elements(mask));
                for (let i = 0; i < values.length; i++) {
                    // xorshift32 (Marsaglia 2003): fast, and good enough to choose what to drop
                    state ^= state << 13;
                    state ^= state >>> 17;
                    state = (state ^ (state << 5)) >>> 0;
                    values[i] = state < threshold ? 0 : keep;
                }
                setTensor(f, mask, values);
            }
    }

    /** The same masks as leaves of the backward graph. */
    aliasIn(g: Graph): DropoutMasks[] {
        return this.layers.map((masks) =>
            Object.fromEntries(Object.entries(masks).map(([site, mask]) => [site, g.alias(mask as Tensor)])),
        );
    }
}
