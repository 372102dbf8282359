/**
 * What the demonstration and the study of presets measure of Pip: preference on held-out pairs, the style and
 * soundness of sampled answers, and facts kept.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChatMessage, PreferencePair } from "../../preload/records.ts";
import { type AnswerStyle, judgeAnswer, readStyles } from "../evaluation/answerStyle.ts";
import { bootstrapInterval } from "../evaluation/intervals.ts";
import { PolicyScorer } from "../evaluation/policyScorer.ts";
import { preferenceAccuracy } from "../evaluation/preferenceAccuracy.ts";
import { askExact, askMultipleChoice, summariseQuiz } from "../evaluation/quiz.ts";
import { type SampledAnswer, sampleAnswers, sampledTogether } from "../evaluation/sampleAnswers.ts";
import { readPreferenceFile } from "../formats/preferences/preferenceFile.ts";
import { readQuestions } from "../formats/questions/readQuestions.ts";
import { ColumnDecoder } from "../inference/columnDecoder.ts";
import { FusedDecoder } from "../inference/fusedDecoder.ts";
import type { StackEntry } from "../inference/stack.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import type { Model } from "../model/weights.ts";
import { encodePairs } from "../training/encodePairs.ts";
import { interruptSignal } from "./interrupt.ts";
import { modelPath } from "./namedModels.ts";
import type { Progress } from "./output.ts";
import { resources } from "./resources.ts";

/** The preferences that come with Pip. */
export const pipPreferences = ["warm", "terse", "formal"] as const;
export type PipPreference = (typeof pipPreferences)[number];

/** The bundled model and the pairs to learn a preference from. */
export const pipModel = modelPath("pip");
export const pipPairs = (preference: PipPreference) =>
    join(resources, `demo/pairs-${preference}.train.jsonl`);

const longestAnswer = 64;
const seed = 1;

/** What is measured of a stack. */
export interface Measured {
    policyAccuracy: number;
    policyInterval: { low: number; high: number };
    /** sampled answers in the preferred style, of `answers` */
    inStyle: number;
    inStyleInterval: { low: number; high: number };
    broken: number;
    /** answers that offer the same thing twice */
    repeating: number;
    answers: number;
    multipleChoice: number;
    exact: number;
    samples: string[];
}

/** Measures a stack on Pip: held-out pairs, sampled answers, facts. */
export async function measurePip(
    tokenizer: Tokenizer,
    model: Model,
    stack: readonly StackEntry[],
    preference: AnswerStyle,
    progress: Progress,
    answersToSample = 300,
): Promise<Measured> {
    const decoder = new FusedDecoder(model, stack, model.config.contextLength);
    const scorer = new PolicyScorer(model, stack, tokenizer.endOfText);
    const file = (name: string) => join(resources, "demo", name);
    const { pairs } = readPreferenceFile(file(`pairs-${preference}.test.jsonl`));
    const encoded = encodePairs(pairs, tokenizer, 1024).pairs;
    const scores = await scorer.score(
        encoded.map(({ prompt, chosen, rejected }) => ({ prompt, branches: [chosen, rejected] })),
    );
    const accuracy = preferenceAccuracy(scores);
    const choices = readQuestions(file("facts.mcq.jsonl")).multipleChoice;
    const exact = readQuestions(file("facts.exact.jsonl")).exact;
    const known = summariseQuiz(
        await askMultipleChoice(scorer, tokenizer, choices, undefined, interruptSignal),
    );
    const show = (done: number) => progress.update({ done, total: exact.length + answersToSample });
    const spelled = summariseQuiz(await askExact(decoder, tokenizer, exact, show, interruptSignal));
    const columns = new ColumnDecoder(model, Array(sampledTogether).fill(stack), 256);
    const answers = await sampleAnswers(columns, tokenizer, readPrompts(file("prompts.everyday.jsonl")), {
        count: answersToSample,
        seed,
        maxTokens: longestAnswer,
        signal: interruptSignal,
        onProgress: (done) => show(exact.length + done),
    });
    progress.finish();
    decoder.dispose();
    columns.dispose();
    scorer.dispose();
    return {
        policyAccuracy: accuracy.policyAccuracy,
        policyInterval: accuracy.policyInterval,
        ...judge(answers, preference),
        multipleChoice: known.accuracy,
        exact: spelled.accuracy,
        samples: answers.slice(0, 3).map(({ text }) => text),
    };
}

function judge(answers: readonly SampledAnswer[], preference: AnswerStyle) {
    const styles = readStyles(join(resources, "demo/styles.json"));
    const judged = answers.map(({ prompt, text, ended }) => ({
        prompt,
        ...judgeAnswer(text, ended, styles),
    }));
    const good = (j: (typeof judged)[number]) => j.style === preference && !j.broken;
    const prompts = [...new Set(judged.map(({ prompt }) => prompt))];
    const perPrompt = prompts.map((prompt) => {
        const own = judged.filter((j) => j.prompt === prompt);
        return own.filter(good).length / own.length;
    });
    return {
        inStyle: judged.filter(good).length,
        inStyleInterval: bootstrapInterval(perPrompt, seed),
        broken: judged.filter(({ broken }) => broken).length,
        repeating: judged.filter(({ repeats }) => repeats).length,
        answers: judged.length,
    };
}

function readPrompts(path: string): ChatMessage[][] {
    const lines = readFileSync(path, "utf8").trim().split("\n");
    return lines.map((line) => (JSON.parse(line) as Pick<PreferencePair, "prompt">).prompt);
}
