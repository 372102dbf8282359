/**
 * `qadapter score`: preference accuracy and margins of a model with adapters, three ways.
 */
import { PolicyScorer } from "../evaluation/policyScorer.ts";
import { preferenceAccuracy } from "../evaluation/preferenceAccuracy.ts";
import { percent } from "../percent.ts";
import { encodePairs } from "../training/encodePairs.ts";
import { interruptSignal } from "./interrupt.ts";
import { Progress, printJson, printLine, printText } from "./output.ts";
import { readPairs } from "./readPairs.ts";
import type { ScoreOptions } from "./score.ts";
import { load, open } from "./session.ts";

/** Runs the subcommand. */
export async function run(options: ScoreOptions): Promise<void> {
    const file = readPairs(options.pairs, options.skipInvalid ?? false);
    const opened = await open(options);
    const maxLength = options.maxLength ?? 1024;
    const encoded = encodePairs(file.pairs, opened.tokenizer, maxLength);
    if (encoded.promptsCut + encoded.answersCut + encoded.indistinct > 0)
        printLine(
            `${encoded.promptsCut} prompts and ${encoded.answersCut} answers were cut to ${maxLength} tokens; ${encoded.indistinct} pairs are the same within that length and left out.`,
        );
    const scorer = new PolicyScorer(load(opened), opened.stack, opened.tokenizer.endOfText);
    const progress = new Progress("Scoring");
    const trees = encoded.pairs.map(({ prompt, chosen, rejected }) => ({
        prompt,
        branches: [chosen, rejected],
    }));
    const total = trees.length;
    const scores = await scorer.score(trees, (done) => progress.update({ done, total }), interruptSignal);
    progress.finish();
    const result = {
        ...preferenceAccuracy(scores),
        promptsCut: encoded.promptsCut,
        answersCut: encoded.answersCut,
        skipped: file.problems.length + encoded.indistinct,
        duplicates: file.duplicates.length,
    };
    if (options.json) printJson(result);
    else printText(describe(result));
}

function describe(r: ReturnType<typeof preferenceAccuracy>): string {
    const { low, high } = r.policyInterval;
    return [
        `${r.pairs} pairs`,
        `preferred by the policy against the base   ${percent(r.policyAccuracy, 1)}  (95%: ${percent(low, 1)} to ${percent(high, 1)}; the base itself: 50%)`,
        `preferred by the adapters' reward          ${r.rewardAccuracy === null ? "no Q-adapter in the stack" : percent(r.rewardAccuracy, 1)}`,
        `likelier per token                         ${percent(r.normalizedAccuracy, 1)}  (base: ${percent(r.baseNormalizedAccuracy, 1)})`,
        `mean log-ratio margin                      ${r.meanMargin.toFixed(2)} nats`,
    ].join("\n");
}
