/**
 * Measures one cell of the study, item by item: sampled answers, held-out pairs, what is still known, drift along the
 * model's own answers. Judges by what the subject says; sums nothing up.
 */

import type { ChatMessage } from "../../preload/records.ts";
import { checkers } from "../evaluation/instructions/checkers.ts";
import { follow } from "../evaluation/instructions/follow.ts";
import { PolicyScorer } from "../evaluation/policyScorer.ts";
import { askMultipleChoice } from "../evaluation/quiz.ts";
import {
    plainSampling,
    type SampledAnswer,
    sampleAnswers,
    sampledTogether,
} from "../evaluation/sampleAnswers.ts";
import { StackDrift } from "../evaluation/stackDrift.ts";
import { packedPasses } from "../evaluation/stackScorer.ts";
import { creditOf } from "../evaluation/tasks/task.ts";
import { greedy } from "../evaluation/workbench.ts";
import { ColumnDecoder } from "../inference/columnDecoder.ts";
import type { StackEntry } from "../inference/stack.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import type { TextTree } from "../model/packing.ts";
import type { Model } from "../model/weights.ts";
import { encodePairs } from "../training/encodePairs.ts";
import { interruptSignal } from "./interrupt.ts";
import type { CellItems } from "./studyFile.ts";
import type { Preference, Subject } from "./studySubjects.ts";

/** What measuring needs. */
export interface Tools {
    tokenizer: Tokenizer;
    model: Model;
}

const longestPair = 512;
const [driftTokens, exactTokens, instructionTokens] = [48, 24, 160];
const driftSeed = 7;

/** Measures a stack. @param answers to sample, with seeds from `seed` on */
export async function measureCell(
    tools: Tools,
    stack: readonly StackEntry[],
    subject: Subject,
    preference: Preference,
    { answers, seed, own }: { answers: number; seed: number; own: readonly TextTree[] },
): Promise<{ items: CellItems; drift: number }> {
    const { tokenizer, model } = tools;
    const { prompts, judge, maxTokens } = preference;
    const sampled = await answer(tools, stack, prompts, answers, {
        maxTokens,
        seed,
        sampling: plainSampling,
    });
    const judged = sampled.map(({ text, ended }) => judge(text, ended));
    const scorer = new PolicyScorer(model, stack, tokenizer.endOfText);
    try {
        const items = {
            learned: judged.map(({ learned }) => learned),
            broken: judged.map(({ broken }) => broken),
            heldOut: await scoreHeldOut(scorer, tools, preference),
            kept: {
                choices: (
                    await askMultipleChoice(
                        scorer,
                        tokenizer,
                        subject.multipleChoice,
                        undefined,
                        interruptSignal,
                    )
                ).map(({ credit }) => credit),
                ...(await askForExact(tools, stack, subject)),
                ...(await askForInstructions(tools, stack, subject)),
            },
        };
        return { items, drift: await driftAlong(tools, stack, own) };
    } finally {
        scorer.dispose();
    }
}

async function answer(
    { tokenizer, model }: Tools,
    stack: readonly StackEntry[],
    prompts: readonly ChatMessage[][],
    count: number,
    { maxTokens, seed, sampling }: { maxTokens: number; seed: number; sampling: typeof plainSampling },
): Promise<SampledAnswer[]> {
    const longest = Math.max(...prompts.map((prompt) => tokenizer.encodePrompt(prompt).length));
    const context = Math.min(model.config.contextLength, longest + maxTokens + 1);
    const decoder = new ColumnDecoder(model, Array(sampledTogether).fill(stack), context);
    try {
        return await sampleAnswers(decoder, tokenizer, prompts, {
            count,
            seed,
            maxTokens,
            sampling,
            signal: interruptSignal,
        });
    } finally {
        decoder.dispose();
    }
}

async function scoreHeldOut(
    scorer: PolicyScorer,
    { tokenizer }: Tools,
    { heldOut }: Preference,
): Promise<number[]> {
    const { pairs } = encodePairs(heldOut, tokenizer, longestPair);
    const trees = pairs.map(({ prompt, chosen, rejected }) => ({ prompt, branches: [chosen, rejected] }));
    const scores = await scorer.score(trees, undefined, interruptSignal);
    return scores.map(([c, r]) => (c && r ? creditOf(c.policy - c.base - (r.policy - r.base)) : 0.5));
}

async function askForExact(
    tools: Tools,
    stack: readonly StackEntry[],
    { exact }: Subject,
): Promise<Record<string, number[]>> {
    const results: Record<string, number[]> = {};
    for (const [kind, questions] of Object.entries(exact)) {
        const prompts = questions.map(({ prompt }): ChatMessage[] => [{ role: "user", content: prompt }]);
        const options = { maxTokens: exactTokens, seed: 0, sampling: greedy };
        const said = await answer(tools, stack, prompts, prompts.length, options);
        results[kind] = said.map(({ text, ended }, i) =>
            ended && text.trim() === questions[i]?.expected.trim() ? 1 : 0,
        );
    }
    return results;
}

async function askForInstructions(
    tools: Tools,
    stack: readonly StackEntry[],
    { instructions }: Subject,
): Promise<Record<string, number[]>> {
    if (instructions.length === 0) return {};
    const prompts = instructions.map(({ prompt }): ChatMessage[] => [{ role: "user", content: prompt }]);
    const options = { maxTokens: instructionTokens, seed: 0, sampling: greedy };
    const said = await answer(tools, stack, prompts, prompts.length, options);
    return {
        instructions: said.map(({ text }, i) => {
            const checks = (instructions[i]?.instructions ?? []).flatMap(
                ({ id, args }) => checkers[id]?.(args) ?? [],
            );
            return follow(text, checks).strict;
        }),
    };
}

/** The bare model's answers to the subject's prompts, to be looked along. */
export async function ownAnswers(tools: Tools, { driftPrompts }: Subject): Promise<TextTree[]> {
    const options = { maxTokens: driftTokens, seed: driftSeed, sampling: plainSampling };
    const said = await answer(tools, [], driftPrompts, driftPrompts.length, options);
    return said.map(({ text, prompt }) => ({
        prompt: tools.tokenizer.encodePrompt(driftPrompts[prompt] ?? []),
        branches: [tools.tokenizer.encode(text)],
    }));
}

/** Mean KL(π‖π₀) per token. */
async function driftAlong(
    { model }: Tools,
    stack: readonly StackEntry[],
    own: readonly TextTree[],
): Promise<number> {
    if (stack.length === 0) return 0;
    const drift = new StackDrift(model, [stack]);
    let [sum, tokens] = [0, 0];
    for (const pass of packedPasses(own.filter(({ branches }) => (branches[0]?.length ?? 0) > 0)))
        for (const [one] of await drift.measure(pass)) {
            sum += one?.divergence ?? 0;
            tokens += one?.tokens ?? 0;
        }
    drift.dispose();
    return sum / tokens;
}
