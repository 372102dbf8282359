/**
 * Questions of a file put to one stack, politely: more urgent work goes first at every token. The figures are
 * evaluation/quiz.ts's; whole evaluations are evaluation.ts.
 */
import { PolicyScorer } from "../evaluation/policyScorer.ts";
import { askExact, askMultipleChoice, type QuestionResult } from "../evaluation/quiz.ts";
import { readQuestions } from "../formats/questions/readQuestions.ts";
import { FusedDecoder } from "../inference/fusedDecoder.ts";
import type { NextToken } from "../inference/generate.ts";
import type { StackEntry } from "../inference/stack.ts";
import type { LoadedModel } from "./library.ts";

const contextLength = 1024;

/** Asks all questions of a file. @throws StudioError as readQuestions */
export async function quiz(
    { model, tokenizer }: LoadedModel,
    stack: StackEntry[],
    questions: string,
    pause: () => Promise<void>,
    signal: AbortSignal,
    onProgress: (done: number) => void,
): Promise<QuestionResult[]> {
    const { multipleChoice, exact } = readQuestions(questions);
    const scorer = new PolicyScorer(model, stack, tokenizer.endOfText);
    const decoder = new FusedDecoder(model, stack, contextLength);
    try {
        const show = async (done: number) => {
            onProgress(done);
            await pause();
        };
        const chosen = await askMultipleChoice(scorer, tokenizer, multipleChoice, show, signal);
        const showLater = (done: number) => onProgress(multipleChoice.length + done);
        const polite = politeDecoder(decoder, pause);
        const said = await askExact(polite, tokenizer, exact, showLater, signal);
        signal.throwIfAborted();
        return [...chosen, ...said];
    } finally {
        scorer.dispose();
        decoder.dispose();
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
