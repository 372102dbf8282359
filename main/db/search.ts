/**
 * Full-text search: what a person types becomes a condition on the search indexes.
 * The last word is found by its beginning, as it is being typed; order, case and accents do not count.
 */
import type { StoredMessageHit } from "../../preload/records/chat.ts";
import type { Db } from "./database.ts";

/** Writing without spaces between words, which the index cannot cut into words: found by reading the texts. */
const unspaced =
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** A condition in SQL with its values. */
export interface Condition {
    sql: string;
    values: (string | number)[];
}

/**
 * The condition that a row of an indexed table holds all words of `text`.
 * @param index name of the search index
 * @param rowid SQL of the row's id in it
 * @param texts SQL of each text of the row, for words that the index does not know
 */
export function matches(text: string, index: string, rowid: string, texts: readonly string[]): Condition {
    const words = text.normalize("NFC").split(/[\s\0]+/u);
    const known = words.filter((word) => /[\p{L}\p{N}]/u.test(word));
    if (known.length === 0) return { sql: "0", values: [] };
    const read = known.filter((word) => unspaced.test(word));
    const indexed = known.filter((word) => !unspaced.test(word));
    const conditions = read.map(() => `(${texts.map((t) => `instr(${t}, ?) > 0`).join(" OR ")})`);
    const values = read.flatMap((word) => texts.map(() => word));
    if (indexed.length > 0) {
        conditions.push(`${rowid} IN (SELECT rowid FROM ${index} WHERE ${index} MATCH ?)`);
        values.push(toQuery(indexed));
    }
    return { sql: conditions.join(" AND "), values };
}

/** FTS5's syntax means nothing in what a person types: each word is quoted. */
function toQuery(words: readonly string[]): string {
    return `${words.map((word) => `"${word.replaceAll('"', '""')}"`).join(" ")}*`;
}

/** Takes new contents of pairs into the search index; at the end of every transaction that adds some. */
export function indexNewContents(db: Db): void {
    db.exec(
        `INSERT INTO pairs_search (rowid, prompt, chosen, rejected)
        SELECT id, (SELECT group_concat(value ->> 'content', char(10)) FROM json_each(prompt)), chosen, rejected
        FROM pair_contents WHERE id > (SELECT coalesce(max(id), 0) FROM pairs_search_docsize)`,
    );
}

/** Finds messages, newest first. */
export function searchMessages(db: Db, text: string, limit: number): StoredMessageHit[] {
    const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
    if (words.length === 0) return [];
    const isIndexed = !words.some((word) => unspaced.test(word));
    const rows = isIndexed ? searchIndex(db, words, limit) : searchTexts(db, text, words, limit);
    return rows as StoredMessageHit[];
}

const live = "m.deletion_id IS NULL AND c.deletion_id IS NULL";
const fields = "m.conversation_id AS conversationId, m.id AS messageId";

function searchIndex(db: Db, words: readonly string[], limit: number): unknown[] {
    return db
        .prepare(
            `SELECT ${fields}, snippet(messages_search, 0, char(2), char(3), '…', 16) AS excerpt
            FROM messages_search
            JOIN messages m ON m.id = messages_search.rowid
            JOIN conversations c ON c.id = m.conversation_id
            WHERE messages_search MATCH ? AND ${live}
            ORDER BY messages_search.rowid DESC LIMIT ?`,
        )
        .all(toQuery(words), limit);
}

function searchTexts(db: Db, text: string, words: readonly string[], limit: number): unknown[] {
    const condition = matches(text, "messages_search", "m.id", ["m.content"]);
    const rows = db
        .prepare(
            `SELECT ${fields}, m.content AS excerpt FROM messages m JOIN conversations c ON c.id = m.conversation_id
            WHERE ${condition.sql} AND ${live} ORDER BY m.id DESC LIMIT ?`,
        )
        .all(...condition.values, limit) as StoredMessageHit[];
    const word = words.find((candidate) => unspaced.test(candidate)) as string;
    return rows.map((row) => ({ ...row, excerpt: excerptAround(row.excerpt, word) }));
}

/** Some text around the first match, marked as FTS5's snippet() does. */
function excerptAround(content: string, word: string): string {
    const around = 40;
    const at = content.indexOf(word);
    const end = at + word.length;
    const before = content.slice(Math.max(0, at - around), at).toWellFormed();
    const after = content.slice(end, end + around).toWellFormed();
    const [start, rest] = [at > around ? "…" : "", end + around < content.length ? "…" : ""];
    return `${start}${before}\u0002${word}\u0003${after}${rest}`;
}
