/**
 * Training runs: the queue, the state of each run from which it can be resumed, and every point that it logged.
 */
import type { Json } from "../../preload/records/common.ts";
import type { StoredPoint, StoredRun } from "../../preload/records/work.ts";
import { type Db, write } from "./database.ts";
import { getRow, insertRow, listRows, updateRow } from "./rows.ts";
import { trainingRuns } from "./tables.ts";

/** What a new run is made of; it goes to the end of the queue. */
export type NewRun = Pick<StoredRun, "name" | "modelId" | "versionId" | "preset" | "settings"> &
    Partial<
        Pick<
            StoredRun,
            "note" | "totalSteps" | "adapterFile" | "checkpointFile" | "watchedPrompt" | "details"
        >
    >;
/** What may be changed in a run. */
export type RunChanges = Partial<Omit<StoredRun, "id" | "createdAt" | "position">>;

const next = "(SELECT coalesce(max(position), 0) + 1 FROM training_runs)";

/** Queues a run. */
export function addRun(db: Db, run: NewRun): StoredRun {
    return write(db, () => {
        const id = insertRow(db, trainingRuns, { ...run, state: "queued" });
        db.prepare(`UPDATE training_runs SET position = ${next} WHERE id = ?`).run(id);
        return getRun(db, id);
    });
}

/** @throws StudioError not-found */
export function getRun(db: Db, id: number): StoredRun {
    return getRow(db, trainingRuns, id);
}

/** All runs: the queue in its order, then the others, newest first. */
export function listRuns(db: Db): StoredRun[] {
    return listRows(db, trainingRuns, "ORDER BY position IS NULL, position, id DESC");
}

/** The run whose turn it is, if one is waiting. */
export function nextRun(db: Db): StoredRun | undefined {
    return listRows<StoredRun>(db, trainingRuns, "AND state = 'queued' ORDER BY position LIMIT 1")[0];
}

/** Changes a run. Its place in the queue follows its state. @throws StudioError not-found */
export function updateRun(db: Db, id: number, changes: RunChanges): StoredRun {
    return write(db, () => {
        updateRow(db, trainingRuns, id, changes);
        if (changes.state === "queued")
            db.prepare(`UPDATE training_runs SET position = ${next} WHERE id = ? AND position IS NULL`).run(
                id,
            );
        else if (changes.state !== undefined)
            db.prepare("UPDATE training_runs SET position = NULL WHERE id = ?").run(id);
        return getRun(db, id);
    });
}

/** Puts queued runs in this order; those that are not named follow. */
export function reorderRuns(db: Db, ids: readonly number[]): StoredRun[] {
    return write(db, () => {
        const queued = listRows<StoredRun>(db, trainingRuns, "AND state = 'queued' ORDER BY position").map(
            ({ id }) => id,
        );
        const wanted = ids.filter((id) => queued.includes(id));
        const order = [...new Set([...wanted, ...queued])];
        const place = db.prepare("UPDATE training_runs SET position = ? WHERE id = ?");
        for (const [index, id] of order.entries()) place.run(index + 1, id);
        return listRuns(db);
    });
}

/** Marks runs that were computing when the program ended, so that they can be resumed. Returns them. */
export function markInterruptedRuns(db: Db): StoredRun[] {
    return write(db, () => {
        const active = "AND state IN ('preparing', 'running', 'waiting', 'evaluating')";
        const runs = listRows<StoredRun>(db, trainingRuns, active);
        return runs.map(({ id }) => updateRun(db, id, { state: "interrupted" }));
    });
}

/** Logs points. One of the same kind and step replaces the old one: a resumed run goes over some steps again. */
export function addPoints(db: Db, runId: number, points: readonly StoredPoint[]): void {
    const insert = db.prepare(
        "INSERT OR REPLACE INTO training_points (run_id, kind, step, point) VALUES (?, ?, ?, ?)",
    );
    write(db, () => {
        for (const { kind, step, point } of points) insert.run(runId, kind, step, JSON.stringify(point));
    });
}

/** All points of a run, in the order of their steps. */
export function listPoints(db: Db, runId: number): StoredPoint[] {
    const rows = db
        .prepare("SELECT kind, step, point FROM training_points WHERE run_id = ? ORDER BY step, kind")
        .all(runId) as { kind: StoredPoint["kind"]; step: number; point: string }[];
    return rows.map((row) => ({ ...row, point: JSON.parse(row.point) as Json }));
}

/** Forgets what a run logged after a step, as when it goes on from an earlier checkpoint. */
export function dropPointsAfter(db: Db, runId: number, step: number): void {
    write(db, () => db.prepare("DELETE FROM training_points WHERE run_id = ? AND step > ?").run(runId, step));
}

/** Names of the checkpoints that runs may still go on from, deleted runs included: their deletion can be taken back. */
export function checkpointFiles(db: Db): string[] {
    const sql =
        "SELECT checkpoint_file FROM training_runs WHERE checkpoint_file IS NOT NULL AND state NOT IN ('finished', 'cancelled')";
    return db.prepare(sql).pluck().all() as string[];
}
