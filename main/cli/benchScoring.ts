/**
 * The measuring part of `qadapter bench` that concerns evaluations: held-out pairs scored against llama.cpp's prefill
 * of the same texts, and five adapters compared against one. Rounds alternate, the best of each counts.
 */
import { StackScorer } from "../evaluation/stackScorer.ts";
import { greedy, Workbench } from "../evaluation/workbench.ts";
import type { LlamaCppRival } from "../inference/llamaCpp.ts";
import type { StackEntry } from "../inference/stack.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import type { TextTree } from "../model/packing.ts";
import type { Model } from "../model/weights.ts";
import { createRandom } from "../random.ts";
import { interruptSignal } from "./interrupt.ts";

/** What is measured with. */
export interface ScoringBench {
    model: Model;
    tokenizer: Tokenizer;
    rival: LlamaCppRival;
    /** at least five adapters */
    adapters: readonly StackEntry[];
    rounds: number;
}

/** A figure with what it is compared with. */
export interface ScoringLine {
    measure: string;
    value: number;
    unit: string;
    rival: string;
    rivalValue: number;
}

const [promptTokens, answerTokens, pairsOfAPass, repliesTokens] = [128, 64, 2, 12];

/**
 * Seconds for 1,000 pairs: prompts once per pair, the base and one adapter, against llama.cpp that reads each whole
 * text (prompt and answer, two per pair) once for the base and once for the adapter's model.
 */
export async function scorePairs({
    model,
    tokenizer,
    rival,
    adapters,
    rounds,
}: ScoringBench): Promise<ScoringLine[]> {
    const trees = randomTrees(model, pairsOfAPass);
    const rows = trees.flatMap(({ prompt, branches }) => branches.map((branch) => [...prompt, ...branch]));
    const scorer = new StackScorer(model, [[adapters[0] as StackEntry]], tokenizer.endOfText);
    let [ours, theirs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < rounds; round++) {
        interruptSignal.throwIfAborted();
        let read = 0;
        for (const row of rows) read += await rival.prefill(row);
        theirs = Math.min(theirs, read);
        ours = Math.min(ours, await seconds(() => scorer.score(trees)));
    }
    scorer.dispose();
    const perThousand = 1000 / trees.length;
    const value = ours * perThousand;
    const shape = `${promptTokens} + 2 × ${answerTokens} tokens`;
    return [
        {
            measure: `score 1,000 pairs (${shape}), base and adapter`,
            value,
            unit: "s",
            rival: "llama.cpp, prefill of the same texts with base and adapter",
            rivalValue: 2 * theirs * perThousand,
        },
        {
            measure: `score 1,000 pairs (${shape}), base and adapter`,
            value,
            unit: "s",
            rival: "llama.cpp, prefill of the same texts with the base alone",
            rivalValue: theirs * perThousand,
        },
    ];
}

/** Seconds for the same cases with five adapters, against one: pairs, and answers. */
export async function compareFive(bench: ScoringBench): Promise<ScoringLine[]> {
    const { model, tokenizer, adapters } = bench;
    const stacks = adapters.slice(0, 5).map((entry) => [entry]);
    const [five, one] = [stacks, stacks.slice(0, 1)].map(
        (stacks) => new Workbench({ model, tokenizer, stacks, signal: interruptSignal }),
    ) as [Workbench, Workbench];
    const trees = randomTrees(model, pairsOfAPass);
    const pairs = await bestOf(bench.rounds, [five, one], ({ scorer }) => scorer.score(trees));
    const prompts = randomTrees(model, 8).map(({ prompt }) => prompt.slice(0, 16));
    const answers = await bestOf(bench.rounds, [five, one], (workbench) => answerAll(workbench, prompts));
    five.dispose();
    one.dispose();
    const line = (what: string, [value, rivalValue]: readonly number[]): ScoringLine => ({
        measure: `compare 5 adapters, ${what}`,
        value: value as number,
        unit: "s",
        rival: "one adapter, the same cases",
        rivalValue: rivalValue as number,
    });
    return [line("pairs", pairs), line("answers", answers)];
}

/** Answers all prompts as tasks do, as many together as the workbench takes. */
async function answerAll(workbench: Workbench, prompts: readonly (readonly number[])[]): Promise<void> {
    const size = workbench.answeredTogether;
    for (let from = 0; from < prompts.length; from += size)
        await workbench.answers(
            prompts
                .slice(from, from + size)
                .map((prompt) => ({ prompt, sampling: greedy, seed: 0, maxTokens: repliesTokens })),
        );
}

async function bestOf<Who>(
    rounds: number,
    who: readonly Who[],
    work: (one: Who) => Promise<unknown>,
): Promise<number[]> {
    const best = who.map(() => Number.POSITIVE_INFINITY);
    for (let round = 0; round <= rounds; round++)
        for (const [i, one] of who.entries()) {
            interruptSignal.throwIfAborted();
            const taken = await seconds(() => work(one));
            if (round > 0) best[i] = Math.min(best[i] as number, taken); // the first round makes the graphs
        }
    return best;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
    const started = performance.now();
    await work();
    return (performance.now() - started) / 1000;
}

function randomTrees(model: Model, count: number): TextTree[] {
    const random = createRandom(11);
    const text = (tokens: number) =>
        Array.from({ length: tokens }, () => random.int(model.config.vocabulary));
    return Array.from({ length: count }, () => ({
        prompt: text(promptTokens),
        branches: [text(answerTokens), text(answerTokens)],
    }));
}
