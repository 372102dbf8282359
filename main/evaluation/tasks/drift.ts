/**
 * Drift: the base answers prompts by sampling, and every candidate is compared with it along these answers, token by
 * token: KL(π ‖ π₀) in nats, and how often both have the same likeliest token. Here nobody asked for a change.
 */

import type { ItemResult, Metric } from "../../../preload/records/evaluation.ts";
import type { ChatMessage } from "../../../preload/records.ts";
import type { Tokenizer } from "../../inference/tokenizer.ts";
import type { TextTree } from "../../model/packing.ts";
import { plainSampling } from "../sampleAnswers.ts";
import type { BranchDrift } from "../stackDrift.ts";
import { packedPasses } from "../stackScorer.ts";
import { type Task, unitsOf } from "./task.ts";

const metrics: Metric[] = [
    {
        id: "kl",
        title: "KL(π‖π₀) per token, nats",
        of: "divergence",
        per: "tokens",
        kind: "mean",
        better: "lower",
        about: "kept",
    },
    {
        id: "top1",
        title: "same likeliest token as the base",
        of: "agreement",
        per: "tokens",
        kind: "mean",
        better: "higher",
        about: "kept",
    },
];

/** What to compare on. */
export interface DriftParts {
    id: string;
    title: string;
    prompts: readonly (readonly ChatMessage[])[];
    /** answer i has seed `seed + i` */
    seed: number;
    /** where an answer is cut */
    maxTokens: number;
    settings: Record<string, unknown>;
}

/** Prompts of a unit. */
const unitSize = 8;

/** Makes the task. */
export function driftTask(
    { id, title, prompts, seed, maxTokens, settings }: DriftParts,
    tokenizer: Tokenizer,
): Task {
    const numbered = prompts.map((prompt, index) => ({
        prompt,
        index,
        ids: tokenizer.encodePrompt(prompt),
    }));
    const units = unitsOf(numbered, unitSize);
    return {
        id,
        title,
        metrics,
        items: prompts.length,
        units: units.length,
        settings: { ...settings, seed, maxTokens },
        run: async (unit, bench) => {
            const group = units[unit] ?? [];
            const requests = group.map(({ ids, index }) => ({
                prompt: ids,
                sampling: plainSampling,
                seed: seed + index,
                maxTokens,
            }));
            const answers = await bench.baseAnswers(requests);
            const trees = group.map(({ ids }, i): TextTree => {
                const { tokens = [], reason } = answers[i] ?? {};
                const whole = reason === "stop" ? [...tokens, tokenizer.endOfTurn] : tokens;
                return { prompt: ids, branches: [whole] };
            });
            const drifts: BranchDrift[][] = [];
            for (const pass of packedPasses(trees)) drifts.push(...(await bench.drift.measure(pass)));
            return group.map(({ prompt, index }, i) =>
                toItem(prompt, index, answers[i]?.text ?? "", drifts[i] ?? []),
            );
        },
    };
}

function toItem(
    prompt: readonly ChatMessage[],
    index: number,
    text: string,
    drifts: readonly BranchDrift[],
): ItemResult {
    const tokens = drifts[0]?.tokens ?? 0;
    return {
        index,
        cluster: String(index),
        scores: [{ divergence: 0, agreement: tokens, tokens }, ...drifts.map((drift) => ({ ...drift }))],
        prompt: prompt.at(-1)?.content ?? "",
        answers: [text],
    };
}
