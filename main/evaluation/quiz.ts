/**
 * What a model still knows: multiple choice by the likelihood of each choice, and questions whose greedy answer has
 * to come out word for word.
 */

import type { Interval } from "../../preload/records/evaluation.ts";
import type { ExactQuestion, MultipleChoiceQuestion } from "../../preload/records.ts";
import { generate, type NextToken } from "../inference/generate.ts";
import type { AnswerDecoder } from "../inference/textStream.ts";
import type { TextTree } from "../model/packing.ts";
import { wilsonInterval } from "./intervals.ts";
import type { PolicyScorer } from "./policyScorer.ts";

/** What turns questions into token ids. */
export interface QuestionEncoder extends AnswerDecoder {
    encodePrompt(messages: readonly { role: "user"; content: string }[]): number[];
    encode(text: string): number[];
}

/** Credit for one question. */
export interface QuestionResult {
    subject: string;
    /** 1 right, 0 wrong; 1/k where k choices tie for the first place and the key is one of them */
    credit: number;
    tied: boolean;
    /** what the model says: the likeliest choice, or its own text */
    answer: string;
}

/** Figures over questions. */
export interface QuizResult {
    questions: number;
    accuracy: number;
    interval: Interval;
    ties: number;
    bySubject: Record<string, { questions: number; accuracy: number }>;
}

/** Scores choices by Σ log π over their tokens. */
export async function askMultipleChoice(
    scorer: PolicyScorer,
    encoder: QuestionEncoder,
    questions: readonly MultipleChoiceQuestion[],
    onProgress?: (done: number) => void | Promise<void>,
    signal?: AbortSignal,
): Promise<QuestionResult[]> {
    const scores = await scorer.score(choiceTrees(encoder, questions), onProgress, signal);
    return questions.map((question, i) =>
        judgeChoices(
            question,
            (scores[i] ?? []).map(({ policy }) => policy),
        ),
    );
}

/** Questions as texts to score: each choice is an answer to the question. */
export function choiceTrees(
    encoder: QuestionEncoder,
    questions: readonly MultipleChoiceQuestion[],
): TextTree[] {
    return questions.map(({ question, choices }) => ({
        prompt: encoder.encodePrompt([{ role: "user", content: question }]),
        branches: choices.map((choice) => encoder.encode(choice)),
    }));
}

/** Judges a question by the log-likelihood of each choice. */
export function judgeChoices(
    { subject, choices, answer }: MultipleChoiceQuestion,
    values: readonly number[],
): QuestionResult {
    const best = Math.max(...values);
    const leaders = values.flatMap((value, choice) => (value === best ? [choice] : []));
    const credit = leaders.includes(answer) ? 1 / leaders.length : 0;
    const said = choices[leaders[0] as number] as string;
    return { subject: subject ?? "", credit, tied: leaders.length > 1, answer: said };
}

/** Compares greedy answers with the expected text, spaces at the ends aside. */
export async function askExact(
    decoder: NextToken,
    encoder: QuestionEncoder,
    questions: readonly ExactQuestion[],
    onProgress?: (done: number) => void,
    signal?: AbortSignal,
): Promise<QuestionResult[]> {
    const results: QuestionResult[] = [];
    for (const { subject, prompt, expected } of questions) {
        const answer = await generate(
            decoder,
            encoder,
            encoder.encodePrompt([{ role: "user", content: prompt }]),
            {
                sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, repeatPenalty: 1, repeatWindow: 0 },
                seed: 0,
                maxTokens: encoder.encode(expected).length + 8,
                signal,
            },
        );
        const right = answer.reason === "stop" && answer.text.trim() === expected.trim();
        results.push({ subject: subject ?? "", credit: right ? 1 : 0, tied: false, answer: answer.text });
        onProgress?.(results.length);
    }
    return results;
}

/** Sums up. */
export function summariseQuiz(results: readonly QuestionResult[]): QuizResult {
    const credit = (list: readonly QuestionResult[]) => list.reduce((sum, { credit }) => sum + credit, 0);
    const subjects = [...new Set(results.map(({ subject }) => subject))].sort();
    return {
        questions: results.length,
        accuracy: credit(results) / results.length,
        interval: wilsonInterval(credit(results), results.length),
        ties: results.filter(({ tied }) => tied).length,
        bySubject: Object.fromEntries(
            subjects.map((subject) => {
                const list = results.filter((result) => result.subject === subject);
                return [subject, { questions: list.length, accuracy: credit(list) / list.length }];
            }),
        ),
    };
}
