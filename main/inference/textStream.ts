/**
 * Tokens that become text while they come, without ever showing half a character.
 */

/** What turns ids into text. */
export interface AnswerDecoder {
    /** @param before the tokens that stand before these in the same text */
    decode(ids: readonly number[], before?: readonly number[]): string;
    isStop(token: number): boolean;
}

/** Tokens that wait for the end of a letter, at most; a letter has four bytes. */
const mostPending = 16;
/** Tokens before those that are decoded, for the spaces between words. */
const context = 8;

/**
 * Collects tokens and passes text on, holding back letters of which only some bytes are there yet. Half a letter
 * decodes to U+FFFD; what never becomes a whole one is left out.
 */
export class TextStream {
    readonly #vocabulary: AnswerDecoder;
    readonly #onText: ((text: string) => void) | undefined;
    #before: number[] = [];
    #pending: number[] = [];
    /** how much of the pending tokens' text is out already */
    #shown = 0;
    #text = "";

    constructor(vocabulary: AnswerDecoder, onText?: (text: string) => void) {
        this.#vocabulary = vocabulary;
        this.#onText = onText;
    }

    push(token: number): void {
        this.#pending.push(token);
        const text = this.#vocabulary.decode(this.#pending, this.#before);
        const whole = text.replace(/\uFFFD+$/, "");
        this.#emit(whole.slice(this.#shown).replaceAll("\uFFFD", ""));
        this.#shown = whole.length;
        if (whole.length < text.length && this.#pending.length < mostPending) return;
        this.#before = [...this.#before, ...this.#pending].slice(-context);
        this.#pending = [];
        this.#shown = 0;
    }

    end(): string {
        return this.#text;
    }

    #emit(text: string): void {
        if (text === "") return;
        this.#text += text;
        this.#onText?.(text);
    }
}
