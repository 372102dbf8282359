/**
 * Decoding of several columns at once, each a stack of weighted adapters on the same base with a text of its own:
 * bases and adapters of all columns are rows of ONE batch, so that every weight matrix is read once; each row has its
 * own key/value cache; the output matrix runs once per column for its combination (stack.ts).
 * Not sampling and not text. One column alone is fusedDecoder.ts.
 */
import { StudioError } from "../errors.ts";
import { Graph } from "../ggml/graph.ts";
import { getInto, Scheduler, setTensor } from "../ggml/scheduler.ts";
import { GgmlType, type Tensor } from "../ggml/tensor.ts";
import type { Adapter } from "../model/adapterFile.ts";
import { block, embed, finalStates } from "../model/forward.ts";
import { cellStep, KvCache } from "../model/kvCache.ts";
import { product } from "../model/layout.ts";
import { LoraStack } from "../model/loraStack.ts";
import type { Model } from "../model/weights.ts";
import { distinctAdapters, type StackEntry, type StackFactors, stackFactors } from "./stack.ts";

/** A graph for n new tokens per row; R rows, C columns. */
interface Step {
    graph: Graph;
    scheduler: Scheduler;
    tokens: Tensor; // I32 [n·R]
    positions: Tensor; // I32 [n], or [n·R] where columns differ
    cells: Tensor; // I64 [n], or [n, R]
    /** by window, undefined for none: F16 [used, n], or [used, n, 1, R] */
    masks: Map<number | undefined, Tensor>;
    factors?: Tensor; // F32 [R, C]
    last: Tensor; // I32 [R]
    logits: Tensor; // [vocabulary, C]
}

/** One row of the batch: the base (`adapter` −1) or an adapter (index into those used) of a column. */
interface Row {
    column: number;
    adapter: number;
}

/** What one column does in one pass. */
interface Chunk {
    /** cells of it that are filled already */
    from: number;
    tokens: readonly number[];
}

/** Most tokens of one pass over a prompt, in all rows together where columns differ. */
export const promptChunk = 512;

/** A decoder for several stacks; weights may change while it lives. */
export class ColumnDecoder {
    /** most tokens of a column */
    readonly contextLength: number;
    readonly columns: number;
    readonly #model: Model;
    /** of all columns, without repeats, in an order of their own (stack.ts) */
    readonly #adapters: readonly Adapter[];
    /** per column and entry of its stack the index in `#adapters` */
    readonly #places: readonly (readonly number[])[];
    /** per column and adapter in `#adapters` */
    #weights: number[][];
    #rows: Row[] = [];
    /** indices into `#adapters` */
    #used: number[] = [];
    #factors: StackFactors[] = [];
    #stack: LoraStack | undefined;
    #cache: KvCache | undefined;
    /** per column the tokens in its caches */
    #tokens: number[][] = [];
    readonly #steps = new Map<string, Step>();

    /** @param contextLength most tokens of prompt and answer */
    constructor(model: Model, stacks: readonly (readonly StackEntry[])[], contextLength: number) {
        this.#model = model;
        this.columns = stacks.length;
        const { distinct, places } = distinctAdapters(stacks.flat().map(({ adapter }) => adapter));
        this.#adapters = distinct;
        const starts = stacks.map((_, c) => stacks.slice(0, c).flat().length);
        this.#places = stacks.map((stack, c) =>
            places.slice(starts[c], (starts[c] as number) + stack.length),
        );
        this.contextLength = Math.min(contextLength, model.config.contextLength);
        this.#weights = this.#gather(stacks.map((stack) => stack.map(({ weight }) => weight)));
        this.#arrange();
    }

    /** Changes the weights, per column in the order of its stack; caches are kept where the same rows are needed. */
    setWeights(weights: readonly (readonly number[])[]): void {
        if (weights.some((column, c) => column.length !== this.#places[c]?.length))
            throw new Error("one weight per adapter");
        this.#weights = this.#gather(weights);
        this.#arrange();
    }

    /** Adds up the weights that an adapter got in different places of a stack. */
    #gather(weights: readonly (readonly number[])[]): number[][] {
        return weights.map((column, c) => {
            const sums = this.#adapters.map(() => 0);
            column.forEach((weight, i) => {
                const place = this.#places[c]?.[i] as number;
                sums[place] = (sums[place] as number) + weight;
            });
            return sums;
        });
    }

    /** How many tokens of a column are in its caches. */
    length(column: number): number {
        return this.#tokens[column]?.length ?? 0;
    }

    get #shared(): boolean {
        return this.columns === 1;
    }

    /** Decides which rows are needed; a change of rows starts with empty caches. */
    #arrange(): void {
        this.#factors = this.#weights.map((weights) =>
            stackFactors(this.#adapters.map(({ rule }, i) => ({ rule, weight: weights[i] as number }))),
        );
        const isUsed = (i: number) => this.#weights.some((weights) => weights[i] !== 0);
        const used = this.#adapters.flatMap((_, i) => (isUsed(i) ? [i] : []));
        const rows = this.#weights.flatMap((weights, column) => {
            const own = used.flatMap((i, adapter) => (weights[i] === 0 ? [] : [{ column, adapter }]));
            const needsBase = this.#factors[column]?.base !== 0 || own.length === 0;
            return needsBase ? [{ column, adapter: -1 }, ...own] : own;
        });
        if (this.#cache && sameRows(rows, this.#rows) && same(used, this.#used)) return;
        this.#release();
        this.#rows = rows;
        this.#used = used;
        const { device, config } = this.#model;
        if (used.length > 0)
            this.#stack = new LoraStack(
                this.#model,
                used.map((i) => this.#adapters[i] as Adapter),
            );
        // Where columns differ, one spare step of cells takes the padding of the shorter ones.
        const cells = this.contextLength + (this.#shared ? 0 : cellStep);
        this.#cache = new KvCache(device, config, cells, rows.length);
        this.#tokens = this.#weights.map(() => []);
    }

    /**
     * The policies' logits for the token after each column's text; null leaves a column alone that has had a text.
     * What the caches share with the texts is not computed again.
     * @returns per column [vocabulary], up to a constant; of a column left alone nothing that means anything
     * @throws StudioError `context-full` when a text does not fit; `interrupted` when the signal aborts
     */
    async logits(
        texts: readonly (readonly number[] | null)[],
        signal?: AbortSignal,
    ): Promise<Float32Array[]> {
        const wanted = texts.map((text, c) => this.#wanted(text, c));
        wanted.forEach((tokens, c) => {
            const kept = Math.min(commonPrefix(this.#tokens[c] as number[], tokens), tokens.length - 1);
            (this.#tokens[c] as number[]).length = kept;
        });
        let step: Step;
        do {
            if (signal?.aborted) throw new StudioError("interrupted", "Stopped.");
            const left = wanted.map((tokens, c) => tokens.length - this.length(c));
            const n = Math.min(Math.max(...left), this.#longestChunk());
            const chunks = wanted.map((tokens, c) => this.#chunk(tokens, c, n));
            step = await this.#run(chunks, n);
            chunks.forEach(({ tokens, from }, c) => {
                this.#tokens[c]?.splice(from, Number.POSITIVE_INFINITY, ...tokens);
            });
        } while (wanted.some((tokens, c) => this.length(c) < tokens.length));
        const size = this.#model.config.vocabulary;
        return texts.map((_, c) => {
            const logits = new Float32Array(size);
            getInto(this.#model.device.functions, step.logits, logits, c * size * logits.BYTES_PER_ELEMENT);
            return logits;
        });
    }

    /** The text of a column; one that is left alone computes its last token once more. */
    #wanted(text: readonly number[] | null, column: number): readonly number[] {
        const tokens = text ?? [...(this.#tokens[column] as number[])];
        if (tokens.length === 0) throw new Error("no tokens to continue");
        if (tokens.length > this.contextLength)
            throw new StudioError(
                "context-full",
                `The conversation has ${tokens.length} tokens, and this context holds ${this.contextLength}. Shorten it, or choose a larger context.`,
            );
        return tokens;
    }

    #longestChunk(): number {
        return this.#shared ? promptChunk : Math.max(64, Math.floor(promptChunk / this.columns));
    }

    /** The next tokens of a column; one that is done already repeats its last token. */
    #chunk(tokens: readonly number[], column: number, n: number): Chunk {
        const from = Math.min(this.length(column), tokens.length - 1);
        return { from, tokens: tokens.slice(from, from + n) };
    }

    async #run(chunks: readonly Chunk[], n: number): Promise<Step> {
        const end = Math.max(...chunks.map(({ from, tokens }) => from + tokens.length));
        const used = Math.ceil(end / cellStep) * cellStep;
        const key = `${n} ${used}`;
        const step = this.#steps.get(key) ?? this.#build(n, used, key);
        this.#fill(step, chunks, n, used);
        await step.scheduler.compute();
        return step;
    }

    /** Sets the inputs of a pass. A chunk shorter than n is padded with its last token, which nothing looks at. */
    #fill(step: Step, chunks: readonly Chunk[], n: number, used: number): void {
        const f = this.#model.device.functions;
        const rows = this.#rows.map(({ column }) => chunks[column] as Chunk);
        const padded = ({ tokens }: Chunk) =>
            Array.from({ length: n }, (_, i) => tokens[Math.min(i, tokens.length - 1)] as number);
        const lastCell = (this.#cache as KvCache).cells - 1;
        const positions = ({ from, tokens }: Chunk) =>
            Array.from({ length: n }, (_, i) => (i < tokens.length ? from + i : lastCell));
        const each = this.#shared ? rows.slice(0, 1) : rows;
        setTensor(f, step.tokens, Int32Array.from(rows.flatMap(padded)));
        setTensor(f, step.positions, Int32Array.from(each.flatMap(positions)));
        setTensor(f, step.cells, BigInt64Array.from(each.flatMap(positions), BigInt));
        for (const [window, mask] of step.masks) setTensor(f, mask, causalMask(each, n, used, window));
        setTensor(
            f,
            step.last,
            Int32Array.from(rows, ({ tokens }, row) => row * n + tokens.length - 1),
        );
        if (step.factors) setTensor(f, step.factors, this.#factorMatrix());
    }

    /** [R, C]: what each row counts in each column's policy. */
    #factorMatrix(): Float32Array {
        const matrix = new Float32Array(this.#rows.length * this.columns);
        this.#rows.forEach(({ column, adapter }, row) => {
            const { base, adapters } = this.#factors[column] as StackFactors;
            const factor = adapter < 0 ? base : (adapters[this.#used[adapter] as number] as number);
            matrix[column * this.#rows.length + row] = factor;
        });
        return matrix;
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
        const shared = this.#shared;
        const cache = this.#cache as KvCache;
        const g = new Graph(device.functions, 128 + config.layers * 160);
        const tokens = g.input(GgmlType.I32, [n * rows]);
        const positions = g.input(GgmlType.I32, [shared ? n : n * rows]);
        const cells = g.input(GgmlType.I64, shared ? [n] : [n, rows]);
        const maskShape = shared ? [used, n] : [used, n, 1, rows];
        const windows = new Set(config.attention.map(({ window }) => window));
        const masks = new Map([...windows].map((window) => [window, g.input(GgmlType.F16, maskShape)]));
        const last = g.input(GgmlType.I32, [rows]);
        const loraMask =
            this.#stack && rows > 1 ? g.keptInput(GgmlType.F32, [this.#stack.rank, n * rows]) : undefined;
        const lora = this.#stack?.layers(loraMask ?? 1);
        const ropeFactors = model.ropeFactors(this.contextLength);
        let x = embed(g, model, tokens); // [hidden, n·R]
        model.layers.forEach((weights, layer) => {
            const context = { config, layer, positions, ropeFactors, rows: shared ? rows : 1 };
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
        const plain = rows === 1 && this.#factorMatrix()[0] === 1;
        const factors = plain ? undefined : g.input(GgmlType.F32, [rows, this.columns]);
        const u = factors ? g.mulMat(g.transposed(h), factors) : h; // [hidden, C]
        const logits = g.keep(product(g, model.output.matrix, u)); // [vocabulary, C]
        const scheduler = new Scheduler(device, g.capacity);
        scheduler.allocate(g);
        const adapterRows = this.#rows.map(({ adapter }) => adapter);
        if (loraMask && this.#stack)
            setTensor(device.functions, loraMask, this.#stack.maskValues(adapterRows, n));
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

function sameRows(a: readonly Row[], b: readonly Row[]): boolean {
    return (
        a.length === b.length &&
        a.every(({ column, adapter }, i) => column === b[i]?.column && adapter === b[i]?.adapter)
    );
}

function commonPrefix(a: readonly number[], b: readonly number[]): number {
    let i = 0;
    while (i < a.length && i < b.length && a[i] === b[i]) i++;
    return i;
}

/**
 * F16 bits of 0 and −∞, [used, n] per row: a token sees the cells up to its own, at most `window` of them; padding
 * sees the first cell only, since a token that sees nothing would be no number.
 */
function causalMask(
    rows: readonly Chunk[],
    n: number,
    used: number,
    window = Number.POSITIVE_INFINITY,
): Uint16Array {
    const mask = new Uint16Array(used * n * rows.length).fill(0xfc00);
    rows.forEach(({ from, tokens }, row) => {
        for (let i = 0; i < n; i++) {
            const end = i < tokens.length ? from + i + 1 : 1;
            const at = (row * n + i) * used;
            mask.fill(0, at + Math.max(0, end - window), at + end);
        }
    });
    return mask;
}
