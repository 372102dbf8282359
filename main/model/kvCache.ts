/**
 * Keys and values of past tokens, one set per row (base or adapter), and attention over them.
 * Not what is in them (fusedDecoder.ts keeps track of tokens).
 *
 * Letters: D head size, H heads, K key/value heads, C cells, R rows, n tokens of one step.
 */
import type { Device } from "../ggml/device.ts";
import type { Graph } from "../ggml/graph.ts";
import { Storage } from "../ggml/storage.ts";
import { GgmlType, type Tensor } from "../ggml/tensor.ts";
import type { ModelConfig } from "./architectures.ts";

/** Cells that attention looks at are rounded up to this, so that a graph serves many steps. */
export const cellStep = 256;
/** Bytes of an F16. */
const half = 2;

/** The bytes that caches will take, for memory estimates; `cells` as in KvCache. */
export function cacheBytes(config: ModelConfig, cells: number, rows: number): number {
    return 2 * half * config.layers * config.headSize * config.kvHeads * wholeSteps(cells) * rows;
}

function wholeSteps(cells: number): number {
    return Math.ceil(cells / cellStep) * cellStep;
}

/** Caches of all blocks, F16 as llama.cpp's. */
export class KvCache {
    readonly cells: number;
    readonly rows: number;
    readonly #config: ModelConfig;
    readonly #storage: Storage;

    /** @param cells most tokens per row; rounded up to `cellStep` */
    constructor(device: Device, config: ModelConfig, cells: number, rows: number) {
        this.cells = wholeSteps(cells);
        this.rows = rows;
        this.#config = config;
        const ne = [config.headSize * config.kvHeads, this.cells, rows];
        this.#storage = new Storage(
            device,
            Array.from({ length: config.layers }, (_, layer) =>
                ["k", "v"].map((part) => ({ name: `${part}${layer}`, type: GgmlType.F16, ne })),
            ).flat(),
        );
    }

    /** Bytes on the device. */
    get bytes(): number {
        return this.#storage.bytes;
    }

    /**
     * Stores new keys and values, then attends over the first `used` cells.
     * @param q [D, H, n·R]; k and v [D, K, n·R], row by row
     * @param cells I64 [n], where the new tokens go
     * @param mask F16 [used, n], 0 where a token may see a cell, −∞ elsewhere
     * @returns [D·H, n·R]
     */
    attend(g: Graph, layer: number, q: Tensor, k: Tensor, v: Tensor, cells: Tensor, mask: Tensor): Tensor {
        const keys = this.#store(g, `k${layer}`, k, cells, mask.ne[0]);
        const values = this.#store(g, `v${layer}`, v, cells, mask.ne[0]);
        const n = q.ne[2] / this.rows;
        const byRow = g.view(q, [q.ne[0], q.ne[1], n, this.rows], [q.nb[1], q.nb[2], n * q.nb[2]], 0); // [D, H, n, R]
        const queries = g.permute(byRow, [0, 2, 1, 3]); // [D, n, H, R]
        const out = g.flashAttention(queries, keys, values, mask, this.#config.attentionScale); // [D, H, n, R]
        return g.reshape(out, [out.ne[0] * out.ne[1], out.ne[2] * out.ne[3]]);
    }

    /** Writes [D, K, n·R] into the cache and returns its first `used` cells as [D, used, K, R]. */
    #store(g: Graph, name: string, x: Tensor, cells: Tensor, used: number): Tensor {
        const [d, heads, columns] = x.ne;
        const n = columns / this.rows;
        const cache = g.alias(this.#storage.get(name)); // [D·K, C, R]
        const byRow = g.view(x, [d * heads, n, this.rows], [x.nb[2], n * x.nb[2], columns * x.nb[2]], 0);
        g.expand(g.setRows(cache, byRow, cells));
        const headBytes = cache.nb[0] * this.#config.headSize;
        return g.view(cache, [d, used, heads, this.rows], [cache.nb[1], headBytes, cache.nb[2]], 0);
    }

    /** Frees the caches. */
    dispose(): void {
        this.#storage.dispose();
    }
}
