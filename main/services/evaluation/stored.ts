/**
 * Evaluations between their rows and the contract: what stands in a row's JSON, and the records that screens get.
 */
import type {
    EvaluationCandidate,
    EvaluationItem,
    EvaluationRecord,
    EvaluationTask,
} from "../../../preload/contract/evaluation.ts";
import type { Json } from "../../../preload/records/common.ts";
import type {
    CandidateRecord,
    EvaluationReport,
    ItemResult,
    Metric,
    TaskDescription,
    TaskFigures,
} from "../../../preload/records/evaluation.ts";
import type { StoredEvaluation, StoredEvaluationItem } from "../../../preload/records/work.ts";
import type { ItemRange, NewEvaluationItem } from "../../db/evaluations.ts";
import type { EngineTaskSource } from "../../engine/contract.ts";
import { toJson } from "../toJson.ts";

/** The `stack` of a row. */
export interface StoredCandidates {
    kind: EvaluationRecord["kind"];
    candidates: EvaluationRecord["candidates"];
}

/** The `task` of a row: everything that has to be known to go on with it, or to repeat it. */
export interface StoredPlan {
    wanted: EvaluationTask[];
    sources: EngineTaskSource[];
    seed: number;
    repeats: number | null;
    /** empty until the engine has made it */
    tasks: TaskDescription[];
    /** units done per task */
    finished: Record<string, number>;
    notes: string[];
}

/** The `result` of a row; null before anything is done. */
export interface StoredResult {
    tasks: TaskFigures[];
    identical: boolean | null;
    model: EvaluationReport["model"];
    program: EvaluationReport["program"];
}

/** The parts of a row. */
export interface OpenedRow {
    row: StoredEvaluation;
    candidates: StoredCandidates;
    plan: StoredPlan;
    result: StoredResult | null;
}

/** Takes a row apart. */
export function openRow(row: StoredEvaluation): OpenedRow {
    const as = <Value>(json: Json) => json as unknown as Value;
    return { row, candidates: as(row.stack), plan: as(row.task), result: as(row.result) };
}

/** What screens get. */
export function recordOf(row: StoredEvaluation): EvaluationRecord {
    const { candidates, plan, result } = openRow(row);
    const { id, name, note, modelId, state, done, total, problem, createdAt, endedAt } = row;
    const identical = result?.identical ?? null;
    return {
        id,
        name,
        note,
        ...candidates,
        modelId,
        wanted: plan.wanted,
        tasks: plan.tasks.map((task) => ({
            ...task,
            done: (plan.finished[task.id] ?? 0) === task.units ? task.items : doneItems(task, plan),
            figures: result?.tasks.find((figures) => figures.id === task.id)?.figures ?? null,
        })),
        state,
        done,
        total,
        problem,
        notes: plan.notes,
        seed: plan.seed,
        repeats: plan.repeats === null ? null : { id: plan.repeats, identical },
        createdAt,
        endedAt,
    };
}

/** About; units differ in size. */
function doneItems({ id, items, units }: TaskDescription, { finished }: StoredPlan): number {
    return Math.floor((items * (finished[id] ?? 0)) / Math.max(1, units));
}

/** Where the items of a task stand among those of its evaluation. */
export function rangeOf(tasks: readonly TaskDescription[], taskId: string): ItemRange | undefined {
    const index = tasks.findIndex(({ id }) => id === taskId);
    if (index < 0) return undefined;
    const from = tasks.slice(0, index).reduce((sum, { items }) => sum + items, 0);
    return { from, to: from + (tasks[index] as TaskDescription).items };
}

/** An item's row. */
export function itemRow(item: ItemResult, task: TaskDescription, from: number): NewEvaluationItem {
    const credits = creditsOf(item, task.metrics);
    const { index, prompt, expected, ...more } = item;
    return {
        position: from + index,
        prompt,
        options: [],
        answer: item.answers?.[1] ?? "",
        expected: expected ?? "",
        credit: credits[1] ?? null,
        scores: toJson({ ...more, credits, ...(expected !== undefined && { expected }) }),
    };
}

function creditsOf({ scores }: ItemResult, metrics: readonly Metric[]): (number | null)[] {
    const share = metrics.find(({ kind }) => kind === "share");
    return scores.map((one) => (share ? (one[share.of] ?? null) : null));
}

type StoredScores = Omit<ItemResult, "index" | "prompt"> & { credits: (number | null)[] };

/** An item as it was measured. */
export function resultOf({ position, prompt, scores }: StoredEvaluationItem, from: number): ItemResult {
    const { credits: _, ...item } = scores as unknown as StoredScores;
    return { index: position - from, prompt, ...item };
}

/** An item for screens. */
export function itemRecord(stored: StoredEvaluationItem, taskId: string, from: number): EvaluationItem {
    const { credits, subject, expected, answers, scores } = stored.scores as unknown as StoredScores;
    return {
        id: stored.id,
        index: stored.position - from,
        taskId,
        subject: subject ?? null,
        prompt: stored.prompt,
        expected: expected ?? null,
        answers: answers ?? [],
        credits,
        scores,
    };
}

/** A candidate without a label of its own is called by its adapters. */
export function labelOf(
    { label, strength, alpha0 }: EvaluationCandidate,
    adapters: CandidateRecord["adapters"],
): string {
    if (label !== "") return label;
    const names = adapters.map(({ name, weight }) => (weight === 1 ? name : `${name} × ${round(weight)}`));
    const all = names.length > 0 ? names.join(" + ") : strength === 0 ? "strength 0" : "no adapter";
    return alpha0 === null ? all : `${all}, α₀ ${round(alpha0)}`;
}

function round(value: number): string {
    return String(Number(value.toFixed(3)));
}
