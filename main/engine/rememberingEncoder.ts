/**
 * Encodes each prompt and answer once: a run is planned half a dozen times before it is started, once per preset and
 * suggestion, and chat templates take a millisecond per prompt.
 */
import type { PreferencePair } from "../../preload/records.ts";
import type { PairEncoder } from "../training/encodePairs.ts";

/** Tokens that are remembered per tokenizer, about 16 MB; with more everything is forgotten, and begun anew. */
const mostTokens = 2 ** 21;

/** Answers as another encoder does, from memory where it can. */
class RememberingEncoder implements PairEncoder {
    readonly #encoder: PairEncoder;
    readonly #known = new Map<string, number[]>();
    #tokens = 0;

    constructor(encoder: PairEncoder) {
        this.#encoder = encoder;
    }

    encodePrompt(messages: PreferencePair["prompt"]): number[] {
        return this.#remember(JSON.stringify(messages), () => this.#encoder.encodePrompt(messages));
    }

    encodeAnswer(text: string): number[] {
        return this.#remember(`answer ${text}`, () => this.#encoder.encodeAnswer(text));
    }

    /** @param key prompts begin with a bracket, answers do not */
    #remember(key: string, encode: () => number[]): number[] {
        const known = this.#known.get(key);
        if (known) return known;
        const tokens = encode();
        this.#tokens += tokens.length;
        if (this.#tokens > mostTokens) {
            this.#known.clear();
            this.#tokens = tokens.length;
        }
        this.#known.set(key, tokens);
        return tokens;
    }
}

const encoders = new WeakMap<PairEncoder, PairEncoder>();

/** The encoder that remembers what this one encoded; goes with it. */
export function remembering(encoder: PairEncoder): PairEncoder {
    const known = encoders.get(encoder) ?? new RememberingEncoder(encoder);
    encoders.set(encoder, known);
    return known;
}
