/**
 * What the demonstration and the study measure of a model that writes prose: length and soundness of sampled answers
 * to prompts that are in no pair, general knowledge, and drift.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Interval } from "../../preload/records/evaluation.ts";
import type { ChatMessage } from "../../preload/records.ts";
import { firstTokenDrift } from "../evaluation/drift.ts";
import { wilsonInterval } from "../evaluation/intervals.ts";
import { PolicyScorer } from "../evaluation/policyScorer.ts";
import { judgeProse } from "../evaluation/prose.ts";
import { askMultipleChoice, summariseQuiz } from "../evaluation/quiz.ts";
import { sampleAnswers, sampledTogether } from "../evaluation/sampleAnswers.ts";
import { readQuestions } from "../formats/questions/readQuestions.ts";
import { ColumnDecoder } from "../inference/columnDecoder.ts";
import { FusedDecoder } from "../inference/fusedDecoder.ts";
import type { StackEntry } from "../inference/stack.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import type { Model } from "../model/weights.ts";
import { interruptSignal } from "./interrupt.ts";
import type { Progress } from "./output.ts";
import { resources } from "./resources.ts";

/** Where an answer is cut, in tokens. */
export const longestProse = 90;
/** Questions asked, and how many of their first answer tokens are looked at for drift. */
const [quizLength, driftLength] = [100, 40];
const contextLength = 1024;
const seed = 1;

/** What is measured of a stack. */
export interface MeasuredProse {
    answers: number;
    oneSentence: number;
    /** ended by the model, with the mark of a sentence's end */
    whole: number;
    nonsense: number;
    meanTokens: number;
    quiz: number;
    quizInterval: Interval;
    /** mean KL(π ‖ π₀) of the first token of the quiz's answers, in nats */
    drift: number;
    samples: string[];
}

/** Measures a stack. */
export async function measureProse(
    tokenizer: Tokenizer,
    model: Model,
    stack: readonly StackEntry[],
    progress: Progress,
    count = 100,
): Promise<MeasuredProse> {
    const columns = new ColumnDecoder(model, Array(sampledTogether).fill(stack), 256);
    const decoder = new FusedDecoder(model, stack, contextLength);
    const base = new FusedDecoder(model, [], contextLength);
    const scorer = new PolicyScorer(model, stack, tokenizer.endOfText);
    try {
        const answers = await sampleAnswers(columns, tokenizer, readPrompts("prompts.general.test.jsonl"), {
            count,
            seed,
            maxTokens: longestProse,
            signal: interruptSignal,
            onProgress: (done) => progress.update({ done, total: count }),
        });
        progress.finish();
        const questions = readQuestions(join(resources, "demo/facts.mcq.jsonl")).multipleChoice.slice(
            0,
            quizLength,
        );
        const known = summariseQuiz(
            await askMultipleChoice(scorer, tokenizer, questions, undefined, interruptSignal),
        );
        const asked = questions
            .slice(0, driftLength)
            .map(({ question }) => tokenizer.encodePrompt([{ role: "user", content: question }]));
        const drift = stack.length ? await firstTokenDrift(decoder, base, asked, interruptSignal) : 0;
        const judged = answers.map(({ text, ended }) => judgeProse(text, ended));
        const howMany = (of: (j: (typeof judged)[number]) => boolean) => judged.filter(of).length;
        return {
            answers: count,
            oneSentence: howMany((j) => j.sentences === 1 && j.whole),
            whole: howMany((j) => j.whole),
            nonsense: howMany((j) => j.nonsense),
            meanTokens: answers.reduce((sum, { tokens }) => sum + tokens, 0) / count,
            quiz: known.accuracy,
            quizInterval: wilsonInterval(known.accuracy * known.questions, known.questions),
            drift,
            samples: answers.slice(0, 3).map(({ text }) => text),
        };
    } finally {
        columns.dispose();
        decoder.dispose();
        base.dispose();
        scorer.dispose();
    }
}

/** Conversations of a bundled prompt file. */
export function readPrompts(name: string): ChatMessage[][] {
    const lines = readFileSync(join(resources, "demo", name), "utf8")
        .trim()
        .split("\n");
    return lines.map((line) => (JSON.parse(line) as { prompt: ChatMessage[] }).prompt);
}
