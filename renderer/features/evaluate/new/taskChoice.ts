/** What a person chose to measure, and the tasks that follow. */
import type { EvaluationTask } from "../../../../preload/contract/evaluation.ts";

export type Depth = "quick" | "usual" | "thorough";

/** null: not measured. A file's text comes with its name. */
export interface TaskChoice {
    pairs: number | null;
    answers: number | null;
    questions: "bundled" | { name: string; text: string } | null;
    instructions: boolean;
    drift: boolean;
}

export const firstChoice: TaskChoice = {
    pairs: null,
    answers: null,
    questions: "bundled",
    instructions: false,
    drift: false,
};

/** Whether a share of what was learned and one of what was kept is measured: the best strength lies between them. */
export function hasBothSides({ pairs, answers, questions, instructions }: TaskChoice): boolean {
    return (pairs !== null || answers !== null) && (questions !== null || instructions);
}

/** How many items of each, by how thorough it is. */
const counts: Record<Depth, { pairs: number; answers: number; questions: number; others: number }> = {
    quick: { pairs: 50, answers: 15, questions: 40, others: 10 },
    usual: { pairs: 300, answers: 40, questions: 200, others: 30 },
    thorough: { pairs: 2000, answers: 150, questions: 2000, others: 100 },
};

export function tasksOf(
    { pairs, answers, questions, instructions, drift }: TaskChoice,
    depth: Depth,
): EvaluationTask[] {
    const count = counts[depth];
    return [
        ...(pairs === null ? [] : [{ kind: "pairs" as const, datasetId: pairs, limit: count.pairs }]),
        ...(answers === null
            ? []
            : [{ kind: "answers" as const, datasetId: answers, count: count.answers, maxTokens: 128 }]),
        ...(questions === null
            ? []
            : [
                  {
                      kind: "questions" as const,
                      file: questions,
                      form: "chat" as const,
                      shots: 0,
                      limit: count.questions,
                  },
              ]),
        ...(instructions
            ? [
                  {
                      kind: "instructions" as const,
                      file: "bundled" as const,
                      maxTokens: 256,
                      limit: count.others,
                  },
              ]
            : []),
        ...(drift ? [{ kind: "drift" as const, count: count.others, maxTokens: 64 }] : []),
    ];
}
