/**
 * How far policies are apart over many positions, by the whole vocabulary, a chunk of positions at a time.
 */
import { Graph } from "../ggml/graph.ts";
import { getInto, Scheduler, setTensor } from "../ggml/scheduler.ts";
import { GgmlType, type Tensor } from "../ggml/tensor.ts";
import { type HeadDivergence, policyDivergence } from "./head.ts";
import { headRows } from "./headPass.ts";
import type { Model } from "./weights.ts";

/** Numbers per position. */
export interface DivergenceValues {
    /** KL(π ‖ π₀) in nats [m] */
    divergence: Float32Array;
    /** likeliest token of π and of π₀ [m] each */
    best: Int32Array;
    otherBest: Int32Array;
}

interface Chunk {
    graph: Graph;
    u: Tensor;
    b: Tensor;
    result: HeadDivergence;
}

/** Compares policies. */
export class DivergencePass {
    readonly #model: Model;
    readonly #scheduler: Scheduler;

    constructor(model: Model) {
        this.#model = model;
        this.#scheduler = new Scheduler(model.device, 64);
    }

    /** @param u final hidden states of the policy, @param b of the one it is compared with [hidden, m] each */
    async run(u: Float32Array, b: Float32Array): Promise<DivergenceValues> {
        const { hidden, vocabulary } = this.#model.config;
        const m = u.length / hidden;
        const values: DivergenceValues = {
            divergence: new Float32Array(m),
            best: new Int32Array(m),
            otherBest: new Int32Array(m),
        };
        // two sets of logits instead of one, so half the positions
        const size = Math.ceil(m / Math.ceil((2 * m) / headRows(vocabulary)));
        let chunk: Chunk | undefined;
        for (let from = 0; from < m; from += size) {
            const to = Math.min(from + size, m);
            if (!chunk || to - from !== chunk.u.ne[1]) {
                chunk?.graph.dispose();
                chunk = this.#build(to - from);
            }
            const part = (array: Float32Array) => array.subarray(from * hidden, to * hidden);
            await this.#runChunk(chunk, part(u), part(b), values, from, to);
        }
        chunk?.graph.dispose();
        return values;
    }

    #build(rows: number): Chunk {
        const g = new Graph(this.#model.device.functions, 64);
        const input = () => g.input(GgmlType.F32, [this.#model.config.hidden, rows]);
        const [u, b] = [input(), input()];
        const result = policyDivergence(g, this.#model.output, u, b);
        for (const tensor of Object.values(result)) g.keep(tensor);
        this.#scheduler.allocate(g);
        return { graph: g, u, b, result };
    }

    async #runChunk(
        chunk: Chunk,
        u: Float32Array,
        b: Float32Array,
        into: DivergenceValues,
        from: number,
        to: number,
    ): Promise<void> {
        const f = this.#model.device.functions;
        setTensor(f, chunk.u, u);
        setTensor(f, chunk.b, b);
        await this.#scheduler.compute();
        for (const name of ["divergence", "best", "otherBest"] as const)
            getInto(f, chunk.result[name], into[name].subarray(from, to));
    }

    /** Frees the compute buffers. */
    dispose(): void {
        this.#scheduler.dispose();
    }
}
