/**
 * The output matrix over many positions, a chunk at a time, so that memory does not grow with their number.
 */
import { Graph } from "../ggml/graph.ts";
import { getInto, Scheduler, setTensor } from "../ggml/scheduler.ts";
import { GgmlType, type Tensor } from "../ggml/tensor.ts";
import { type HeadResult, outputRows, policyHead } from "./head.ts";
import type { Model } from "./weights.ts";

/** Numbers per position; see head.ts. */
export interface HeadValues {
    /** log Σ exp of the logits [m] */
    logSumExp: Float32Array;
    /** logit of the position's token [m] */
    logit: Float32Array;
    /** largest logit's token [m] */
    best: Int32Array;
    /** the token's own output row, the gradient of its logit [hidden, m] */
    tokenRow: Float32Array;
    /** expected output row, the gradient of logSumExp [hidden, m]; only with gradients */
    expectedRow?: Float32Array;
}

/** Most positions of one product: 128, fewer where the vocabulary is so large that their logits would fill 64 MB. */
export function headRows(vocabulary: number): number {
    return Math.max(8, Math.min(128, Math.floor(2 ** 24 / vocabulary)));
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
            best: new Int32Array(m),
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
        return values;
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
        getInto(f, chunk.result.best, part(into.best, 1));
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
