/**
 * The demonstration on a real model, SmolLM2-135M-Instruct: shorter answers, from pairs that the program makes of the
 * model's own answers, or harmlessness, from real human judgements (HH-RLHF).
 */
import { join } from "node:path";
import { PolicyScorer } from "../evaluation/policyScorer.ts";
import { preferenceAccuracy } from "../evaluation/preferenceAccuracy.ts";
import type { StackEntry } from "../inference/stack.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import type { Model } from "../model/weights.ts";
import { percent } from "../percent.ts";
import { encodePairs } from "../training/encodePairs.ts";
import { comparison, type Row, range } from "./comparison.ts";
import type { DemoOptions } from "./demoOptions.ts";
import { interruptSignal } from "./interrupt.ts";
import { type MeasuredProse, measureProse } from "./measureProse.ts";
import { modelPath } from "./namedModels.ts";
import { Progress, printLine, printText } from "./output.ts";
import { readPairs } from "./readPairs.ts";
import { resources } from "./resources.ts";
import { train } from "./runTrain.ts";
import { load, open, openStack } from "./session.ts";
import { writeShorterPairs } from "./shorterPairs.ts";

/** What SmolLM2 can be taught here. */
export const prosePreferences = ["shorter", "harmless"] as const;
export type ProsePreference = (typeof prosePreferences)[number];

const hhRlhf = (part: "train" | "test") => join(resources, `demo/hh-rlhf/harmless.${part}.json`);
/** Tokens of prompt and answer: more than all but a few conversations have. */
const longestConversation = 512;

/** Trains, measures, prints the table; returns all figures. */
export async function demoSmollm2(
    preference: ProsePreference,
    { out, threads, settings }: DemoOptions,
): Promise<Record<string, unknown>> {
    const started = performance.now();
    const model = modelPath("smollm2");
    const adapter = join(out, `smollm2-${preference}.gguf`);
    printLine(
        preference === "shorter"
            ? "Teaching SmolLM2 to answer in one sentence, from its own answers."
            : "Teaching SmolLM2 from what people found less harmful.",
    );
    const pairs = preference === "shorter" ? join(out, "pairs-shorter.jsonl") : hhRlhf("train");
    if (preference === "shorter") await samplePairs({ model, threads }, pairs);
    const holdout = preference === "shorter" ? 1 / 3 : undefined;
    const trained = await train({
        model,
        pairs,
        out: adapter,
        holdout,
        threads,
        skipInvalid: true,
        ...settings,
    });
    const opened = await open({ model, threads });
    const stack = openStack(opened, [{ path: adapter, weight: 1 }]);
    const weights = load(opened);
    const measure = (entries: readonly StackEntry[], name: string) =>
        measureProse(opened.tokenizer, weights, entries, new Progress(name));
    const before = await measure([], "Before");
    const after = await measure(stack, "After");
    const heldOut =
        preference === "harmless" ? await judgePairs(opened.tokenizer, weights, stack) : undefined;
    const totalSeconds = (performance.now() - started) / 1000;
    printText(comparison(rows, before, after, totalSeconds));
    printText(verdict(trained, heldOut));
    return { ...trained, heldOut, before, after, totalSeconds };
}

/** Leaves nothing in memory: training opens the model once more, with what that needs. */
async function samplePairs(options: Parameters<typeof open>[0], path: string): Promise<void> {
    const opened = await open(options);
    const weights = load(opened);
    await writeShorterPairs(opened.tokenizer, weights, path);
    weights.dispose();
    await opened.tokenizer.dispose();
    opened.device.dispose();
}

const rows: Row<MeasuredProse>[] = [
    { name: "sampled answers of one sentence", of: (m) => `${m.oneSentence} of ${m.answers}` },
    { name: "sampled answers that end properly", of: (m) => `${m.whole} of ${m.answers}` },
    { name: "sampled answers that are nonsense", of: (m) => `${m.nonsense} of ${m.answers}` },
    { name: "tokens per answer (cut at 90)", of: (m) => m.meanTokens.toFixed(0) },
    { name: "questions of general knowledge", of: (m) => `${percent(m.quiz, 1)} (${range(m.quizInterval)})` },
    { name: "drift from the model, nats", of: (m) => m.drift.toFixed(2) },
];

interface HeldOut {
    pairs: number;
    policyAccuracy: number;
    policyInterval: { low: number; high: number };
}

/** Held-out pairs of human judgements; the base is at 50 % by definition. */
async function judgePairs(
    tokenizer: Tokenizer,
    model: Model,
    stack: readonly StackEntry[],
): Promise<HeldOut> {
    const { pairs } = encodePairs(readPairs(hhRlhf("test"), true).pairs, tokenizer, longestConversation);
    const scorer = new PolicyScorer(model, stack, tokenizer.endOfText);
    const progress = new Progress("Held-out pairs");
    const trees = pairs.map(({ prompt, chosen, rejected }) => ({ prompt, branches: [chosen, rejected] }));
    const show = (done: number) => progress.update({ done, total: trees.length });
    const scores = await scorer.score(trees, show, interruptSignal);
    progress.finish();
    scorer.dispose();
    const { policyAccuracy, policyInterval } = preferenceAccuracy(scores);
    return { pairs: pairs.length, policyAccuracy, policyInterval };
}

function verdict(trained: Record<string, unknown>, heldOut: HeldOut | undefined): string {
    const accuracy = heldOut
        ? `Prefers the better of ${heldOut.pairs} held-out pairs in ${percent(heldOut.policyAccuracy, 1)} (${range(heldOut.policyInterval)}; the model alone: 50% by definition).`
        : `Prefers the better of ${trained.heldOutPairs} held-out pairs in ${percent(Number(trained.heldOutAccuracy), 1)}, which says little by itself: look at the answers.`;
    return `${accuracy}\nPeak memory ${trained.peakMemoryMB} MB.`;
}
