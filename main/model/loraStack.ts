/**
 * Several adapters side by side in one product: their A matrices joined along the rank, their B matrices likewise,
 * and a mask that lets every row of a fused batch keep only its own adapter's part. Linear layers whose weights
 * lie side by side (weights.ts) get one joined pair per site.
 */
import { setTensor } from "../ggml/scheduler.ts";
import { Storage, type TensorSpec } from "../ggml/storage.ts";
import { GgmlType } from "../ggml/tensor.ts";
import type { Adapter } from "./adapterFile.ts";
import type { ModelConfig } from "./architectures.ts";
import { type LoraLayer, type LoraPair, turnsB } from "./lora.ts";
import { fusedSiteNames, fusedSites, type LinearTarget, targetNames, targetShape } from "./targets.ts";
import { turn } from "./turn.ts";
import type { LayerWeights, Model } from "./weights.ts";

/** One joined pair: the adapters of one target, or of all targets of a fused site. */
interface Part {
    layer: number;
    key: LinearTarget;
    targets: readonly LinearTarget[];
}

/** The joined adapters on the device; scales are folded into B. */
export class LoraStack {
    /** joined rank over all adapters, per target */
    readonly rank: number;
    readonly #config: ModelConfig;
    readonly #adapters: readonly Adapter[];
    readonly #storage: Storage;
    readonly #isTurned: boolean;
    readonly #parts: readonly Part[];
    /** where each adapter begins along the rank */
    readonly #starts: readonly number[];

    constructor(model: Model, adapters: readonly Adapter[]) {
        this.#config = model.config;
        this.#adapters = adapters;
        const ranks = adapters.map(({ matrices }) =>
            Math.max(...matrices.map(({ kind, ne }) => (kind === "a" ? ne[1] : 0))),
        );
        this.#starts = ranks.map((_, i) => ranks.slice(0, i).reduce((a, b) => a + b, 0));
        this.rank = ranks.reduce((a, b) => a + b, 0);
        this.#parts = model.layers.flatMap((weights, layer) => partsOf(weights, layer, adapters));
        this.#isTurned = turnsB(model.device);
        this.#storage = new Storage(
            model.device,
            this.#parts.flatMap((part) => this.#specs(part)),
        );
        for (const part of this.#parts) {
            setTensor(model.device.functions, this.#storage.get(name(part, "a")), this.#joinA(part));
            setTensor(model.device.functions, this.#storage.get(name(part, "b")), this.#joinB(part));
        }
    }

    #specs(part: Part): TensorSpec[] {
        const [outputs, width] = [this.#outputs(part), this.rank * part.targets.length];
        const a = [this.#inputs(part), width];
        const b = this.#isTurned ? [outputs, width] : [width, outputs];
        return [
            { name: name(part, "a"), type: GgmlType.F32, ne: a },
            { name: name(part, "b"), type: GgmlType.F32, ne: b },
        ];
    }

    #inputs({ targets }: Part): number {
        return targetShape(this.#config, targets[0] as LinearTarget).inputs;
    }

    #outputs({ targets }: Part): number {
        return targets.reduce((sum, target) => sum + targetShape(this.#config, target).outputs, 0);
    }

    /** [inputs, rank · targets]: per target the adapters' A matrices below each other, zeros where one has none. */
    #joinA(part: Part): Float32Array {
        const inputs = this.#inputs(part);
        const joined = new Float32Array(inputs * this.rank * part.targets.length);
        this.#each(part, "a", (values, _rank, start, slot) =>
            joined.set(values, (slot * this.rank + start) * inputs),
        );
        return joined;
    }

    /** [rank · targets, outputs], turned where the device wants it: each target's outputs see its own ranks only. */
    #joinB(part: Part): Float32Array {
        const width = this.rank * part.targets.length;
        const outputs = this.#outputs(part);
        const joined = new Float32Array(width * outputs);
        this.#each(part, "b", (values, rank, start, slot, scale) => {
            const before = this.#outputs({ ...part, targets: part.targets.slice(0, slot) });
            for (let row = 0; row * rank < values.length; row++)
                for (let i = 0; i < rank; i++)
                    joined[(before + row) * width + slot * this.rank + start + i] =
                        scale * (values[row * rank + i] as number);
        });
        return this.#isTurned ? turn(joined, width, outputs) : joined;
    }

    /** Calls back for every adapter's matrix of every target of a part. */
    #each(
        { layer, targets }: Part,
        kind: "a" | "b",
        use: (values: Float32Array, rank: number, start: number, slot: number, scale: number) => void,
    ): void {
        this.#adapters.forEach(({ matrices, values, alpha }, k) => {
            matrices.forEach((matrix, i) => {
                const slot = targets.indexOf(matrix.target);
                if (matrix.layer !== layer || matrix.kind !== kind || slot < 0) return;
                const rank = kind === "a" ? matrix.ne[1] : matrix.ne[0];
                use(values[i] as Float32Array, rank, this.#starts[k] as number, slot, alpha / rank);
            });
        });
    }

    /** The adapters of every block; `scale` is 1, or the mask where rows differ. */
    layers(scale: LoraPair["scale"]): LoraLayer[] {
        const layers: LoraLayer[] = Array.from({ length: this.#config.layers }, () => ({}));
        for (const part of this.#parts)
            (layers[part.layer] as LoraLayer)[part.key] = {
                a: this.#storage.get(name(part, "a")),
                b: this.#storage.get(name(part, "b")),
                isTurned: this.#isTurned,
                scale,
            };
        return layers;
    }

    /**
     * The mask's values for rows of `tokens` tokens each: [rank, tokens · rows]. It repeats over a site's targets.
     * @param rows per row its adapter's index, or −1 for the base
     */
    maskValues(rows: readonly number[], tokens: number): Float32Array {
        const mask = new Float32Array(this.rank * tokens * rows.length);
        rows.forEach((adapter, row) => {
            if (adapter < 0) return;
            const from = this.#starts[adapter] as number;
            const to = this.#starts[adapter + 1] ?? this.rank;
            for (let t = row * tokens; t < (row + 1) * tokens; t++)
                mask.fill(1, t * this.rank + from, t * this.rank + to);
        });
        return mask;
    }

    /** Frees the matrices. */
    dispose(): void {
        this.#storage.dispose();
    }
}

/** The sites and targets of a block that some adapter changes. */
function partsOf(weights: LayerWeights, layer: number, adapters: readonly Adapter[]): Part[] {
    const changed = (target: LinearTarget) =>
        adapters.some(({ matrices }) => matrices.some((m) => m.layer === layer && m.target === target));
    const parts: Part[] = [];
    const fused = new Set<LinearTarget>();
    for (const site of fusedSiteNames) {
        const targets: readonly LinearTarget[] = fusedSites[site];
        if (!weights.fused[site]) continue;
        for (const target of targets) fused.add(target);
        if (targets.some(changed)) parts.push({ layer, key: site, targets });
    }
    for (const target of targetNames)
        if (!fused.has(target) && changed(target)) parts.push({ layer, key: target, targets: [target] });
    return parts;
}

function name({ layer, key }: Part, kind: "a" | "b"): string {
    return `blk.${layer}.${key}.${kind}`;
}
