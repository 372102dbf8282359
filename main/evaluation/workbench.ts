/**
 * What measurements are made with: the base, the candidates' stacks, and the passes over them, each made when it is
 * first needed. Base and candidates always run together, so that prompts and the base's passes are shared.
 * Not what is measured (tasks/).
 */
import { ColumnDecoder } from "../inference/columnDecoder.ts";
import type { Answer } from "../inference/generate.ts";
import { generateColumns } from "../inference/generateColumns.ts";
import type { SamplingOptions } from "../inference/sampler.ts";
import type { StackEntry } from "../inference/stack.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import type { Model } from "../model/weights.ts";
import { StackDrift } from "./stackDrift.ts";
import { StackScorer } from "./stackScorer.ts";

/** What a workbench is made of. */
export interface WorkbenchParts {
    model: Model;
    tokenizer: Tokenizer;
    /** the candidates' stacks; the base comes by itself */
    stacks: readonly (readonly StackEntry[])[];
    signal?: AbortSignal;
    /** between small steps: lets more urgent work go first */
    pause?: () => Promise<void>;
}

/** How to answer. */
export interface AnswerRequest {
    prompt: readonly number[];
    sampling: SamplingOptions;
    seed: number;
    maxTokens: number;
}

/** Always the likeliest token. */
export const greedy: SamplingOptions = {
    temperature: 0,
    topK: 0,
    topP: 1,
    minP: 0,
    repeatPenalty: 1,
    repeatWindow: 0,
};

/** Requests of one decoding pass, and rows at most: a row more costs less than a pass more, but takes a cache. */
const [requestsTogether, mostRows] = [4, 32];
/** The same where only the base answers. */
const baseRequestsTogether = 8;

/** Model, stacks and passes. */
export class Workbench {
    readonly model: Model;
    readonly tokenizer: Tokenizer;
    readonly stacks: readonly (readonly StackEntry[])[];
    readonly signal: AbortSignal | undefined;
    readonly pause: (() => Promise<void>) | undefined;
    #scorer: StackScorer | undefined;
    #drift: StackDrift | undefined;
    readonly #decoders = new Map<"all" | "base", ColumnDecoder>();

    constructor({ model, tokenizer, stacks, signal, pause }: WorkbenchParts) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.stacks = stacks;
        this.signal = signal;
        this.pause = pause;
    }

    /** Likelihoods and rewards under all stacks. */
    get scorer(): StackScorer {
        this.#scorer ??= new StackScorer(this.model, this.stacks, this.tokenizer.endOfText);
        return this.#scorer;
    }

    /** Distance of all stacks from the base. */
    get drift(): StackDrift {
        this.#drift ??= new StackDrift(this.model, this.stacks);
        return this.#drift;
    }

    /** How many requests `answers` takes at once. */
    get answeredTogether(): number {
        const fitting = Math.floor(mostRows / (1 + this.stacks.length));
        return Math.max(1, Math.min(requestsTogether, fitting));
    }

    /** Answers of the base and of every stack to each request, all in the same passes: [request][base, …stacks]. */
    async answers(requests: readonly AnswerRequest[]): Promise<Answer[][]> {
        const who = 1 + this.stacks.length;
        const answers = await this.#generate("all", requests, this.answeredTogether, who);
        return requests.map((_, i) => answers.slice(i * who, (i + 1) * who));
    }

    /** Answers of the base alone. */
    async baseAnswers(requests: readonly AnswerRequest[]): Promise<Answer[]> {
        return this.#generate("base", requests, baseRequestsTogether, 1);
    }

    /** Every request in `who` columns side by side; places that are left over repeat the last request. */
    async #generate(
        kind: "all" | "base",
        requests: readonly AnswerRequest[],
        places: number,
        who: number,
    ): Promise<Answer[]> {
        const last = requests.length - 1;
        const filled = Array.from({ length: places }, (_, i) => requests[Math.min(i, last)] as AnswerRequest);
        const longest = Math.max(...requests.map(({ prompt, maxTokens }) => prompt.length + maxTokens));
        const decoder = this.#decoder(kind, places, longest);
        const columns = filled.flatMap((request) => Array.from({ length: who }, () => request));
        const { signal, pause } = this;
        const answers = await generateColumns(decoder, this.tokenizer, columns, { signal, pause });
        signal?.throwIfAborted();
        return answers.slice(0, requests.length * who);
    }

    #decoder(kind: "all" | "base", places: number, tokens: number): ColumnDecoder {
        const wanted = Math.min(tokens, this.model.config.contextLength);
        const known = this.#decoders.get(kind);
        if (known && known.contextLength >= wanted) return known;
        known?.dispose();
        const stacks = kind === "all" ? [[], ...this.stacks] : [[]];
        const columns = Array.from({ length: places }, () => stacks).flat();
        const context = Math.ceil(wanted / contextStep) * contextStep;
        const decoder = new ColumnDecoder(this.model, columns, context);
        this.#decoders.set(kind, decoder);
        return decoder;
    }

    /** Frees all passes; not the model. */
    dispose(): void {
        this.#scorer?.dispose();
        this.#drift?.dispose();
        for (const decoder of this.#decoders.values()) decoder.dispose();
        this.#decoders.clear();
    }
}

/** Contexts are rounded up to this, so that one decoder serves many requests. */
const contextStep = 256;
