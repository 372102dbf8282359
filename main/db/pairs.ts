/**
 * Preference pairs: adding, changing, listing. Which ones is pairFilter.ts, figures over them pairStatistics.ts.
 */

import type { StoredPage } from "../../preload/records/common.ts";
import type {
    NewPair,
    PairChanges,
    PairOrder,
    StoredPair,
    StoredPairFilter,
    StoredPairSelection,
    Verdict,
} from "../../preload/records/preferences.ts";
import type { ChatMessage } from "../../preload/records.ts";
import { hashAnswers, hashPair } from "../formats/preferences/pairHash.ts";
import { type Db, notFound, now, write } from "./database.ts";
import { contradicted, pairCondition, pairsJoined, selectPairs } from "./pairFilter.ts";
import { columnsOf, toRecord, updateRow } from "./rows.ts";
import { indexNewContents } from "./search.ts";
import { pairs } from "./tables.ts";

/** What a pair says. */
interface Content {
    prompt: ChatMessage[];
    chosen: string;
    rejected: string;
}

const selected = `SELECT ${columnsOf(pairs, "p")}, c.prompt, c.chosen, c.rejected, ${contradicted} AS contradicted,
    (SELECT json_group_array(tag) FROM (SELECT tag FROM pair_tags WHERE pair_id = p.id ORDER BY tag)) AS tags
    FROM ${pairsJoined}`;
const table = { ...pairs, json: ["prompt", "tags"], flags: ["contradicted"] };

/** What the orders of a list mean. */
const orders: Record<PairOrder, string> = {
    newest: "p.id DESC",
    oldest: "p.id",
    longest: "length(c.chosen) + length(c.rejected) DESC, p.id DESC",
    updated: "p.updated_at DESC, p.id DESC",
};

/** Adds a pair and returns its id; when it returns, the pair is safe on the disk. */
export function addPair(db: Db, pair: NewPair): number {
    return addPairs(db, [pair])[0] as number;
}

/**
 * Adds pairs, all or none, and returns their ids.
 * @param importId the import that they come with; default none
 */
export function addPairs(db: Db, list: Iterable<NewPair>, importId: number | null = null): number[] {
    return write(db, () => {
        const insert = pairInserter(db, importId);
        const ids = Array.from(list, insert);
        indexNewContents(db);
        return ids;
    });
}

function pairInserter(db: Db, importId: number | null): (pair: NewPair) => number {
    const insertContent = contentInserter(db);
    const insertPair = db.prepare(
        `INSERT INTO pairs (content_id, verdict, source, labeller, labelled_at, strength, note, import_id, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const insertTag = db.prepare("INSERT OR IGNORE INTO pair_tags (pair_id, tag) VALUES (?, ?)");
    return (pair) => {
        const time = now();
        const { lastInsertRowid } = insertPair.run(
            insertContent(pair),
            pair.verdict ?? "preferred",
            pair.source,
            pair.labeller ?? "",
            pair.labelledAt ?? time,
            pair.strength ?? null,
            pair.note ?? "",
            importId,
            time,
            time,
        );
        const id = Number(lastInsertRowid);
        for (const tag of pair.tags ?? []) insertTag.run(id, tag);
        return id;
    };
}

/** Finds or makes the row of what pairs say. */
function contentInserter(db: Db): (content: Content) => number {
    const find = db.prepare("SELECT id FROM pair_contents WHERE hash = ?").pluck();
    const insert = db.prepare(
        "INSERT INTO pair_contents (hash, answers_hash, prompt, chosen, rejected) VALUES (?, ?, ?, ?, ?)",
    );
    return (content) => {
        const { prompt, chosen, rejected } = wellFormed(content);
        const hash = hashPair({ prompt, chosen, rejected });
        const known = find.get(hash) as number | undefined;
        if (known !== undefined) return known;
        const answersHash = hashAnswers({ prompt, chosen, rejected });
        return Number(
            insert.run(hash, answersHash, JSON.stringify(prompt), chosen, rejected).lastInsertRowid,
        );
    };
}

/** SQLite holds UTF-8, which has no halves of characters: the hash has to be of what will be read again. */
function wellFormed({ prompt, chosen, rejected }: Content): Content {
    return {
        prompt: prompt.map(({ role, content }) => ({ role, content: content.toWellFormed() })),
        chosen: chosen.toWellFormed(),
        rejected: rejected.toWellFormed(),
    };
}

/** @throws StudioError not-found */
export function getPair(db: Db, id: number): StoredPair {
    const row = db.prepare(`${selected} WHERE p.id = ? AND p.deletion_id IS NULL`).get(id);
    if (row === undefined) throw notFound(pairs.what);
    return toRecord(table, row);
}

/** Changes a pair; what its old text was stays in the data sets that were made with it. @throws StudioError not-found */
export function updatePair(db: Db, id: number, changes: PairChanges): StoredPair {
    return write(db, () => {
        const { prompt, chosen, rejected, tags, ...plain } = changes;
        const old = getPair(db, id);
        updateRow(db, pairs, id, plain);
        if (prompt ?? chosen ?? rejected !== undefined) {
            const content = {
                prompt: prompt ?? old.prompt,
                chosen: chosen ?? old.chosen,
                rejected: rejected ?? old.rejected,
            };
            db.prepare("UPDATE pairs SET content_id = ? WHERE id = ?").run(contentInserter(db)(content), id);
            indexNewContents(db);
        }
        if (tags) setTags(db, id, tags);
        return getPair(db, id);
    });
}

/** Exchanges the chosen and the rejected answer. @throws StudioError not-found */
export function swapPair(db: Db, id: number): StoredPair {
    const { chosen, rejected } = getPair(db, id);
    return updatePair(db, id, { chosen: rejected, rejected: chosen });
}

/** What to list. */
export interface PairListing {
    filter?: StoredPairFilter;
    order?: PairOrder;
    limit: number;
    cursor?: string | null;
    /** leaves out so many rows, in place of a cursor */
    skip?: number | undefined;
}

/** One page of pairs. */
export function listPairs(
    db: Db,
    { filter = {}, order = "newest", limit, cursor, skip }: PairListing,
): StoredPage<StoredPair> {
    const { sql, values } = pairCondition(filter);
    const from = parseCursor(cursor);
    // By id a page begins behind the last one, whatever was added meanwhile; elsewhere at a number of rows.
    const behind = order === "newest" ? "p.id < ?" : order === "oldest" ? "p.id > ?" : undefined;
    const isBehind = behind !== undefined && from !== undefined && skip === undefined;
    const offset = skip ?? (behind ? 0 : (from ?? 0));
    const items = db
        .prepare(
            `${selected} WHERE ${sql} ${isBehind ? `AND ${behind}` : ""} ORDER BY ${orders[order]} LIMIT ? OFFSET ?`,
        )
        .all(...values, ...(isBehind ? [from] : []), limit, offset)
        .map((row) => toRecord<StoredPair>(table, row));
    const end = behind ? items.at(-1)?.id : offset + items.length;
    return { items, next: items.length < limit ? null : String(end), total: countPairs(db, filter) };
}

function parseCursor(cursor: string | null | undefined): number | undefined {
    const value = Number(cursor ?? Number.NaN);
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** How many pairs pass a filter. */
export function countPairs(db: Db, filter: StoredPairFilter): number {
    const { sql, values } = pairCondition(filter);
    const needsTexts = /\bc\./.test(sql);
    const from = needsTexts ? pairsJoined : "pairs p";
    return db
        .prepare(`SELECT count(*) FROM ${from} WHERE ${sql}`)
        .pluck()
        .get(...values) as number;
}

/** All pairs that pass a filter, oldest first, one after the other; nothing may be written meanwhile. */
export function* eachPair(db: Db, filter: StoredPairFilter): Generator<StoredPair> {
    const { sql, values } = pairCondition(filter);
    for (const row of db.prepare(`${selected} WHERE ${sql} ORDER BY p.id`).iterate(...values))
        yield toRecord(table, row);
}

function setTags(db: Db, id: number, tags: readonly string[]): void {
    db.prepare("DELETE FROM pair_tags WHERE pair_id = ?").run(id);
    const insert = db.prepare("INSERT OR IGNORE INTO pair_tags (pair_id, tag) VALUES (?, ?)");
    for (const tag of tags) insert.run(id, tag);
}

/** Adds and removes tags of many pairs; returns how many pairs were selected. */
export function tagPairs(
    db: Db,
    selection: StoredPairSelection,
    add: readonly string[],
    remove: readonly string[],
): number {
    return write(db, () => {
        const ids = selectPairs(db, selection);
        const list = JSON.stringify(ids);
        const drop = db.prepare(
            "DELETE FROM pair_tags WHERE tag = ? AND pair_id IN (SELECT value FROM json_each(?))",
        );
        const insert = db.prepare(
            "INSERT OR IGNORE INTO pair_tags (pair_id, tag) SELECT value, ? FROM json_each(?)",
        );
        for (const tag of remove) drop.run(tag, list);
        for (const tag of add) insert.run(tag, list);
        db.prepare("UPDATE pairs SET updated_at = ? WHERE id IN (SELECT value FROM json_each(?))").run(
            now(),
            list,
        );
        return ids.length;
    });
}

/** All tags with the number of pairs that have them, by name. */
export function listTags(db: Db): { tag: string; pairs: number }[] {
    return db
        .prepare(
            `SELECT tag, count(*) AS pairs FROM pair_tags JOIN pairs ON pairs.id = pair_id
            WHERE deletion_id IS NULL GROUP BY tag ORDER BY tag`,
        )
        .all() as { tag: string; pairs: number }[];
}

/** How pairs that come in relate to what is stored. */
export interface KnownPairs {
    /** whether this labeller (or, where none is named, anybody) has given this verdict on this content already */
    isStored: (hash: string, verdict: Verdict, labeller: string) => boolean;
    /** whether somebody prefers the other one of the two answers */
    isContradicted: (hash: string, answersHash: string) => boolean;
}

/** Looks pairs up among the stored ones, by the hashes of pairHash.ts; for many of them. */
export function knownPairs(db: Db): KnownPairs {
    const stored = db.prepare(
        `SELECT 1 FROM pairs WHERE content_id = (SELECT id FROM pair_contents WHERE hash = ?) AND verdict = ?
        AND deletion_id IS NULL AND (? = '' OR labeller = ?) LIMIT 1`,
    );
    const opposed = db.prepare(
        `SELECT 1 FROM pairs WHERE content_id IN (SELECT id FROM pair_contents WHERE answers_hash = ? AND hash <> ?)
        AND verdict = 'preferred' AND deletion_id IS NULL LIMIT 1`,
    );
    return {
        isStored: (hash, verdict, labeller) => stored.get(hash, verdict, labeller, labeller) !== undefined,
        isContradicted: (hash, answersHash) => opposed.get(answersHash, hash) !== undefined,
    };
}
