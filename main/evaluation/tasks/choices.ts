/**
 * Multiple choice by log-likelihood, scored as EleutherAI's lm-evaluation-harness scores it:
 *
 *   acc       the choice with the largest Σ log π of its tokens is the right one
 *   acc_norm  the same after dividing by the choice's length in characters
 *   acc_bytes the same after dividing by its length in UTF-8 bytes
 *
 * Spaces at the end of a context go to the continuation; context and continuation are tokenised together, and the
 * continuation's tokens are those after as many as the context has alone; too long contexts lose their beginning; of
 * equal choices the first counts (numpy.argmax). How questions become texts: formats/questions/questionText.ts.
 */

import type { ItemResult, Metric } from "../../../preload/records/evaluation.ts";
import type { TextTree } from "../../model/packing.ts";
import { type BranchScores, cutByTokens, treeTokens } from "../stackScorer.ts";
import type { Task } from "./task.ts";

/** What turns texts into token ids. */
export interface PlainEncoder {
    /** from the very start of a text, with the token that begins texts */
    encodeText(text: string): number[];
    startOfText: number;
}

/** A question as texts. */
export interface ChoiceQuestion {
    context: string;
    /** per choice what stands between the context and it, and the choice itself, whose length acc_norm divides by */
    choices: { delimiter: string; text: string }[];
    /** position of the right choice */
    answer: number;
    subject?: string;
    /** the question itself, for people */
    question: string;
}

/** A question as token ids: for each choice what stands before it, and its own. */
export interface EncodedQuestion {
    question: ChoiceQuestion;
    choices: { context: readonly number[]; continuation: readonly number[] }[];
}

const share = { kind: "share", better: "higher", about: "kept" } as const;
const metrics: Metric[] = [
    { id: "acc", title: "right", of: "acc", ...share },
    { id: "acc_norm", title: "right, by likelihood per character", of: "acc_norm", ...share },
    { id: "acc_bytes", title: "right, by likelihood per byte", of: "acc_bytes", ...share },
];

/** Token ids of context and continuation. */
export function encodePair(
    encoder: PlainEncoder,
    context: string,
    continuation: string,
): { context: number[]; continuation: number[] } {
    const bare = context.trimEnd();
    const whole = encoder.encodeText(context + continuation);
    if (bare === "") {
        const first = whole[0] === encoder.startOfText ? whole.slice(1) : whole;
        return { context: [encoder.startOfText], continuation: first };
    }
    const before = encoder.encodeText(bare);
    return { context: before, continuation: whole.slice(before.length) };
}

/** Tokenises questions for a model that holds `contextLength` tokens. */
export function encodeQuestion(
    encoder: PlainEncoder,
    question: ChoiceQuestion,
    contextLength: number,
): EncodedQuestion {
    return {
        question,
        choices: question.choices.map(({ delimiter, text }) => {
            const { context, continuation } = encodePair(encoder, question.context, delimiter + text);
            const room = Math.max(1, contextLength + 1 - continuation.length);
            return { context: context.slice(-room), continuation };
        }),
    };
}

/** Makes the task. @param settings what identifies the questions and how they are asked */
export function choicesTask(
    id: string,
    title: string,
    questions: readonly EncodedQuestion[],
    settings: Record<string, unknown>,
): Task {
    const asked = questions.map((encoded, index) => ({ encoded, index, trees: treesOf(encoded) }));
    const units = cutByTokens(asked, ({ trees }) => trees.reduce((sum, tree) => sum + treeTokens(tree), 0));
    return {
        id,
        title,
        metrics,
        items: questions.length,
        units: units.length,
        settings,
        run: async (unit, { scorer }) => {
            const group = units[unit] ?? [];
            const scores = await scorer.score(
                group.flatMap(({ trees }) => trees),
                false,
            );
            return group.map(({ encoded, index, trees }) =>
                toItem(encoded, index, scores.splice(0, trees.length).flat()),
            );
        },
    };
}

/** Choices after the same context share it. */
function treesOf({ choices }: EncodedQuestion): TextTree[] {
    const [first, ...others] = choices;
    if (!first) return [];
    return others.every(({ context }) => equal(context, first.context))
        ? [{ prompt: first.context, branches: choices.map(({ continuation }) => continuation) }]
        : choices.map(({ context, continuation }) => ({ prompt: context, branches: [continuation] }));
}

function toItem({ question }: EncodedQuestion, index: number, scores: readonly BranchScores[]): ItemResult {
    const { choices, answer, subject } = question;
    const own = scores.map(({ base, stacks }) => [base, ...stacks.map(({ policy }) => policy)]);
    const texts = choices.map(({ text }) => text);
    const results = (own[0] ?? []).map((_, k) =>
        judgeChoices(
            own.map((values) => values[k] as number),
            texts,
            answer,
        ),
    );
    return {
        index,
        cluster: String(index),
        ...(subject !== undefined && { subject }),
        scores: results.map(({ said: _, ...credits }) => credits),
        prompt: question.question,
        expected: texts[answer] ?? "",
        answers: results.map(({ said }) => texts[said] ?? ""),
    };
}

/** Whether the right choice wins, in each of the three ways, and which one wins by plain likelihood. */
export function judgeChoices(
    logLikelihoods: readonly number[],
    choices: readonly string[],
    answer: number,
): { acc: number; acc_norm: number; acc_bytes: number; said: number } {
    const best = (length: (text: string) => number) =>
        firstLargest(logLikelihoods.map((value, i) => value / length(choices[i] ?? "")));
    const said = best(() => 1);
    const right = (winner: number) => (winner === answer ? 1 : 0);
    return {
        acc: right(said),
        acc_norm: right(best((text) => [...text].length)),
        acc_bytes: right(best((text) => Buffer.byteLength(text))),
        said,
    };
}

function firstLargest(values: readonly number[]): number {
    return values.reduce((best, value, i) => (value > (values[best] as number) ? i : best), 0);
}

function equal(a: readonly number[], b: readonly number[]): boolean {
    return a.length === b.length && a.every((id, i) => id === b[i]);
}
