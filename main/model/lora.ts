/**
 * Low-rank adapters: which matrices there are, where they live on the device, and one linear layer
 * with its adapter, forward and backward.
 * LoRA of Hu et al. 2021: y = W x + (alpha / r) · B A x. Not the file format (main/formats/adapter).
 */
import type { Device } from "../ggml/device.ts";
import type { Graph } from "../ggml/graph.ts";
import { getInto, setTensor } from "../ggml/scheduler.ts";
import { Storage } from "../ggml/storage.ts";
import { GgmlType, type Tensor } from "../ggml/tensor.ts";
import type { ModelConfig } from "./architectures.ts";
import { product, productWithGaps } from "./layout.ts";
import {
    type FusedSite,
    fusedSites,
    type LinearTarget,
    resolveTargets,
    targetShape,
    targetTensorName,
} from "./targets.ts";
import { turn } from "./turn.ts";
import type { LayerWeights, LinearWeight } from "./weights.ts";

/** Shape of an adapter. */
export interface LoraConfig {
    rank: number;
    alpha: number;
    targets: readonly LinearTarget[];
}

/** One matrix of an adapter, by its name in a GGUF LoRA file. */
export interface LoraMatrix {
    /** `blk.N.attn_q.weight.lora_a` and so on */
    name: string;
    layer: number;
    target: LinearTarget;
    kind: "a" | "b";
    /** a: [inputs, rank]; b: [rank, outputs] (ggml order, fastest first) */
    ne: [number, number];
}

/**
 * Every matrix of a new adapter, in the order of the blocks.
 * @throws StudioError `usage` where the model does not have the targets (targets.ts)
 */
export function loraMatrices(model: ModelConfig, lora: LoraConfig): LoraMatrix[] {
    const list: LoraMatrix[] = [];
    const targets = resolveTargets(model, lora.targets);
    for (let layer = 0; layer < model.layers; layer++)
        for (const target of targets) {
            const { inputs, outputs } = targetShape(model, target);
            const name = targetTensorName(layer, target);
            list.push({ name: `${name}.lora_a`, layer, target, kind: "a", ne: [inputs, lora.rank] });
            list.push({ name: `${name}.lora_b`, layer, target, kind: "b", ne: [lora.rank, outputs] });
        }
    return list;
}

/** The matrices of one linear layer on the device. */
export interface LoraPair {
    a: Tensor; // [inputs, rank]
    /** [rank, outputs] as in a file, or [outputs, rank] */
    b: Tensor;
    /** whether b is [outputs, rank]: see `turnsB` */
    isTurned: boolean;
    /** alpha / rank; or per adapter row and column, [rank, columns], where several adapters share one product */
    scale: number | Tensor;
}

/**
 * Whether a device is given B transposed. On processors a product over the few numbers of a rank, with its transpose an
 * outer product, takes a third of the time; accelerators know no outer products.
 */
export function turnsB(device: Device): boolean {
    return !device.isGpu;
}

/** The adapters of one block; what has none is absent. */
export type LoraLayer = Partial<Record<LinearTarget, LoraPair>>;

/** Per target with an adapter: scale · A x [rank, tokens], which the backward pass needs. */
export type LowRank = Partial<Record<LinearTarget, Tensor>>;

/** An adapter's matrices on the device. */
export class LoraWeights {
    readonly matrices: readonly LoraMatrix[];
    readonly layers: readonly LoraLayer[];
    readonly #storage: Storage;
    readonly #device: Device;
    readonly #isTurned: boolean;

    /**
     * @param matrices pairs of a and b, each a followed by its b
     * @param alpha the scale of a pair is alpha / its rank
     */
    constructor(device: Device, layers: number, matrices: readonly LoraMatrix[], alpha: number) {
        this.#device = device;
        this.#isTurned = turnsB(device);
        this.matrices = matrices;
        this.#storage = new Storage(
            device,
            matrices.map((matrix) => ({ name: matrix.name, type: GgmlType.F32, ne: this.#shape(matrix) })),
        );
        this.layers = Array.from({ length: layers }, (_, layer) => {
            const pairs: LoraLayer = {};
            for (const { name, target, ne } of matrices.filter((m) => m.layer === layer && m.kind === "a"))
                pairs[target] = {
                    a: this.#storage.get(name),
                    b: this.#storage.get(name.replace(/a$/, "b")),
                    isTurned: this.#isTurned,
                    scale: alpha / ne[1],
                };
            return pairs;
        });
    }

    #turns({ kind }: LoraMatrix): boolean {
        return this.#isTurned && kind === "b";
    }

    /** The shape on the device. */
    #shape(matrix: LoraMatrix): [number, number] {
        const [columns, rows] = matrix.ne;
        return this.#turns(matrix) ? [rows, columns] : matrix.ne;
    }

    /** Writes values in the order of `matrices`, each as in a file. */
    upload(values: readonly Float32Array[]): void {
        this.matrices.forEach((matrix, i) => {
            const given = values[i] as Float32Array;
            const placed = this.#turns(matrix) ? turn(given, ...matrix.ne) : given;
            setTensor(this.#device.functions, this.#storage.get(matrix.name), placed);
        });
    }

    /** Reads a matrix, or its gradient, from a tensor that lies as the matrix does on the device; as in a file. */
    read(tensor: Tensor, matrix: LoraMatrix): Float32Array {
        const values = new Float32Array(matrix.ne[0] * matrix.ne[1]);
        getInto(this.#device.functions, tensor, values);
        return this.#turns(matrix) ? turn(values, ...this.#shape(matrix)) : values;
    }

    /** Frees the matrices. */
    dispose(): void {
        this.#storage.dispose();
    }
}

/** Result of `linear`, with what its backward pass needs. */
export interface LinearResult {
    y: Tensor; // [outputs, tokens]
    /** scale · A x [rank, tokens] */
    low?: Tensor;
}

/**
 * y = W x + bias + B (scale · A x).
 * @param x [inputs, tokens]
 * @param dropout [inputs, tokens] of 0 or 1/(1−p), on the adapter's input only
 */
export function linear(
    g: Graph,
    weight: LinearWeight,
    x: Tensor,
    lora?: LoraPair,
    dropout?: Tensor,
): LinearResult {
    return addLora(g, base(g, weight, x, product), x, lora, dropout);
}

/** W x + bias, by one of the products: [outputs, tokens]. */
function base(g: Graph, { matrix, bias }: LinearWeight, x: Tensor, multiply: typeof product): Tensor {
    if (!matrix) throw new Error("this matrix lies in its site's");
    const y = multiply(g, matrix, x);
    return bias ? g.add(y, bias) : y;
}

function addLora(g: Graph, y: Tensor, x: Tensor, lora?: LoraPair, dropout?: Tensor): LinearResult {
    if (!lora) return { y };
    const ax = g.mulMat(lora.a, dropout ? g.mul(x, dropout) : x); // [rank, tokens]
    const low =
        typeof lora.scale !== "number"
            ? g.mul(ax, lora.scale)
            : lora.scale === 1
              ? ax
              : g.scale(ax, lora.scale);
    return { y: g.add(y, expand(g, lora, low)), low };
}

/** B low: [rank, tokens] → [outputs, tokens]. */
function expand(g: Graph, { b, isTurned }: LoraPair, low: Tensor): Tensor {
    return isTurned ? g.outProd(b, g.transposed(low)) : g.mulMat(b, low);
}

/** Bᵀ dy: [outputs, tokens] → [rank, tokens]. */
function contract(g: Graph, { b, isTurned }: LoraPair, dy: Tensor): Tensor {
    return g.mulMat(isTurned ? b : g.transposed(b), dy);
}

/**
 * The linear layers of a site, in one product where their weights are one tensor or lie side by side.
 * Where adapters are joined per site (loraStack.ts) they are added in one go, too.
 * @returns one `y` per part of the site, maybe a view with gaps between its columns; `low` per target
 */
export function linearSite(
    g: Graph,
    config: ModelConfig,
    weights: LayerWeights,
    site: FusedSite,
    x: Tensor,
    lora: LoraLayer,
    dropout?: Tensor,
): { y: Tensor[]; low: LowRank } {
    const parts: readonly LinearTarget[] = fusedSites[site];
    const own = weights.linear[site];
    const together = own ?? weights.fused[site];
    const joined = together && addLora(g, base(g, together, x, productWithGaps), x, lora[site], dropout); // [Σ outputs, tokens]
    const low: LowRank = joined?.low ? { [site]: joined.low } : {};
    let row = 0;
    const y = parts.map((part) => {
        const { outputs } = targetShape(config, part);
        const alone = joined
            ? rows(g, joined.y, row, outputs)
            : base(g, weights.linear[part] as LinearWeight, x, productWithGaps);
        row += outputs;
        const result = addLora(g, alone, x, lora[part], dropout);
        if (result.low) low[part] = result.low;
        return result.y; // [outputs, tokens]
    });
    return { y, low };
}

/** Rows of the first dimension of a matrix. */
function rows(g: Graph, x: Tensor, from: number, count: number): Tensor {
    return g.view(x, [count, x.ne[1]], [x.nb[1], x.nb[2], x.nb[3]], from * x.nb[0]);
}

/** Gradients of one linear layer. */
export interface LinearGradients {
    dx: Tensor; // [inputs, tokens], maybe with gaps between its columns
    da?: Tensor; // [inputs, rank]
    db?: Tensor; // as b
}

/**
 * Gradients of `linear` (the base weights are frozen).
 * dx = Wᵀ dy + Aᵀ t, dA = t xᵀ, dB = dy (scale · A x)ᵀ with t = scale · Bᵀ dy.
 * @param dy [outputs, tokens]
 * @param x the input of the forward pass [inputs, tokens]
 * @param low its scaled A x
 */
export function linearBack(
    g: Graph,
    weight: LinearWeight,
    dy: Tensor,
    x: Tensor,
    lora?: LoraPair,
    low?: Tensor,
    dropout?: Tensor,
): LinearGradients {
    if (!weight.transposed) throw new Error("the model was loaded without transposed weights");
    const dx = productWithGaps(g, weight.transposed, dy); // [inputs, tokens]
    if (!lora || !low) return { dx };
    if (typeof lora.scale !== "number") throw new Error("only a single adapter can be trained");
    const t = g.scale(contract(g, lora, dy), lora.scale); // [rank, tokens]
    const dropped = lora.isTurned ? g.outProd(lora.a, g.transposed(t)) : g.mulMat(g.transposed(lora.a), t); // [inputs, tokens]
    return {
        dx: g.add(dx, dropout ? g.mul(dropped, dropout) : dropped),
        da: g.outProd(dropout ? g.mul(x, dropout) : x, t), // [inputs, rank]
        db: lora.isTurned ? g.outProd(dy, low) : g.outProd(low, dy), // as b
    };
}

/**
 * Gradients of `linearSite`.
 * @param dy [outputs, tokens] per part of the site
 * @returns the input's gradient, and per target its adapter's
 */
export function linearSiteBack(
    g: Graph,
    weights: LayerWeights,
    site: FusedSite,
    dy: readonly Tensor[],
    x: Tensor,
    lora: LoraLayer,
    low: LowRank,
    dropout?: Tensor,
): { dx: Tensor; targets: [LinearTarget, LinearGradients][] } {
    const own = weights.linear[site];
    const parts: readonly LinearTarget[] = own ? [site] : fusedSites[site];
    const gradients = own ? [dy.reduce((a, b) => g.concat(a, b, 0))] : dy; // [outputs, tokens] per target
    const targets = parts.map((target, i): [LinearTarget, LinearGradients] => [
        target,
        linearBack(
            g,
            weights.linear[target] as LinearWeight,
            gradients[i] as Tensor,
            x,
            lora[target],
            low[target],
            dropout,
        ),
    ]);
    return { dx: targets.map(([, { dx }]) => dx).reduce((a, b) => g.add(a, b)), targets };
}
