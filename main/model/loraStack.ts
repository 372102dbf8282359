/**
 * Several adapters side by side in one product: their A matrices joined along the rank, their B matrices likewise,
 * and a mask that lets every row of a fused batch keep only its own adapter's part.
 */
import type { Device } from "../ggml/device.ts";
import { setTensor } from "../ggml/scheduler.ts";
import { Storage, type TensorSpec } from "../ggml/storage.ts";
import { GgmlType } from "../ggml/tensor.ts";
import type { Adapter } from "./adapterFile.ts";
import { linearTargets, type ModelConfig, targetShape, targetTensorName } from "./architectures.ts";
import type { LoraLayer, LoraPair } from "./lora.ts";

/** The joined adapters on the device; scales are folded into B. */
export class LoraStack {
    /** joined rank over all adapters */
    readonly rank: number;
    readonly #storage: Storage;
    readonly #layers: readonly (readonly (keyof LoraLayer)[])[];
    readonly #starts: readonly number[];

    constructor(device: Device, config: ModelConfig, adapters: readonly Adapter[]) {
        const ranks = adapters.map(({ matrices }) =>
            Math.max(...matrices.filter(({ kind }) => kind === "a").map(({ ne }) => ne[1])),
        );
        this.#starts = ranks.map((_, i) => ranks.slice(0, i).reduce((a, b) => a + b, 0));
        this.rank = ranks.reduce((a, b) => a + b, 0);
        this.#layers = Array.from({ length: config.layers }, (_, layer) =>
            linearTargets.filter((target) =>
                adapters.some(({ matrices }) => matrices.some((m) => m.layer === layer && m.target === target)),
            ),
        );
        const specs: TensorSpec[] = this.#layers.flatMap((targets, layer) =>
            targets.flatMap((target) => {
                const { inputs, outputs } = targetShape(config, target);
                const name = targetTensorName(layer, target);
                return [
                    { name: `${name}.lora_a`, type: GgmlType.F32, ne: [inputs, this.rank] },
                    { name: `${name}.lora_b`, type: GgmlType.F32, ne: [this.rank, outputs] },
                ];
            }),
        );
        this.#storage = new Storage(device, specs);
        for (const { name, ne } of specs)
            setTensor(device.functions, this.#storage.get(name), this.#join(adapters, name, ne as [number, number]));
    }

    /** Zeros, with each adapter's matrix at its place along the rank. */
    #join(adapters: readonly Adapter[], name: string, ne: [number, number]): Float32Array {
        const joined = new Float32Array(ne[0] * ne[1]);
        adapters.forEach((adapter, k) => {
            const index = adapter.matrices.findIndex((matrix) => matrix.name === name);
            const matrix = adapter.matrices[index];
            const values = adapter.values[index];
            if (!matrix || !values) return;
            const start = this.#starts[k] as number;
            if (matrix.kind === "a") joined.set(values, start * ne[0]);
            else {
                const rank = matrix.ne[0];
                const scale = adapter.alpha / rank;
                for (let row = 0; row < ne[1]; row++)
                    for (let i = 0; i < rank; i++)
                        joined[row * ne[0] + start + i] = scale * (values[row * rank + i] as number);
            }
        });
        return joined;
    }

    /** The adapters of every block; `scale` is 1, or the mask where rows differ. */
    layers(scale: LoraPair["scale"]): LoraLayer[] {
        return this.#layers.map((targets, layer) => {
            const pairs: LoraLayer = {};
            for (const target of targets) {
                const name = targetTensorName(layer, target);
                pairs[target] = { a: this.#storage.get(`${name}.lora_a`), b: this.#storage.get(`${name}.lora_b`), scale };
            }
            return pairs;
        });
    }

    /**
     * The mask's values for rows of `tokens` tokens each: [rank, tokens · rows].
     * @param rows per row its adapter's index, or −1 for the base
     */
    maskValues(rows: readonly number[], tokens: number): Float32Array {
        const mask = new Float32Array(this.rank * tokens * rows.length);
        rows.forEach((adapter, row) => {
            if (adapter < 0) return;
            const from = this.#starts[adapter] as number;
            const to = this.#starts[adapter + 1] ?? this.rank;
            for (let t = row * tokens; t < (row + 1) * tokens; t++) mask.fill(1, t * this.rank + from, t * this.rank + to);
        });
        return mask;
    }

    /** Frees the matrices. */
    dispose(): void {
        this.#storage.dispose();
    }
}
