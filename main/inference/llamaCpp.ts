/**
 * llama.cpp itself through node-llama-cpp: the slow way to decode with adapters (one context, so one full pass over
 * the weights, per model of the stack), kept as the oracle for the fused decoder and as the rival in benchmarks.
 */
import type { LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import type { PolicyRule } from "../model/adapterFile.ts";
import { openLlama } from "./llama.ts";
import { stackFactors } from "./stack.ts";

/** An adapter as llama.cpp loads it: a file, with what it means. */
export interface AdapterFile {
    path: string;
    rule: PolicyRule;
    weight: number;
}

/** Full-vocabulary decoding with one context per model. */
export class SlowDecoder {
    readonly #model: LlamaModel;
    readonly #sequences: readonly LlamaContextSequence[];
    readonly #factors: readonly number[];
    #tokens: number[] = [];

    private constructor(model: LlamaModel, sequences: LlamaContextSequence[], factors: number[]) {
        this.#model = model;
        this.#sequences = sequences;
        this.#factors = factors;
    }

    /** Opens the base and one context per adapter. */
    static async open(
        modelPath: string,
        stack: readonly AdapterFile[],
        contextLength: number,
        threads = 1,
    ): Promise<SlowDecoder> {
        const model = await loadModel(modelPath);
        const { base, adapters } = stackFactors(stack);
        const sequence = async (lora?: string) => {
            const context = await model.createContext({
                contextSize: contextLength,
                threads: { ideal: threads, min: threads },
                lora: lora ? { adapters: [{ filePath: lora, scale: 1 }] } : undefined,
            });
            return context.getSequence();
        };
        const sequences = [await sequence()];
        for (const { path } of stack) sequences.push(await sequence(path));
        return new SlowDecoder(model, sequences, [base, ...adapters]);
    }

    /** Log-probabilities of the token after `tokens`, which continue those of the call before. [vocabulary] */
    async logProbabilities(tokens: readonly number[]): Promise<Float64Array> {
        const fresh = tokens.slice(this.#tokens.length) as Token[];
        this.#tokens = [...tokens];
        let mixed: Float64Array | undefined;
        for (const [k, sequence] of this.#sequences.entries()) {
            const logs = await nextLogProbabilities(sequence, fresh);
            mixed ??= new Float64Array(logs.length);
            for (let v = 0; v < logs.length; v++)
                mixed[v] = (mixed[v] as number) + (this.#factors[k] as number) * (logs[v] as number);
        }
        return normalise(mixed as Float64Array);
    }

    /** Frees all contexts. */
    async dispose(): Promise<void> {
        await this.#model.dispose();
    }
}

/** A base model alone, for timing. */
export class LlamaCppRival {
    readonly #model: LlamaModel;
    readonly #sequence: LlamaContextSequence;

    private constructor(model: LlamaModel, sequence: LlamaContextSequence) {
        this.#model = model;
        this.#sequence = sequence;
    }

    /** Loads a model as a program would that only runs it. */
    static async open(modelPath: string, contextLength: number, threads: number): Promise<LlamaCppRival> {
        const model = await loadModel(modelPath);
        const context = await model.createContext({
            contextSize: contextLength,
            batchSize: 512,
            threads: { ideal: threads, min: threads },
        });
        return new LlamaCppRival(model, context.getSequence());
    }

    /** Seconds to read a prompt into an empty context. */
    async prefill(tokens: readonly number[]): Promise<number> {
        await this.#sequence.clearHistory();
        const started = performance.now();
        await this.#sequence.evaluateWithoutGeneratingNewTokens(tokens as Token[]);
        return (performance.now() - started) / 1000;
    }

    /** Seconds per token of a greedy continuation. */
    async decode(prompt: readonly number[], count: number): Promise<number> {
        await this.#sequence.clearHistory();
        let started = 0;
        let made = 0;
        for await (const _ of this.#sequence.evaluate(prompt as Token[], {
            temperature: 0,
            yieldEogToken: true,
        })) {
            if (made === 0) started = performance.now();
            if (made++ === count) break;
        }
        return (performance.now() - started) / 1000 / Math.max(1, made - 1);
    }

    /** Frees the model. */
    async dispose(): Promise<void> {
        await this.#model.dispose();
    }
}

async function loadModel(modelPath: string): Promise<LlamaModel> {
    const llama = await openLlama();
    return llama.loadModel({ modelPath });
}

async function nextLogProbabilities(sequence: LlamaContextSequence, tokens: Token[]): Promise<Float64Array> {
    const last = tokens[tokens.length - 1] as Token;
    const outputs = await sequence.controlledEvaluate([
        ...tokens.slice(0, -1),
        [
            last,
            { generateNext: { probabilities: true, options: { temperature: 1, topK: 0, topP: 1, minP: 0 } } },
        ],
    ]);
    const probabilities = outputs[tokens.length - 1]?.next.probabilities;
    if (!probabilities) throw new Error("llama.cpp gave no probabilities");
    const logs = new Float64Array(probabilities.size);
    for (const [token, p] of probabilities) logs[token] = Math.log(p);
    return logs;
}

function normalise(values: Float64Array): Float64Array {
    const best = values.reduce((a, b) => Math.max(a, b));
    const total = Math.log(values.reduce((sum, x) => sum + Math.exp(x - best), 0)) + best;
    return values.map((x) => x - total);
}
