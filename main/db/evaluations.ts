/**
 * Evaluations of stacks and their items.
 */
import type { StoredPage } from "../../preload/records/common.ts";
import type { StoredEvaluation, StoredEvaluationItem } from "../../preload/records/work.ts";
import { type Db, write } from "./database.ts";
import { columnsOf, getRow, insertRow, listRows, toRecord, updateRow } from "./rows.ts";
import { evaluationItems, evaluations } from "./tables.ts";

/** What a new evaluation is made of. */
export type NewEvaluation = Pick<StoredEvaluation, "name" | "modelId" | "stack" | "task"> &
    Partial<
        Pick<
            StoredEvaluation,
            "note" | "label" | "adapterId" | "runId" | "versionId" | "measuredOn" | "total" | "state"
        >
    >;
/** What may be changed in an evaluation. */
export type EvaluationChanges = Partial<Omit<StoredEvaluation, "id" | "createdAt">>;
/** One item's outcome. */
export type NewEvaluationItem = Omit<StoredEvaluationItem, "id" | "evaluationId">;

/** Notes an evaluation that is to be done. */
export function addEvaluation(db: Db, evaluation: NewEvaluation): StoredEvaluation {
    return write(db, () => getEvaluation(db, insertRow(db, evaluations, { state: "queued", ...evaluation })));
}

/** @throws StudioError not-found */
export function getEvaluation(db: Db, id: number): StoredEvaluation {
    return getRow(db, evaluations, id);
}

/** An adapter is in one of the stacks that are measured. */
const takesPart = `EXISTS (SELECT 1 FROM json_each(stack, '$.candidates') c, json_each(c.value, '$.entries') e
    WHERE json_extract(e.value, '$.adapterId') = ?)`;

/** All evaluations, or those of an adapter, a model or a run, newest first. */
export function listEvaluations(
    db: Db,
    only: Partial<Pick<StoredEvaluation, "adapterId" | "modelId" | "runId">> = {},
): StoredEvaluation[] {
    const conditions = {
        [takesPart]: only.adapterId,
        "model_id = ?": only.modelId,
        "run_id = ?": only.runId,
    };
    const given = Object.entries(conditions).filter(
        (entry): entry is [string, number] => typeof entry[1] === "number",
    );
    const condition = given.map(([sql]) => `AND ${sql}`).join(" ");
    return listRows(db, evaluations, `${condition} ORDER BY id DESC`, ...given.map(([, id]) => id));
}

/** @throws StudioError not-found */
export function updateEvaluation(db: Db, id: number, changes: EvaluationChanges): StoredEvaluation {
    updateRow(db, evaluations, id, changes);
    return getEvaluation(db, id);
}

/** Adds items; one at the same position replaces the old one. */
export function addEvaluationItems(db: Db, evaluationId: number, items: readonly NewEvaluationItem[]): void {
    const drop = db.prepare("DELETE FROM evaluation_items WHERE evaluation_id = ? AND position = ?");
    write(db, () => {
        for (const item of items) {
            drop.run(evaluationId, item.position);
            insertRow(db, evaluationItems, { ...item, evaluationId });
        }
    });
}

/** `credit` is the first candidate's, scores.credits[0] the base's. */
const shown = {
    all: "1",
    wrong: "credit < 0.5",
    changed: "credit <> json_extract(scores, '$.credits[0]')",
} as const;

/** Positions of one task, the end excluded. */
export interface ItemRange {
    from: number;
    to: number;
}

/** Items of a range that are there, in their order. */
export function rangeOfItems(db: Db, evaluationId: number, { from, to }: ItemRange): StoredEvaluationItem[] {
    return db
        .prepare(
            `SELECT ${columnsOf(evaluationItems)} FROM evaluation_items
            WHERE evaluation_id = ? AND position >= ? AND position < ? ORDER BY position`,
        )
        .all(evaluationId, from, to)
        .map((row) => toRecord<StoredEvaluationItem>(evaluationItems, row));
}

/** One page of a range of an evaluation's items, in their order. */
export function listEvaluationItems(
    db: Db,
    evaluationId: number,
    { from, to }: ItemRange,
    only: keyof typeof shown,
    limit: number,
    cursor?: string | null,
): StoredPage<StoredEvaluationItem> {
    const condition = `evaluation_id = ? AND position >= ? AND position < ? AND ${shown[only]}`;
    const items = db
        .prepare(
            `SELECT ${columnsOf(evaluationItems)} FROM evaluation_items WHERE ${condition} AND position > ?
            ORDER BY position LIMIT ?`,
        )
        .all(evaluationId, from, to, Number(cursor ?? -1) || 0, limit)
        .map((row) => toRecord<StoredEvaluationItem>(evaluationItems, row));
    const total = db
        .prepare(`SELECT count(*) FROM evaluation_items WHERE ${condition}`)
        .pluck()
        .get(evaluationId, from, to) as number;
    return { items, next: items.length < limit ? null : String(items.at(-1)?.position), total };
}

/** Marks evaluations that were computing when the program ended. Returns how many there were. */
export function markInterruptedEvaluations(db: Db): number {
    const sql = "UPDATE evaluations SET state = 'interrupted' WHERE state = 'running'";
    return write(db, () => db.prepare(sql).run().changes);
}

/** Of files that are named by the hash of what is in them those that no evaluation was measured on, deleted ones counted. */
export function unneededFiles(db: Db, names: readonly string[]): string[] {
    const mentions = "SELECT 1 FROM evaluations WHERE instr(task, substr(name.value, 1, 64)) > 0";
    return db
        .prepare(`SELECT name.value FROM json_each(?) name WHERE NOT EXISTS (${mentions})`)
        .pluck()
        .all(JSON.stringify(names)) as string[];
}
