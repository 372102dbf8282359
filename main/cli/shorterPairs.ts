/**
 * Preference pairs that the program makes itself: the first sentence of the model's own answer preferred over the
 * whole answer.
 */
import { endsProperly, splitSentences } from "../evaluation/prose.ts";
import { sampleAnswers, sampledTogether } from "../evaluation/sampleAnswers.ts";
import { writeContentAtomically } from "../files/atomicWrite.ts";
import { ColumnDecoder } from "../inference/columnDecoder.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import type { Model } from "../model/weights.ts";
import { interruptSignal } from "./interrupt.ts";
import { longestProse, readPrompts } from "./measureProse.ts";
import { Progress } from "./output.ts";

const seed = 1000;

/** Samples an answer to each bundled prompt and writes the pairs as JSON lines; returns how many. */
export async function writeShorterPairs(tokenizer: Tokenizer, model: Model, path: string): Promise<number> {
    const prompts = readPrompts("prompts.general.train.jsonl");
    const decoder = new ColumnDecoder(model, Array(sampledTogether).fill([]), 256);
    const progress = new Progress("The model's own answers");
    const answers = await sampleAnswers(decoder, tokenizer, prompts, {
        count: prompts.length,
        seed,
        maxTokens: longestProse,
        signal: interruptSignal,
        onProgress: (done) => progress.update({ done, total: prompts.length }),
    });
    progress.finish();
    decoder.dispose();
    const lines = answers.flatMap(({ prompt, text }) => {
        const [first, ...more] = splitSentences(text);
        if (!first || more.length === 0 || !endsProperly(first)) return [];
        return [JSON.stringify({ prompt: prompts[prompt], chosen: first, rejected: text.trim() })];
    });
    writeContentAtomically(path, `${lines.join("\n")}\n`);
    return lines.length;
}
