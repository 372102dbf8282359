/**
 * Answers by llama.cpp alone, for models that the engine does not compute: other families, mixtures of experts,
 * state-space models. Without adapters; the engine's own decoder is fusedDecoder.ts.
 */
import type { LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import { StudioError } from "../errors.ts";
import { checkUnchanged, type GgufFile } from "../formats/gguf/read.ts";
import type { Random } from "../random.ts";
import type { NextToken } from "./generate.ts";
import { openLlama } from "./llama.ts";
import type { SamplingOptions } from "./sampler.ts";

/** One conversation with a model in llama.cpp. */
export class LlamaCppChat implements NextToken {
    readonly contextLength: number;
    readonly #model: LlamaModel;
    readonly #sequence: LlamaContextSequence;
    #tokens: readonly number[] = [];

    private constructor(model: LlamaModel, sequence: LlamaContextSequence, contextLength: number) {
        this.#model = model;
        this.#sequence = sequence;
        this.contextLength = contextLength;
    }

    /**
     * Loads a model, all of it: nothing is mapped, so the file may be replaced or go away later.
     * @throws StudioError `model-unsupported` if llama.cpp refuses it, `out-of-memory`, `gguf-damaged` if it was replaced
     */
    static async open(file: GgufFile, contextLength: number, threads?: number): Promise<LlamaCppChat> {
        const llama = await openLlama();
        let model: LlamaModel | undefined;
        try {
            model = await llama.loadModel({ modelPath: file.path, useMmap: false });
            checkUnchanged(file);
            const contextSize = Math.min(contextLength, model.trainContextSize);
            const context = await model.createContext({
                contextSize,
                threads: threads === undefined ? undefined : { ideal: threads, min: threads },
            });
            return new LlamaCppChat(model, context.getSequence(), contextSize);
        } catch (error) {
            await model?.dispose();
            throw loadingFailed(file, error);
        }
    }

    /** Draws the token after `tokens`. What llama.cpp has read already is not read again if these continue it. */
    async draw(tokens: readonly number[], sampling: SamplingOptions, random: Random): Promise<number> {
        if (tokens.length > this.contextLength)
            throw new StudioError(
                "context-full",
                `The conversation has ${tokens.length} tokens, and this context holds ${this.contextLength}. Shorten it, or choose a larger context.`,
            );
        const known = this.#tokens;
        const continues = known.length < tokens.length && known.every((token, i) => token === tokens[i]);
        if (!continues) await this.#sequence.clearHistory(); // the state of a recurrent model cannot go back a few tokens
        const fresh = tokens.slice(continues ? known.length : 0) as Token[];
        this.#tokens = [...tokens];
        const outputs = await this.#sequence.controlledEvaluate([
            ...fresh.slice(0, -1),
            [
                fresh[fresh.length - 1] as Token,
                { generateNext: { token: true, options: options(sampling, tokens, random) } },
            ],
        ]);
        const token = outputs[fresh.length - 1]?.next.token;
        if (token === undefined || token === null) throw new Error("llama.cpp gave no token");
        return token;
    }

    /** Frees the model. */
    async dispose(): Promise<void> {
        await this.#model.dispose();
    }
}

function options(sampling: SamplingOptions, tokens: readonly number[], random: Random) {
    const { temperature, topK, topP, minP, repeatPenalty, repeatWindow } = sampling;
    return {
        temperature,
        topK,
        topP,
        minP,
        seed: random.int(2 ** 31),
        ...(repeatPenalty === 1
            ? {}
            : {
                  repeatPenalty: {
                      penalty: repeatPenalty,
                      punishTokens: tokens.slice(-repeatWindow) as Token[],
                  },
              }),
    };
}

function loadingFailed(file: GgufFile, error: unknown): unknown {
    if (error instanceof StudioError) return error;
    const message = error instanceof Error ? error.message : String(error);
    if (/memory|VRAM/i.test(message)) {
        const megabytes = Math.round(file.fileSize / 2 ** 20);
        return new StudioError(
            "out-of-memory",
            `"${file.path}" (${megabytes} MB) does not fit into this computer's memory: choose a smaller model, or a smaller --context.`,
            { cause: error },
        );
    }
    return new StudioError(
        "model-unsupported",
        `"${file.path}" is of a kind that neither the engine nor this version of llama.cpp can run: choose another model.`,
        { cause: error },
    );
}
