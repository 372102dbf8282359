/**
 * Perplexity of a text, in windows as lm-evaluation-harness rolls them: every token is predicted once, the first one
 * after the token that begins texts, each window continues with the last token of the one before, and the last window
 * is filled with context.
 */
import type { Metric } from "../../../preload/records/evaluation.ts";
import { packedPasses } from "../stackScorer.ts";
import type { PlainEncoder } from "./choices.ts";
import type { Task } from "./task.ts";

const kept = { better: "lower", about: "kept" } as const;
const metrics: Metric[] = [
    {
        id: "perplexity",
        title: "perplexity per token",
        of: "log",
        per: "tokens",
        kind: "perplexity",
        ...kept,
    },
    {
        id: "word-perplexity",
        title: "perplexity per word",
        of: "log",
        per: "words",
        kind: "perplexity",
        ...kept,
    },
    { id: "bits-per-byte", title: "bits per byte", of: "bits", per: "bytes", kind: "mean", ...kept },
];

/** A window: `context` is read, `predicted` scored. */
export interface Window {
    context: readonly number[];
    predicted: readonly number[];
}

/** Cuts a text's tokens into windows of at most `length` inputs. @param first stands before the text */
export function rollingWindows(tokens: readonly number[], first: number, length: number): Window[] {
    const windows: Window[] = [];
    const text = [first, ...tokens];
    for (let at = 1; at < text.length; at += length) {
        const end = Math.min(at + length, text.length);
        // inputs of the last window: as many as fit before its last token
        const from = at === 1 ? 0 : Math.max(0, end - 1 - length);
        windows.push({ context: text.slice(from, at), predicted: text.slice(at, end) });
    }
    return windows;
}

/** Makes the task. @param windowLength tokens that the model sees at once */
export function textTask(
    id: string,
    title: string,
    text: string,
    encoder: PlainEncoder,
    windowLength: number,
    settings: Record<string, unknown>,
): Task {
    const ids = encoder.encodeText(text);
    const tokens = ids[0] === encoder.startOfText ? ids.slice(1) : ids;
    const trees = rollingWindows(tokens, encoder.startOfText, windowLength).map(
        ({ context, predicted }, index) => ({ prompt: context, branches: [predicted], index }),
    );
    const units = packedPasses(trees);
    // words and bytes belong to the whole text; each window has its share of them
    const perToken = {
        words: text.split(/\s+/).length / tokens.length,
        bytes: Buffer.byteLength(text) / tokens.length,
    };
    return {
        id,
        title,
        metrics,
        items: trees.length,
        units: units.length,
        settings: { ...settings, windowLength },
        run: async (unit, { scorer }) => {
            const group = units[unit] ?? [];
            const scores = await scorer.score(group, false);
            return group.map(({ index }, i) => {
                const [score] = scores[i] ?? [];
                const count = score?.tokens ?? 0;
                const sums = score ? [score.base, ...score.stacks.map(({ policy }) => policy)] : [];
                return {
                    index,
                    cluster: String(index),
                    scores: sums.map((log) => ({
                        log,
                        bits: -log / Math.LN2,
                        tokens: count,
                        words: count * perToken.words,
                        bytes: count * perToken.bytes,
                    })),
                    prompt: "",
                };
            });
        },
    };
}
