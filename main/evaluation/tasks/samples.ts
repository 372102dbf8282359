/**
 * Answers sampled at temperature 1 to prompts, the same seeds for the base and every candidate: how many are like the
 * preferred examples (likeness.ts, learned from the examples alone), how many are sound, how long they are.
 */
import type { Metric } from "../../../preload/records/evaluation.ts";
import type { ChatMessage, PreferencePair } from "../../../preload/records.ts";
import type { Tokenizer } from "../../inference/tokenizer.ts";
import { learnLikeness } from "../likeness.ts";
import { judgeProse } from "../prose.ts";
import { plainSampling } from "../sampleAnswers.ts";
import { answeredTask } from "./answered.ts";
import { creditOf, type Task } from "./task.ts";

const share = { kind: "share" } as const;
const metrics: Metric[] = [
    {
        id: "like-chosen",
        title: "sampled answers like the preferred examples",
        of: "likeChosen",
        ...share,
        better: "higher",
        about: "learned",
    },
    {
        id: "unfinished",
        title: "sampled answers that never ended",
        of: "unfinished",
        ...share,
        better: "lower",
        about: "kept",
    },
    {
        id: "nonsense",
        title: "sampled answers without words or in circles",
        of: "nonsense",
        ...share,
        better: "lower",
        about: "kept",
    },
    {
        id: "answer-tokens",
        title: "tokens per sampled answer",
        of: "tokens",
        kind: "mean",
        better: "neither",
        about: "kept",
    },
];

/** What to sample, and whose examples say what is preferred. */
export interface SamplesParts {
    id: string;
    title: string;
    prompts: readonly (readonly ChatMessage[])[];
    examples: readonly PreferencePair[];
    /** answer i goes to prompt i, round and round, with seed `seed + i` */
    count: number;
    seed: number;
    /** where an answer is cut */
    maxTokens: number;
    settings: Record<string, unknown>;
}

/** Makes the task. Its settings say how far the judge can tell examples apart that it has not learned from. */
export function samplesTask(
    { id, title, prompts, examples, count, seed, maxTokens, settings }: SamplesParts,
    tokenizer: Tokenizer,
): Task {
    const [known, others] = [0, 1].map((half) => examples.filter((_, i) => i % 2 === half));
    const likeness = learnLikeness(known as PreferencePair[]);
    const judgeAccuracy = others?.length ? likeness.accuracy(others) : null;
    const asked = Array.from({ length: count }, (_, i) => {
        const prompt = prompts[i % prompts.length] as readonly ChatMessage[];
        return {
            prompt,
            maxTokens,
            cluster: JSON.stringify(prompt),
            sampling: plainSampling,
            seed: seed + i,
            judge: ({
                text,
                reason,
                tokens,
            }: {
                text: string;
                reason: string;
                tokens: readonly number[];
            }) => ({
                likeChosen: creditOf(likeness.logOdds(text)),
                unfinished: reason === "stop" ? 0 : 1,
                nonsense: judgeProse(text, reason === "stop").nonsense ? 1 : 0,
                tokens: tokens.length,
            }),
        };
    });
    const all = { ...settings, count, seed, maxTokens, judgeAccuracy };
    return answeredTask({ id, title, metrics, asked, settings: all }, tokenizer);
}
