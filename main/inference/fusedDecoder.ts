/**
 * Decoding with a base model and any number of weighted adapters in one pass: base and adapters are rows of ONE
 * batch, so that every weight matrix is read once; each row has its own key/value cache; the output matrix runs once
 * for the combination (stack.ts). Not sampling and not text.
 */
import { StudioError } from "../errors.ts";
import { Graph } from "../ggml/graph.ts";
import { getInto, Scheduler, setTensor } from "../ggml/scheduler.ts";
import { GgmlType, type Tensor } from "../ggml/tensor.ts";
import type { Adapter } from "../model/adapterFile.ts";
import { block, embed, finalStates } from "../model/forward.ts";
import { cellStep, KvCache } from "../model/kvCache.ts";
import { LoraStack } from "../model/loraStack.ts";
import type { Model } from "../model/weights.ts";
import { distinctAdapters, type StackEntry, type StackFactors, stackFactors } from "./stack.ts";

interface Step {
    graph: Graph;
    scheduler: Scheduler;
    tokens: Tensor; // I32 [n·R]
    positions: Tensor; // I32 [n]
    cells: Tensor; // I64 [n]
    /** by window, undefined for none: F16 [used, n] */
    masks: Map<number | undefined, Tensor>;
    factors?: Tensor; // F32 [R]
    last: Tensor; // I32 [R]
    logits: Tensor; // [vocabulary]
}

/** Most tokens of one pass over a prompt. */
const promptChunk = 512;

/** A decoder for one stack; weights may change while it lives. */
export class FusedDecoder {
    readonly contextLength: number;
    readonly #model: Model;
    /** without repeats, in an order of their own (stack.ts) */
    readonly #adapters: readonly Adapter[];
    /** per adapter of the given stack its index in `#adapters` */
    readonly #places: readonly number[];
    /** per adapter in `#adapters` */
    #weights: number[];
    /** per row its adapter's index in `#used`, −1 for the base */
    #rows: number[] = [];
    #used: number[] = [];
    #factors: StackFactors = { base: 1, adapters: [] };
    #stack: LoraStack | undefined;
    #cache: KvCache | undefined;
    /** tokens in the cache */
    #tokens: number[] = [];
    readonly #steps = new Map<string, Step>();

    /** @param contextLength most tokens of prompt and answer */
    constructor(model: Model, stack: readonly StackEntry[], contextLength: number) {
        this.#model = model;
        const { distinct, places } = distinctAdapters(stack.map(({ adapter }) => adapter));
        this.#adapters = distinct;
        this.#places = places;
        this.#weights = this.#gather(stack.map(({ weight }) => weight));
        this.contextLength = Math.min(contextLength, model.config.contextLength);
        this.#arrange();
    }

    /** Changes the weights; the cache is kept where the same rows are still needed. */
    setWeights(weights: readonly number[]): void {
        if (weights.length !== this.#places.length) throw new Error("one weight per adapter");
        this.#weights = this.#gather(weights);
        this.#arrange();
    }

    /** Adds up the weights that an adapter got in different places of the stack. */
    #gather(weights: readonly number[]): number[] {
        const sums = this.#adapters.map(() => 0);
        weights.forEach((weight, i) => {
            const place = this.#places[i] as number;
            sums[place] = (sums[place] as number) + weight;
        });
        return sums;
    }

    /** How many tokens are in the cache. */
    get length(): number {
        return this.#tokens.length;
    }

    /** Decides which rows are needed; a change of rows starts with empty caches. */
    #arrange(): void {
        const entries = this.#adapters.map((adapter, i) => ({
            rule: adapter.rule,
            weight: this.#weights[i] as number,
        }));
        this.#factors = stackFactors(entries);
        const used = entries.flatMap(({ weight }, i) => (weight === 0 ? [] : [i]));
        const rows = [
            ...(this.#factors.base !== 0 || used.length === 0 ? [-1] : []),
            ...used.map((_, k) => k),
        ];
        if (this.#cache && same(rows, this.#rows) && same(used, this.#used)) return;
        this.#release();
        this.#rows = rows;
        this.#used = used;
        const { device, config } = this.#model;
        if (used.length > 0)
            this.#stack = new LoraStack(
                this.#model,
                used.map((i) => this.#adapters[i] as Adapter),
            );
        this.#cache = new KvCache(device, config, this.contextLength, rows.length);
    }

    /**
     * The policy's logits for the token after `tokens`. What the cache shares with them is not computed again.
     * @returns [vocabulary], up to a constant
     * @throws StudioError `context-full` when the tokens do not fit; `interrupted` when the signal aborts
     */
    async logits(tokens: readonly number[], signal?: AbortSignal): Promise<Float32Array> {
        if (tokens.length === 0) throw new Error("no tokens to continue");
        if (tokens.length > this.contextLength)
            throw new StudioError(
                "context-full",
                `The conversation has ${tokens.length} tokens, and this context holds ${this.contextLength}. Shorten it, or choose a larger context.`,
            );
        let at = Math.min(commonPrefix(this.#tokens, tokens), tokens.length - 1);
        this.#tokens.length = at;
        let step: Step | undefined;
        while (at < tokens.length) {
            if (signal?.aborted) throw new StudioError("interrupted", "Stopped.");
            const chunk = tokens.slice(at, at + promptChunk);
            step = await this.#run(chunk, at);
            this.#tokens.push(...chunk);
            at += chunk.length;
        }
        const logits = new Float32Array(this.#model.config.vocabulary);
        getInto(this.#model.device.functions, (step as Step).logits, logits);
        return logits;
    }

    async #run(chunk: readonly number[], from: number): Promise<Step> {
        const n = chunk.length;
        const used = Math.ceil((from + n) / cellStep) * cellStep;
        const key = `${n} ${used}`;
        const step = this.#steps.get(key) ?? this.#build(n, used, key);
        const f = this.#model.device.functions;
        const positions = Int32Array.from({ length: n }, (_, i) => from + i);
        setTensor(f, step.tokens, Int32Array.from(this.#rows.flatMap(() => [...chunk])));
        setTensor(f, step.positions, positions);
        setTensor(f, step.cells, BigInt64Array.from(positions, BigInt));
        for (const [window, mask] of step.masks) setTensor(f, mask, causalMask(from, n, used, window));
        if (step.factors) setTensor(f, step.factors, Float32Array.from(this.#rowFactors()));
        await step.scheduler.compute();
        return step;
    }

    #rowFactors(): number[] {
        return this.#rows.map((k) =>
            k < 0 ? this.#factors.base : (this.#factors.adapters[this.#used[k] as number] as number),
        );
    }

    /** Graphs of one token are kept for reuse; a prompt's graph replaces the one before. */
    #build(n: number, used: number, key: string): Step {
        for (const [other, step] of this.#steps)
            if ((n === 1) === other.startsWith("1 ")) {
                step.graph.dispose();
                step.scheduler.dispose();
                this.#steps.delete(other);
            }
        const step = this.#buildStep(n, used);
        this.#steps.set(key, step);
        return step;
    }

    #buildStep(n: number, used: number): Step {
        const model = this.#model;
        const { config, device } = model;
        const rows = this.#rows.length;
        const cache = this.#cache as KvCache;
        const g = new Graph(device.functions, 128 + config.layers * 160);
        const tokens = g.input(GgmlType.I32, [n * rows]);
        const positions = g.input(GgmlType.I32, [n]);
        const cells = g.input(GgmlType.I64, [n]);
        const windows = new Set(config.attention.map(({ window }) => window));
        const masks = new Map([...windows].map((window) => [window, g.input(GgmlType.F16, [used, n])]));
        const last = g.keptInput(GgmlType.I32, [rows]);
        const loraMask =
            this.#stack && rows > 1 ? g.keptInput(GgmlType.F32, [this.#stack.rank, n * rows]) : undefined;
        const lora = this.#stack?.layers(loraMask ?? 1);
        const ropeFactors = model.ropeFactors(this.contextLength);
        let x = embed(g, model, tokens); // [hidden, n·R]
        model.layers.forEach((weights, layer) => {
            const context = { config, layer, positions, ropeFactors, rows };
            const mask = masks.get(config.attention[layer]?.window) as Tensor;
            x = block(
                g,
                context,
                weights,
                x,
                (q, k, v) => ({ out: cache.attend(g, layer, q, k, v, cells, mask) }),
                lora?.[layer],
            ).y;
        });
        const h = finalStates(g, model, g.getRows(x, last)); // [hidden, R]
        const factors = rows > 1 || this.#rowFactors()[0] !== 1 ? g.input(GgmlType.F32, [rows]) : undefined;
        const u = factors ? g.mulMat(g.transposed(h), factors) : h; // [hidden, 1]
        const logits = g.keep(g.mulMat(model.output.w, u)); // [vocabulary, 1]
        const scheduler = new Scheduler(device, g.capacity);
        scheduler.allocate(g);
        const f = device.functions;
        setTensor(
            f,
            last,
            Int32Array.from(this.#rows, (_, row) => row * n + n - 1),
        );
        if (loraMask && this.#stack) setTensor(f, loraMask, this.#stack.maskValues(this.#rows, n));
        return { graph: g, scheduler, tokens, positions, cells, masks, factors, last, logits };
    }

    /** Bytes of caches and compute buffers. */
    bytes(): number {
        const buffers = [...this.#steps.values()].reduce(
            (sum, { scheduler }) => sum + scheduler.bufferBytes(),
            0,
        );
        return (this.#cache?.bytes ?? 0) + buffers;
    }

    #release(): void {
        for (const { graph, scheduler } of this.#steps.values()) {
            graph.dispose();
            scheduler.dispose();
        }
        this.#steps.clear();
        this.#stack?.dispose();
        this.#cache?.dispose();
        this.#stack = undefined;
        this.#cache = undefined;
        this.#tokens = [];
    }

    /** Frees caches and buffers. */
    dispose(): void {
        this.#release();
    }
}

function same(a: readonly number[], b: readonly number[]): boolean {
    return a.length === b.length && a.every((x, i) => x === b[i]);
}

function commonPrefix(a: readonly number[], b: readonly number[]): number {
    let i = 0;
    while (i < a.length && i < b.length && a[i] === b[i]) i++;
    return i;
}

/** F16 bits of 0 and −∞: token i sees the cells up to its own, at most `window` of them. */
function causalMask(from: number, n: number, used: number, window = Number.POSITIVE_INFINITY): Uint16Array {
    const mask = new Uint16Array(used * n).fill(0xfc00);
    for (let i = 0; i < n; i++) {
        const end = from + i + 1;
        mask.fill(0, i * used + Math.max(0, end - window), i * used + end);
    }
    return mask;
}
