/**
 * Tasks in which base and candidates answer, and each answer is judged by a function of its text. What they are asked
 * and how they are judged is for the callers: exact.ts, instructions.ts, samples.ts.
 */

import type { Metric } from "../../../preload/records/evaluation.ts";
import type { ChatMessage } from "../../../preload/records.ts";
import type { Answer } from "../../inference/generate.ts";
import type { SamplingOptions } from "../../inference/sampler.ts";
import type { Tokenizer } from "../../inference/tokenizer.ts";
import { greedy } from "../workbench.ts";
import { type Task, unitsOf } from "./task.ts";

/** Something to answer. */
export interface Asked {
    prompt: readonly ChatMessage[];
    maxTokens: number;
    /** gives the numbers of one answer */
    judge: (answer: Answer) => Record<string, number>;
    /** default: the prompt is a case of its own */
    cluster?: string;
    subject?: string;
    expected?: string;
    /** default: greedy */
    sampling?: SamplingOptions;
    seed?: number;
}

/** What such a task is made of. */
export interface AnsweredParts {
    id: string;
    title: string;
    metrics: readonly Metric[];
    asked: readonly Asked[];
    settings: Record<string, unknown>;
}

/** Prompts of a unit; a stop costs at most so many. */
const unitSize = 8;

/** Makes the task. */
export function answeredTask(
    { id, title, metrics, asked, settings }: AnsweredParts,
    tokenizer: Tokenizer,
): Task {
    const numbered = asked.map((one, index) => ({
        ...one,
        index,
        ids: tokenizer.encodePrompt(one.prompt),
    }));
    const units = unitsOf(numbered, unitSize);
    return {
        id,
        title,
        metrics,
        items: asked.length,
        units: units.length,
        settings,
        run: async (unit, bench) => {
            const group = units[unit] ?? [];
            const answers: Answer[][] = [];
            for (const part of unitsOf(group, bench.answeredTogether))
                answers.push(
                    ...(await bench.answers(
                        part.map(({ ids, maxTokens, sampling = greedy, seed = 0 }) => ({
                            prompt: ids,
                            sampling,
                            seed,
                            maxTokens,
                        })),
                    )),
                );
            return group.map(({ index, cluster, subject, expected, prompt, judge }, i) => {
                const own = answers[i] ?? [];
                return {
                    index,
                    cluster: cluster ?? String(index),
                    ...(subject !== undefined && { subject }),
                    ...(expected !== undefined && { expected }),
                    scores: own.map(judge),
                    prompt: prompt.at(-1)?.content ?? "",
                    answers: own.map(({ text }) => text),
                };
            });
        },
    };
}
