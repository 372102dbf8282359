/**
 * Labels: answers with a thumb of their own, without a pair.
 */
import type { StoredPage } from "../../preload/records/common.ts";
import type { NewLabel, StoredLabel } from "../../preload/records/preferences.ts";
import { hashAnswer } from "../formats/preferences/pairHash.ts";
import { type Db, now, write } from "./database.ts";
import { columnsOf, getRow, toRecord } from "./rows.ts";
import { labels } from "./tables.ts";

/** Adds a label and returns its id. */
export function addLabel(db: Db, label: NewLabel): number {
    return write(db, () => labelInserter(db)(label, null));
}

/** What adds labels within one transaction that the caller has begun, for many of them. */
export function labelInserter(db: Db): (label: NewLabel, importId: number | null) => number {
    const insert = db.prepare(
        `INSERT INTO labels (hash, prompt, answer, rating, source, labeller, note, tags, import_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    return (
        { prompt, answer, rating, source, labeller = "", note = "", tags = [], createdAt = now() },
        importId,
    ) =>
        Number(
            insert.run(
                hashAnswer(prompt, answer),
                JSON.stringify(prompt),
                answer,
                rating,
                source,
                labeller,
                note,
                JSON.stringify(tags),
                importId,
                createdAt,
            ).lastInsertRowid,
        );
}

/** @throws StudioError not-found */
export function getLabel(db: Db, id: number): StoredLabel {
    return getRow(db, visible, id);
}

/** One page of labels, newest first. */
export function listLabels(db: Db, limit: number, cursor?: string | null): StoredPage<StoredLabel> {
    const before = Number(cursor ?? Number.MAX_SAFE_INTEGER) || 0;
    const items = db
        .prepare(
            `SELECT ${columnsOf(visible)} FROM labels WHERE deletion_id IS NULL AND id < ? ORDER BY id DESC LIMIT ?`,
        )
        .all(before, limit)
        .map((row) => toRecord<StoredLabel>(visible, row));
    const total = db.prepare("SELECT count(*) FROM labels WHERE deletion_id IS NULL").pluck().get() as number;
    return { items, next: items.length < limit ? null : String(items.at(-1)?.id), total };
}

/** All labels, oldest first, one after the other; nothing may be written meanwhile. */
export function* eachLabel(db: Db): Generator<StoredLabel> {
    const sql = `SELECT ${columnsOf(visible)} FROM labels WHERE deletion_id IS NULL ORDER BY id`;
    for (const row of db.prepare(sql).iterate()) yield toRecord(visible, row);
}

/** Looks up whether a label is stored already; for many of them. */
export function knownLabels(db: Db): (label: NewLabel) => boolean {
    const find = db
        .prepare(
            "SELECT 1 FROM labels WHERE hash = ? AND rating = ? AND deletion_id IS NULL AND (? = '' OR labeller = ?) LIMIT 1",
        )
        .pluck();
    return ({ prompt, answer, rating, labeller = "" }) =>
        find.get(hashAnswer(prompt, answer), rating, labeller, labeller) !== undefined;
}

const visible = { ...labels, columns: labels.columns.filter((column) => column !== "hash") };
