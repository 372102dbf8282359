/**
 * Has a model judge matches, each in both orders: by the engine, both orders in one batch, or by llama.cpp, one after
 * the other. How it is asked and what its replies mean is in main/evaluation/judge.ts.
 */
import type { Match, Verdict } from "../../preload/records/judging.ts";
import { StudioError } from "../errors.ts";
import {
    type AskJudge,
    judgeMatch,
    judgeQuestions,
    longestQuestion,
    replyTokens,
} from "../evaluation/judge.ts";
import { greedy } from "../evaluation/workbench.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import { generate } from "../inference/generate.ts";
import { generateColumns } from "../inference/generateColumns.ts";
import { LlamaCppChat } from "../inference/llamaCppChat.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import { judge as judgeFile } from "../model/runnable.ts";
import type { EngineJudgingEvent, ModelReference } from "./contract.ts";
import type { Library } from "./library.ts";
import type { Turns } from "./turns.ts";

/** What to judge. */
export interface JudgingOrder {
    model: ModelReference;
    criterion: string;
    matches: Match[];
}

interface Work extends JudgingOrder {
    put: (event: EngineJudgingEvent) => void;
    /** lets more urgent work go first */
    pause: () => Promise<void>;
    signal: AbortSignal;
}

/** Contexts are rounded up to this, so that one decoder serves many calls. */
const contextStep = 256;
const reply = { sampling: greedy, seed: 0, maxTokens: replyTokens };

/** Judges. @throws StudioError as Library.use and LlamaCppChat.open; `interrupted` */
export async function judge(
    library: Library,
    turns: Turns,
    order: JudgingOrder,
    put: (event: EngineJudgingEvent) => void,
    signal: AbortSignal,
): Promise<void> {
    const leave = turns.enter("evaluation");
    const work: Work = { ...order, put, signal, pause: () => turns.giveWay("evaluation", signal) };
    try {
        const { runner } = judgeFile(readModelFile(order.model.path));
        await (runner === "llama.cpp" ? judgeByLlamaCpp(library, work) : judgeByEngine(library, work));
        put({ type: "done" });
    } catch (error) {
        if (signal.aborted) throw new StudioError("interrupted", "Stopped.", { cause: error });
        throw error;
    } finally {
        leave();
    }
}

async function judgeByEngine(library: Library, work: Work): Promise<void> {
    await library.use(work.model, {}, async ({ tokenizer, decoder, model }) => {
        const context = contextFor(tokenizer, work, model.config.contextLength);
        const { thing, release } = decoder([[], []], context);
        const { signal, pause } = work;
        try {
            await judgeAll(work, async (questions) => {
                const prompts = promptsOf(tokenizer, questions, context);
                if (!prompts) return null;
                const requests = prompts.map((prompt) => ({ ...reply, prompt }));
                const [one, two] = await generateColumns(thing, tokenizer, requests, { signal, pause });
                return [one?.text ?? "", two?.text ?? ""];
            });
        } finally {
            release();
        }
    });
}

async function judgeByLlamaCpp(library: Library, work: Work): Promise<void> {
    const file = readModelFile(work.model.path);
    const tokenizer = await library.tokenizer(file, work.model.template);
    const context = contextFor(tokenizer, work, longestQuestion);
    const decoder = await LlamaCppChat.open(file, context, library.threads);
    const { signal, pause } = work;
    const answerTo = async (prompt: readonly number[]) => {
        await pause();
        return (await generate(decoder, tokenizer, prompt, { ...reply, signal })).text;
    };
    try {
        await judgeAll(work, async (questions) => {
            const prompts = promptsOf(tokenizer, questions, decoder.contextLength);
            return prompts && [await answerTo(prompts[0]), await answerTo(prompts[1])];
        });
    } finally {
        await decoder.dispose();
    }
}

async function judgeAll({ matches, criterion, put, signal }: Work, ask: AskJudge): Promise<void> {
    for (const [index, match] of matches.entries()) {
        const verdict: Verdict = await judgeMatch(ask, match, criterion);
        signal.throwIfAborted();
        put({ type: "verdict", index, verdict });
    }
}

/** Token ids of both questions; null where one leaves no room for a reply. */
function promptsOf(
    tokenizer: Tokenizer,
    questions: readonly [string, string],
    context: number,
): [number[], number[]] | null {
    const [one, two] = questions.map((content) => tokenizer.encodePrompt([{ role: "user", content }]));
    if (!one || !two || Math.max(one.length, two.length) + replyTokens > context) return null;
    return [one, two];
}

/** Room for the longest question, as far as the model and we go. */
function contextFor(tokenizer: Tokenizer, { matches, criterion }: Work, most: number): number {
    const lengths = matches
        .flatMap((match) => judgeQuestions(match, criterion))
        .map((content) => tokenizer.encodePrompt([{ role: "user", content }]).length + replyTokens);
    const wanted = Math.ceil(Math.max(1, ...lengths) / contextStep) * contextStep;
    return Math.min(wanted, most, longestQuestion);
}
