/**
 * Measures a stack of adapters: on preference pairs, on questions with known answers, by sampled answers.
 * What the figures mean is in main/evaluation/.
 */
import type { EvaluationItem, EvaluationResult } from "../../preload/contract/evaluation.ts";
import type { ChatMessage } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { type BranchScore, PolicyScorer } from "../evaluation/policyScorer.ts";
import { preferenceAccuracy } from "../evaluation/preferenceAccuracy.ts";
import { askExact, askMultipleChoice, type QuestionResult, summariseQuiz } from "../evaluation/quiz.ts";
import { plainSampling, sampleAnswers, sampledTogether } from "../evaluation/sampleAnswers.ts";
import { readQuestions } from "../formats/questions/readQuestions.ts";
import { ColumnDecoder } from "../inference/columnDecoder.ts";
import { FusedDecoder } from "../inference/fusedDecoder.ts";
import type { NextToken } from "../inference/generate.ts";
import { defaultSampling } from "../inference/sampler.ts";
import type { StackEntry } from "../inference/stack.ts";
import { encodePairs } from "../training/encodePairs.ts";
import type { EngineEvaluationEvent, EngineEvaluationTask, ModelReference, StackFiles } from "./contract.ts";
import type { Library, LoadedModel } from "./library.ts";
import { readPairs } from "./plan.ts";
import type { Turns } from "./turns.ts";

type Put = (event: EngineEvaluationEvent) => void;
type Item = Omit<EvaluationItem, "id">;
type Task<Kind extends EngineEvaluationTask["kind"]> = Extract<EngineEvaluationTask, { kind: Kind }>;

/** What every measurement works with. */
interface Bench {
    loaded: LoadedModel;
    stack: StackEntry[];
    put: Put;
    signal: AbortSignal;
    /** before every small step */
    pause: () => Promise<void>;
}

const longestPair = 1024;
const answerTokens = 256;

/** Measures. @throws StudioError as Library.use, and as the files of pairs and questions; `interrupted` */
export async function evaluate(
    library: Library,
    turns: Turns,
    { model, stack, task }: { model: ModelReference; stack: StackFiles; task: EngineEvaluationTask },
    put: Put,
    signal: AbortSignal,
): Promise<void> {
    const leave = turns.enter("evaluation");
    try {
        await library.use(model, {}, async (loaded) => {
            const pause = () => turns.giveWay("evaluation", signal);
            const bench: Bench = { loaded, stack: loaded.stack(stack), put, signal, pause };
            if (task.kind === "pairs") await scorePairs(bench, task);
            else if (task.kind === "quiz") await askQuestions(bench, task);
            else await sample(bench, task);
        });
    } catch (error) {
        if (signal.aborted) throw new StudioError("interrupted", "Stopped.", { cause: error });
        throw error;
    } finally {
        leave();
    }
}

/** A decoder that lets more urgent work go first at every token. */
function politeDecoder(decoder: FusedDecoder, pause: () => Promise<void>): NextToken {
    return {
        contextLength: decoder.contextLength,
        logits: async (tokens, signal) => {
            await pause();
            return decoder.logits(tokens, signal);
        },
    };
}

async function scorePairs({ loaded, stack, put, signal, pause }: Bench, task: Task<"pairs">): Promise<void> {
    const pairs = readPairs(task.pairs).slice(0, task.limit);
    const { tokenizer, model } = loaded;
    const encoded = pairs.flatMap((pair) =>
        encodePairs([pair], tokenizer, longestPair).pairs.map((ids) => ({ pair, ids })),
    );
    const trees = encoded.map(({ ids: { prompt, chosen, rejected } }) => ({
        prompt,
        branches: [chosen, rejected],
    }));
    const scorer = new PolicyScorer(model, stack, tokenizer.endOfText);
    try {
        const scores = await scorer.score(trees, report(put, trees.length, pause), signal);
        put({
            type: "items",
            items: encoded.map(({ pair: { prompt, chosen, rejected } }, index) =>
                pairItem(index, prompt.at(-1)?.content ?? "", chosen, rejected, scores[index] ?? []),
            ),
        });
        put({ type: "done", result: pairResult(scores) });
    } finally {
        scorer.dispose();
    }
}

function pairItem(
    index: number,
    prompt: string,
    chosen: string,
    rejected: string,
    scores: readonly BranchScore[],
): Item {
    const [margin = 0] = scores.slice(0, 1).map((one) => one.policy - one.base - ratioOf(scores[1]));
    return {
        index,
        prompt,
        options: [chosen, rejected],
        answer: margin > 0 ? chosen : margin < 0 ? rejected : "",
        expected: chosen,
        credit: margin > 0 ? 1 : margin < 0 ? 0 : 0.5,
        scores: scores.map(({ policy, base, tokens }) => ({ policy, base, tokens })),
    };
}

function ratioOf(score: BranchScore | undefined): number {
    return score ? score.policy - score.base : 0;
}

function pairResult(scores: readonly (readonly BranchScore[])[]): EvaluationResult {
    if (scores.length === 0) throw new StudioError("data-invalid", "There is no comparison to measure on.");
    const figures = preferenceAccuracy(scores);
    return {
        ...nothing,
        items: figures.pairs,
        accuracy: { value: figures.policyAccuracy, ...figures.policyInterval },
        ties: figures.ties,
        margin: figures.meanMargin,
        rewardAccuracy: figures.rewardAccuracy,
        normalizedAccuracy: figures.normalizedAccuracy,
    };
}

async function askQuestions(bench: Bench, task: Task<"quiz">): Promise<void> {
    const { loaded, stack, put, signal, pause } = bench;
    const { multipleChoice, exact } = readQuestions(task.questions);
    const total = multipleChoice.length + exact.length;
    const { results, items } = await quiz(loaded, stack, task.questions, pause, signal, (done) =>
        put({ type: "progress", done, total }),
    );
    put({ type: "items", items });
    const { accuracy, interval, ties, bySubject } = summariseQuiz(results);
    put({
        type: "done",
        result: {
            ...nothing,
            items: total,
            accuracy: { value: accuracy, ...interval },
            ties,
            bySubject: Object.entries(bySubject).map(([subject, figures]) => ({ subject, ...figures })),
        },
    });
}

/** Asks all questions of a file. @throws StudioError as readQuestions */
export async function quiz(
    { model, tokenizer }: LoadedModel,
    stack: StackEntry[],
    questions: string,
    pause: () => Promise<void>,
    signal: AbortSignal,
    onProgress: (done: number) => void,
): Promise<{ results: QuestionResult[]; items: Item[] }> {
    const { multipleChoice, exact } = readQuestions(questions);
    const scorer = new PolicyScorer(model, stack, tokenizer.endOfText);
    const decoder = new FusedDecoder(model, stack, longestPair);
    try {
        const show = async (done: number) => {
            onProgress(done);
            await pause();
        };
        const chosen = await askMultipleChoice(scorer, tokenizer, multipleChoice, show, signal);
        const polite = politeDecoder(decoder, pause);
        const showLater = (done: number) => onProgress(multipleChoice.length + done);
        const said = await askExact(polite, tokenizer, exact, showLater, signal);
        signal.throwIfAborted();
        const asked = [
            ...multipleChoice.map(({ question, choices, answer }) => ({
                prompt: question,
                options: choices,
                expected: choices[answer] ?? "",
            })),
            ...exact.map(({ prompt, expected }) => ({ prompt, options: [], expected })),
        ];
        const results = [...chosen, ...said];
        const items = asked.map((question, index) => ({
            index,
            ...question,
            answer: results[index]?.answer ?? "",
            credit: results[index]?.credit ?? 0,
            scores: [],
        }));
        return { results, items };
    } finally {
        scorer.dispose();
        decoder.dispose();
    }
}

async function sample({ loaded, stack, put, signal, pause }: Bench, task: Task<"answers">): Promise<void> {
    const { model, tokenizer } = loaded;
    const { maxTokens = answerTokens, ...chosen } = task.sampling ?? {};
    const decoder = new ColumnDecoder(model, Array(sampledTogether).fill(stack), longestPair + maxTokens);
    try {
        const answers = await sampleAnswers(decoder, tokenizer, task.prompts, {
            count: task.count,
            seed: task.seed,
            maxTokens,
            sampling: task.sampling ? { ...defaultSampling, ...chosen } : plainSampling,
            signal,
            pause,
            onProgress: (done) => put({ type: "progress", done, total: task.count }),
        });
        put({
            type: "items",
            items: answers.map(({ prompt, text }, index) => ({
                index,
                prompt: lastText(task.prompts[prompt] ?? []),
                options: [],
                answer: text,
                expected: "",
                credit: null,
                scores: [],
            })),
        });
        const unfinished = answers.filter(({ ended }) => !ended).length / answers.length;
        const meanTokens = answers.reduce((sum, { tokens }) => sum + tokens, 0) / answers.length;
        put({ type: "done", result: { ...nothing, items: answers.length, meanTokens, unfinished } });
    } finally {
        decoder.dispose();
    }
}

function lastText(prompt: readonly ChatMessage[]): string {
    return prompt.at(-1)?.content ?? "";
}

function report(put: Put, total: number, pause: () => Promise<void>): (done: number) => Promise<void> {
    return async (done) => {
        put({ type: "progress", done, total });
        await pause();
    };
}

const nothing: EvaluationResult = {
    items: 0,
    accuracy: null,
    baseAccuracy: null,
    ties: 0,
    margin: null,
    rewardAccuracy: null,
    normalizedAccuracy: null,
    bySubject: [],
    meanTokens: null,
    unfinished: null,
};
