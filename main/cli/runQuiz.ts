/**
 * `qadapter quiz`: what a model with adapters still knows.
 */

import { PolicyScorer } from "../evaluation/policyScorer.ts";
import { askExact, askMultipleChoice, type QuestionResult, summariseQuiz } from "../evaluation/quiz.ts";
import { FusedDecoder } from "../inference/fusedDecoder.ts";
import { percent } from "../percent.ts";
import { interruptSignal } from "./interrupt.ts";
import { Progress, printJson, printText } from "./output.ts";
import type { QuizOptions } from "./quiz.ts";
import { readQuestionFile } from "./readPairs.ts";
import { load, open } from "./session.ts";

/** Runs the subcommand. */
export async function run(options: QuizOptions): Promise<void> {
    const { multipleChoice, exact } = readQuestionFile(options.questions, options.skipInvalid ?? false);
    const opened = await open(options);
    const model = load(opened);
    const progress = new Progress("Asking");
    const total = multipleChoice.length + exact.length;
    const results: QuestionResult[] = [];
    const show = (done: number) => progress.update({ done: results.length + done, total });
    if (multipleChoice.length > 0) {
        const scorer = new PolicyScorer(model, opened.stack, opened.tokenizer.endOfText);
        results.push(
            ...(await askMultipleChoice(scorer, opened.tokenizer, multipleChoice, show, interruptSignal)),
        );
        scorer.dispose();
    }
    if (exact.length > 0) {
        const decoder = new FusedDecoder(model, opened.stack, options.maxLength ?? 1024);
        results.push(...(await askExact(decoder, opened.tokenizer, exact, show, interruptSignal)));
        decoder.dispose();
    }
    progress.finish();
    const result = summariseQuiz(results);
    if (options.json) printJson(result);
    else printText(describe(result));
}

function describe({
    questions,
    accuracy,
    interval,
    ties,
    bySubject,
}: ReturnType<typeof summariseQuiz>): string {
    return [
        `${questions} questions, ${percent(accuracy, 1)} right  (95%: ${percent(interval.low, 1)} to ${percent(interval.high, 1)}), ${ties} ties`,
        ...Object.entries(bySubject).map(
            ([subject, s]) => `  ${subject || "other"}: ${percent(s.accuracy, 1)} of ${s.questions}`,
        ),
    ].join("\n");
}
