/**
 * Which pairs: a filter as a condition in SQL.
 * The names `p` (pairs) and `c` (pair_contents) stand for the pair and what it says.
 */
import type { StoredPairFilter, StoredPairSelection } from "../../preload/records/preferences.ts";
import type { Db } from "./database.ts";
import { type Condition, matches } from "./search.ts";

/** The tables that a condition is about. */
export const pairsJoined = "pairs p JOIN pair_contents c ON c.id = p.content_id";

/** Whether another pair judges the same answers the other way round. CROSS: SQLite would begin with all pairs. */
export const contradicted = `(p.verdict = 'preferred' AND EXISTS (
    SELECT 1 FROM pair_contents oc CROSS JOIN pairs op ON op.content_id = oc.id
    WHERE oc.answers_hash = c.answers_hash AND oc.id <> c.id
        AND op.verdict = 'preferred' AND op.deletion_id IS NULL))`;

/** Whether an earlier pair of the same labeller says exactly the same. */
export const repeated = `EXISTS (SELECT 1 FROM pairs op WHERE op.content_id = p.content_id AND op.id < p.id
    AND op.verdict = p.verdict AND op.labeller = p.labeller AND op.deletion_id IS NULL)`;

/** The condition that a pair is there and passes the filter. */
export function pairCondition(filter: StoredPairFilter): Condition {
    const sql: string[] = ["p.deletion_id IS NULL"];
    const values: (string | number)[] = [];
    const add = (condition: string, ...more: (string | number)[]) => {
        sql.push(condition);
        values.push(...more);
    };
    const oneOf = (column: string, list: readonly string[]) =>
        add(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(list));
    if (filter.text !== undefined && filter.text.trim() !== "") {
        const found = matches(filter.text, "pairs_search", "c.id", ["c.prompt", "c.chosen", "c.rejected"]);
        add(found.sql, ...found.values);
    }
    if (filter.verdicts !== undefined) oneOf("p.verdict", filter.verdicts);
    if (filter.sources !== undefined) oneOf("p.source", filter.sources);
    for (const tag of filter.tags ?? []) add("p.id IN (SELECT pair_id FROM pair_tags WHERE tag = ?)", tag);
    if (filter.untagged) add("p.id NOT IN (SELECT pair_id FROM pair_tags)");
    if (filter.labeller !== undefined) add("p.labeller = ?", filter.labeller);
    if (filter.contradicted !== undefined) add(filter.contradicted ? contradicted : `NOT ${contradicted}`);
    if (filter.repeated !== undefined) add(filter.repeated ? repeated : `NOT ${repeated}`);
    if (filter.importId !== undefined) add("p.import_id = ?", filter.importId);
    if (filter.createdFrom !== undefined) add("p.created_at >= ?", filter.createdFrom);
    if (filter.createdTo !== undefined) add("p.created_at < ?", filter.createdTo);
    return { sql: sql.join(" AND "), values };
}

/** The ids of the selected pairs that are there: as given, or for a filter oldest first. */
export function selectPairs(db: Db, selection: StoredPairSelection): number[] {
    if ("ids" in selection)
        return db
            .prepare(
                `SELECT DISTINCT p.id FROM json_each(?) wanted JOIN pairs p ON p.id = wanted.value
                WHERE p.deletion_id IS NULL ORDER BY wanted.key`,
            )
            .pluck()
            .all(JSON.stringify(selection.ids)) as number[];
    const { sql, values } = pairCondition(selection.filter);
    return db
        .prepare(`SELECT p.id FROM ${pairsJoined} WHERE ${sql} ORDER BY p.id`)
        .pluck()
        .all(...values) as number[];
}
