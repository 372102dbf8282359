/**
 * The output matrix over many positions, a chunk at a time, so that memory does not grow with their number.
 */
import { Graph } from "../ggml/graph.ts";
import { getFloats, getInto, Scheduler, setTensor } from "../ggml/scheduler.ts";
import { GgmlType, type Tensor } from "../ggml/tensor.ts";
import { type HeadResult, outputRows, policyHead, safeLogSumExp, tooUnlikely } from "./head.ts";
import type { Model } from "./weights.ts";

/** Numbers per position; see head.ts. */
export interface HeadValues {
    /** log Σ exp of the logits [m] */
    logSumExp: Float32Array;
    /** logit of the position's token [m] */
    logit: Float32Array;
    /** the token's own output row, the gradient of its logit [hidden, m] */
    tokenRow: Float32Array;
    /** expected output row, the gradient of logSumExp [hidden, m]; only with gradients */
    expectedRow?: Float32Array;
}

/** Most positions of one product: 64, fewer where the vocabulary is so large that their logits would fill 64 MB. */
export function headRows(vocabulary: number): number {
    return Math.max(8, Math.min(64, Math.floor(2 ** 24 / vocabulary)));
}

interface Chunk {
    graph: Graph;
    u: Tensor;
    tokens: Tensor;
    result: HeadResult;
    tokenRow: Tensor;
}

/** Runs the output matrix. */
export class HeadPass {
    readonly #model: Model;
    readonly #scheduler: Scheduler;

    constructor(model: Model) {
        this.#model = model;
        this.#scheduler = new Scheduler(model.device, 64);
    }

    /**
     * @param u final hidden states of the policy [hidden, m]
     * @param tokens one token per position [m]
     */
    async run(u: Float32Array, tokens: Int32Array, withGradient: boolean): Promise<HeadValues> {
        const { hidden, vocabulary } = this.#model.config;
        const m = tokens.length;
        const values: HeadValues = {
            logSumExp: new Float32Array(m),
            logit: new Float32Array(m),
            tokenRow: new Float32Array(m * hidden),
            expectedRow: withGradient ? new Float32Array(m * hidden) : undefined,
        };
        const size = Math.ceil(m / Math.ceil(m / headRows(vocabulary)));
        let chunk: Chunk | undefined;
        for (let from = 0; from < m; from += size) {
            const to = Math.min(from + size, m);
            if (!chunk || to - from !== chunk.tokens.ne[0]) {
                chunk?.graph.dispose();
                chunk = this.#build(to - from, withGradient);
            }
            await this.#runChunk(
                chunk,
                u.subarray(from * hidden, to * hidden),
                tokens.subarray(from, to),
                values,
                from,
            );
        }
        chunk?.graph.dispose();
        await this.#repair(u, values);
        return values;
    }

    /** Computes `logSumExp` again where the token was too unlikely to tell it from. */
    async #repair(u: Float32Array, { logit, logSumExp }: HeadValues): Promise<void> {
        const { hidden, vocabulary } = this.#model.config;
        const rows = [...logit.keys()].filter(
            (i) => !((logit[i] as number) - (logSumExp[i] as number) > tooUnlikely),
        );
        const most = headRows(vocabulary);
        for (let from = 0; from < rows.length; from += most) {
            const some = rows.slice(from, from + most);
            const states = new Float32Array(some.length * hidden);
            for (const [i, row] of some.entries())
                states.set(u.subarray(row * hidden, (row + 1) * hidden), i * hidden);
            const found = await this.#safely(states);
            for (const [i, row] of some.entries()) logSumExp[row] = found[i] as number;
        }
    }

    /** log Σ exp of the logits of states [hidden, n]. */
    async #safely(states: Float32Array): Promise<Float32Array> {
        const { device, config, output } = this.#model;
        const g = new Graph(device.functions, 64);
        try {
            const u = g.input(GgmlType.F32, [config.hidden, states.length / config.hidden]);
            const result = g.keep(safeLogSumExp(g, output, u));
            this.#scheduler.allocate(g);
            setTensor(device.functions, u, states);
            await this.#scheduler.compute();
            return getFloats(device.functions, result, states.length / config.hidden);
        } finally {
            g.dispose();
        }
    }

    #build(rows: number, withGradient: boolean): Chunk {
        const g = new Graph(this.#model.device.functions, 64);
        const u = g.input(GgmlType.F32, [this.#model.config.hidden, rows]);
        const tokens = g.input(GgmlType.I32, [rows]);
        const result = policyHead(g, this.#model.output, u, tokens, withGradient);
        for (const tensor of Object.values(result)) if (tensor) g.keep(tensor);
        const tokenRow = g.keep(outputRows(g, this.#model.output, tokens));
        this.#scheduler.allocate(g);
        return { graph: g, u, tokens, result, tokenRow };
    }

    async #runChunk(
        chunk: Chunk,
        u: Float32Array,
        tokens: Int32Array,
        into: HeadValues,
        from: number,
    ): Promise<void> {
        const f = this.#model.device.functions;
        const { hidden } = this.#model.config;
        setTensor(f, chunk.u, u);
        setTensor(f, chunk.tokens, tokens);
        await this.#scheduler.compute();
        const part = <T extends Float32Array | Int32Array>(array: T, width: number) =>
            array.subarray(from * width, (from + tokens.length) * width);
        getInto(f, chunk.result.logSumExp, part(into.logSumExp, 1));
        getInto(f, chunk.result.logit, part(into.logit, 1));
        getInto(f, chunk.tokenRow, part(into.tokenRow, hidden));
        if (chunk.result.expectedRow && into.expectedRow)
            getInto(f, chunk.result.expectedRow, part(into.expectedRow, hidden));
    }

    /** Bytes of the compute buffers. */
    bufferBytes(): number {
        return this.#scheduler.bufferBytes();
    }

    /** Frees the compute buffers. */
    dispose(): void {
        this.#scheduler.dispose();
    }
}
