/**
 * Questions whose greedy answer has to come out word for word, spaces at the ends aside. The model has to end the
 * answer itself.
 */

import type { Metric } from "../../../preload/records/evaluation.ts";
import type { ExactQuestion } from "../../../preload/records.ts";
import type { Answer } from "../../inference/generate.ts";
import type { Tokenizer } from "../../inference/tokenizer.ts";
import { answeredTask } from "./answered.ts";
import type { Task } from "./task.ts";

const metrics: Metric[] = [
    { id: "exact", title: "word for word", of: "exact", kind: "share", better: "higher", about: "kept" },
];
/** Tokens beyond the expected answer's before an answer is cut. */
const spare = 8;

/** Makes the task. */
export function exactTask(
    id: string,
    title: string,
    questions: readonly ExactQuestion[],
    tokenizer: Tokenizer,
    settings: Record<string, unknown>,
): Task {
    const asked = questions.map(({ prompt, expected, subject }) => ({
        prompt: [{ role: "user" as const, content: prompt }],
        maxTokens: tokenizer.encode(expected).length + spare,
        subject,
        expected,
        judge: ({ reason, text }: Answer) => ({
            exact: reason === "stop" && text.trim() === expected.trim() ? 1 : 0,
        }),
    }));
    return answeredTask({ id, title, metrics, asked, settings }, tokenizer);
}
