/**
 * What training changed, measured: answers sampled with and without the adapter to prompts that it has not seen, which
 * of them are like the preferred examples, and what is still known. Held-out accuracy is measured, too, and proves
 * little (docs/presets.md). The words for it are chosen in the main process.
 */
import type { Progress } from "../../preload/contract/common.ts";
import type { ChatMessage, PreferencePair } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { type Likeness, learnLikeness } from "../evaluation/likeness.ts";
import { type BranchScore, PolicyScorer } from "../evaluation/policyScorer.ts";
import { preferenceAccuracy } from "../evaluation/preferenceAccuracy.ts";
import { choiceTrees, judgeChoices, summariseQuiz } from "../evaluation/quiz.ts";
import { plainSampling } from "../evaluation/sampleAnswers.ts";
import { readQuestions } from "../formats/questions/readQuestions.ts";
import type { Answer } from "../inference/generate.ts";
import { generateColumns } from "../inference/generateColumns.ts";
import type { TrainPlan } from "../training/plan.ts";
import type { Assessment } from "./contract.ts";
import type { Library, LoadedModel } from "./library.ts";
import { planChoice, type TrainingChoice } from "./plan.ts";
import type { Turns } from "./turns.ts";

/** What to assess. */
export interface AssessmentOrder extends TrainingChoice {
    adapter: string;
    questions: string | null;
}

/** Answers to one prompt without and with the adapter. */
interface Sampled {
    prompt: readonly ChatMessage[];
    before: Answer;
    after: Answer;
}

/** What each part of the work needs. */
interface Work {
    loaded: LoadedModel;
    plan: TrainPlan;
    order: AssessmentOrder;
    pause: () => Promise<void>;
    signal: AbortSignal;
}

const mostPrompts = 60;
const promptsTogether = 4;
const shownSamples = 5;
const longestAnswer = 256;
const seed = 1;

/** Assesses an adapter. @throws StudioError as Library.use and planChoice; `interrupted` */
export async function assess(
    library: Library,
    turns: Turns,
    order: AssessmentOrder,
    put: (progress: Progress<Assessment>) => void,
    signal: AbortSignal,
): Promise<void> {
    const leave = turns.enter("evaluation");
    try {
        await library.use(order.model, {}, async (loaded) => {
            const plan = planChoice(library, loaded.file, loaded.tokenizer, order);
            const pause = () => turns.giveWay("evaluation", signal);
            const work: Work = { loaded, plan, order, pause, signal };
            const prompts = distinctPrompts(plan.split.heldOut).slice(0, mostPrompts);
            const show = (done: number) => put({ type: "progress", done, total: prompts.length });
            const sampled = await sampleBoth(work, prompts, show);
            const result: Assessment = {
                heldOut: await scoreHeldOut(work),
                samples: sampled.slice(0, shownSamples).map(({ prompt, before, after }) => ({
                    prompt: prompt.at(-1)?.content ?? "",
                    before: before.text,
                    after: after.text,
                })),
                ...judge(plan, sampled),
                knowledge: await askBoth(work),
            };
            put({ type: "done", result });
        });
    } catch (error) {
        if (signal.aborted) throw new StudioError("interrupted", "Stopped.", { cause: error });
        throw error;
    } finally {
        leave();
    }
}

function distinctPrompts(pairs: readonly PreferencePair[]): ChatMessage[][] {
    return [...new Map(pairs.map(({ prompt }) => [JSON.stringify(prompt), prompt])).values()];
}

/** Samples an answer without and one with the adapter to each prompt, those of several prompts in one batch. */
async function sampleBoth(
    { loaded, plan, order, pause, signal }: Work,
    prompts: readonly ChatMessage[][],
    onProgress: (done: number) => void,
): Promise<Sampled[]> {
    const { tokenizer, decoder } = loaded;
    const answers = plan.train.pairs.map(({ chosen }) => chosen.length).sort((a, b) => a - b);
    const long = answers[Math.floor(0.95 * answers.length)] ?? longestAnswer;
    const maxTokens = Math.min(longestAnswer, 2 * long + 16);
    const stacks = Array.from({ length: promptsTogether }, () => [
        [],
        [{ path: order.adapter, weight: 1 }],
    ]).flat();
    const { thing, release } = decoder(stacks, plan.settings.maxLength + maxTokens);
    const sampled: Sampled[] = [];
    try {
        while (sampled.length < prompts.length) {
            const first = sampled.length;
            const requests = Array.from({ length: promptsTogether }, (_, i) => {
                const prompt = prompts[(first + i) % prompts.length] as ChatMessage[];
                const tokens = tokenizer.encodePrompt(prompt).slice(-plan.settings.maxLength);
                const request = {
                    prompt: tokens,
                    sampling: plainSampling,
                    seed: seed + first + i,
                    maxTokens,
                };
                return [request, request];
            });
            const answers = await generateColumns(thing, tokenizer, requests.flat(), { pause, signal });
            signal.throwIfAborted();
            prompts.slice(first, first + promptsTogether).forEach((prompt, i) => {
                const [before, after] = answers.slice(2 * i) as [Answer, Answer];
                sampled.push({ prompt, before, after });
            });
            onProgress(sampled.length);
        }
    } finally {
        release();
    }
    return sampled;
}

/** How many sampled answers are like the preferred examples, before and after. */
function judge(
    { split }: TrainPlan,
    sampled: readonly Sampled[],
): Pick<Assessment, "effect" | "judgeAccuracy"> {
    if (sampled.length === 0) return { effect: null, judgeAccuracy: null };
    const likeness = learnLikeness(split.train);
    const mean = (of: (pair: Sampled) => number) =>
        sampled.reduce((sum, pair) => sum + of(pair), 0) / sampled.length;
    return {
        judgeAccuracy: likeness.accuracy(split.heldOut),
        effect: {
            answers: sampled.length,
            preferredBefore: mean(({ before }) => isPreferred(likeness, before)),
            preferredAfter: mean(({ after }) => isPreferred(likeness, after)),
            meanTokensBefore: mean(({ before }) => before.tokens.length),
            meanTokensAfter: mean(({ after }) => after.tokens.length),
            unfinishedBefore: mean(({ before }) => (before.reason === "stop" ? 0 : 1)),
            unfinishedAfter: mean(({ after }) => (after.reason === "stop" ? 0 : 1)),
        },
    };
}

function isPreferred(likeness: Likeness, { text }: Answer): number {
    const odds = likeness.logOdds(text);
    return odds > 0 ? 1 : odds === 0 ? 0.5 : 0;
}

async function scoreHeldOut({ loaded, plan, order, pause, signal }: Work): Promise<Assessment["heldOut"]> {
    const { pairs } = plan.heldOut;
    if (pairs.length === 0) return null;
    const stack = loaded.stack([{ path: order.adapter, weight: 1 }]);
    const scorer = new PolicyScorer(loaded.model, stack, loaded.tokenizer.endOfText);
    try {
        const trees = pairs.map(({ prompt, chosen, rejected }) => ({ prompt, branches: [chosen, rejected] }));
        const figures = preferenceAccuracy(await scorer.score(trees, pause, signal));
        const { policyAccuracy: accuracy, policyInterval, meanMargin: margin } = figures;
        return { pairs: figures.pairs, accuracy, ...policyInterval, margin };
    } finally {
        scorer.dispose();
    }
}

/** Asks the multiple-choice questions; one pass through the model answers for the base and for the adapter. */
async function askBoth({ loaded, order, pause, signal }: Work): Promise<Assessment["knowledge"]> {
    if (order.questions === null) return null;
    const { multipleChoice } = readQuestions(order.questions);
    const { model, tokenizer } = loaded;
    const stack = loaded.stack([{ path: order.adapter, weight: 1 }]);
    const scorer = new PolicyScorer(model, stack, tokenizer.endOfText);
    try {
        const scores = await scorer.score(choiceTrees(tokenizer, multipleChoice), pause, signal);
        const share = (of: (score: BranchScore) => number) => {
            const judged = multipleChoice.map((question, i) =>
                judgeChoices(question, (scores[i] ?? []).map(of)),
            );
            return summariseQuiz(judged).accuracy;
        };
        const [before, after] = [share(({ base }) => base), share(({ policy }) => policy)];
        return { questions: multipleChoice.length, before, after };
    } finally {
        scorer.dispose();
    }
}
