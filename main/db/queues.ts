/**
 * Labelling queues: prompts, two answers each in a hidden order, and the verdicts.
 */

import type { Json } from "../../preload/records/common.ts";
import type { Judgement, StoredQueue, StoredQueueItem } from "../../preload/records/work.ts";
import type { ChatMessage } from "../../preload/records.ts";
import { type Db, notFound, now, write } from "./database.ts";
import { columnsOf, getRow, insertRow, listRows, toRecord, updateRow } from "./rows.ts";
import { queueItems, queues } from "./tables.ts";

/** What a new queue is made of. */
export type NewQueue = Pick<StoredQueue, "name" | "kind" | "modelId" | "first" | "second"> &
    Partial<Pick<StoredQueue, "sampling" | "tags">>;

type Plain = Omit<StoredQueue, "counts">;

/**
 * Makes a queue.
 * @param firstIsLeft for each prompt, whether the first stack's answer is shown on the left: decided by chance, beforehand
 */
export function addQueue(
    db: Db,
    queue: NewQueue,
    prompts: readonly { prompt: readonly ChatMessage[]; firstIsLeft: boolean }[],
): StoredQueue {
    return write(db, () => {
        const id = insertRow(db, queues, queue);
        const insert = db.prepare(
            "INSERT INTO queue_items (queue_id, position, prompt, first_is_left) VALUES (?, ?, ?, ?)",
        );
        for (const [position, { prompt, firstIsLeft }] of prompts.entries())
            insert.run(id, position, JSON.stringify(prompt), firstIsLeft ? 1 : 0);
        return getQueue(db, id);
    });
}

/** @throws StudioError not-found */
export function getQueue(db: Db, id: number): StoredQueue {
    return withCounts(db, getRow<Plain>(db, queues, id));
}

/** All queues, newest first. */
export function listQueues(db: Db): StoredQueue[] {
    return listRows<Plain>(db, queues, "ORDER BY id DESC").map((queue) => withCounts(db, queue));
}

function withCounts(db: Db, queue: Plain): StoredQueue {
    const counts = db
        .prepare(
            `SELECT count(*) AS prompts, count(*) FILTER (WHERE state = 'ready') AS ready,
                count(*) FILTER (WHERE state = 'judged') AS judged,
                count(*) FILTER (WHERE state = 'failed') AS failed, count(p.id) AS pairs
            FROM queue_items i LEFT JOIN pairs p ON p.id = i.pair_id AND p.deletion_id IS NULL WHERE queue_id = ?`,
        )
        .get(queue.id) as StoredQueue["counts"];
    return { ...queue, counts };
}

/** @throws StudioError not-found */
export function updateQueue(
    db: Db,
    id: number,
    changes: Partial<Pick<StoredQueue, "name" | "tags" | "problem">>,
): StoredQueue {
    updateRow(db, queues, id, changes);
    return getQueue(db, id);
}

const selectedItem = `SELECT ${columnsOf(queueItems, "i")} FROM queue_items i JOIN queues q ON q.id = i.queue_id
    WHERE q.deletion_id IS NULL`;

/** @throws StudioError not-found */
export function getQueueItem(db: Db, id: number): StoredQueueItem {
    const row = db.prepare(`${selectedItem} AND i.id = ?`).get(id);
    if (row === undefined) throw notFound(queueItems.what);
    return toRecord(queueItems, row);
}

/** The first items of a queue in a state. */
export function listQueueItems(
    db: Db,
    queueId: number,
    state: StoredQueueItem["state"],
    limit: number,
): StoredQueueItem[] {
    return db
        .prepare(`${selectedItem} AND i.queue_id = ? AND i.state = ? ORDER BY i.position LIMIT ?`)
        .all(queueId, state, limit)
        .map((row) => toRecord(queueItems, row));
}

/** Keeps the two answers to a prompt: it is ready to be judged. @throws StudioError not-found */
export function setAnswers(
    db: Db,
    id: number,
    first: string,
    second: string,
    details: Json,
): StoredQueueItem {
    return changeItem(
        db,
        id,
        "state = 'ready', first_answer = ?, second_answer = ?, details = ?",
        first,
        second,
        JSON.stringify(details),
    );
}

/** Notes that a prompt could not be answered. @throws StudioError not-found */
export function failItem(db: Db, id: number): StoredQueueItem {
    return changeItem(db, id, "state = 'failed'");
}

/** Keeps a verdict. @throws StudioError not-found */
export function judgeItem(db: Db, id: number, judgement: Judgement, pairId: number | null): StoredQueueItem {
    return changeItem(
        db,
        id,
        "state = 'judged', judgement = ?, pair_id = ?, judged_at = ?",
        judgement,
        pairId,
        now(),
    );
}

/** Gives an item back that was judged. @throws StudioError not-found */
export function unjudgeItem(db: Db, id: number): StoredQueueItem {
    return changeItem(db, id, "state = 'ready', judgement = NULL, pair_id = NULL, judged_at = NULL");
}

/** The item that was judged last. */
export function lastJudged(db: Db, queueId: number): StoredQueueItem | undefined {
    const sql = `${selectedItem} AND i.queue_id = ? AND i.state = 'judged' ORDER BY i.judged_at DESC, i.id DESC LIMIT 1`;
    const row = db.prepare(sql).get(queueId);
    return row === undefined ? undefined : toRecord(queueItems, row);
}

/** How often each judgement was given, by whether the first stack's answer was on the left. */
export function countJudgements(
    db: Db,
    queueId: number,
): { judgement: Judgement; firstIsLeft: boolean; count: number }[] {
    return db
        .prepare(
            `SELECT judgement, first_is_left, count(*) AS count FROM queue_items
            WHERE queue_id = ? AND state = 'judged' GROUP BY 1, 2`,
        )
        .all(queueId)
        .map((row) => toRecord(queueItems, row));
}

function changeItem(
    db: Db,
    id: number,
    assignments: string,
    ...values: (string | number | null)[]
): StoredQueueItem {
    return write(db, () => {
        const { changes } = db
            .prepare(`UPDATE queue_items SET ${assignments} WHERE id = ?`)
            .run(...values, id);
        if (changes === 0) throw notFound(queueItems.what);
        return getQueueItem(db, id);
    });
}
