/**
 * Data sets: named selections of pairs. Every change of their pairs makes a new version, and old versions stay.
 */

import type { StoredPage } from "../../preload/records/common.ts";
import type {
    DataSetPair,
    StoredDataSet,
    StoredDataSetVersion,
    StoredPairFilter,
    StoredPairSelection,
} from "../../preload/records/preferences.ts";
import type { PreferencePair } from "../../preload/records.ts";
import { hashPairs } from "../formats/preferences/pairHash.ts";
import { type Db, notFound, now, write } from "./database.ts";
import { selectPairs } from "./pairFilter.ts";
import { columnsOf, insertRow, toRecord, updateRow } from "./rows.ts";
import { dataSets } from "./tables.ts";

const newest = `SELECT ${columnsOf(dataSets, "d")}, v.id AS version_id, v.version, v.sha256, v.pairs FROM data_sets d
    JOIN data_set_versions v ON v.data_set_id = d.id
        AND v.version = (SELECT max(version) FROM data_set_versions WHERE data_set_id = d.id)
    WHERE d.deletion_id IS NULL`;

/** Makes a data set of what is selected now. Pairs without a preference are left out. */
export function createDataSet(
    db: Db,
    name: string,
    note: string,
    selection: StoredPairSelection,
): StoredDataSet {
    return write(db, () => {
        const id = insertRow(db, dataSets, { name, note, filter: filterOf(selection) });
        freeze(db, id, selectPairs(db, selection));
        return getDataSet(db, id);
    });
}

/** @throws StudioError not-found */
export function getDataSet(db: Db, id: number): StoredDataSet {
    const row = db.prepare(`${newest} AND d.id = ?`).get(id);
    if (row === undefined) throw notFound(dataSets.what);
    return toRecord(dataSets, row);
}

/** All data sets, newest first. */
export function listDataSets(db: Db): StoredDataSet[] {
    return db
        .prepare(`${newest} ORDER BY d.id DESC`)
        .all()
        .map((row) => toRecord(dataSets, row));
}

/** Changes name, note or selection. @throws StudioError not-found */
export function updateDataSet(
    db: Db,
    id: number,
    { selection, ...changes }: { name?: string; note?: string; selection?: StoredPairSelection },
): StoredDataSet {
    return write(db, () => {
        updateRow(db, dataSets, id, selection ? { ...changes, filter: filterOf(selection) } : changes);
        if (selection) freeze(db, id, selectPairs(db, selection));
        return getDataSet(db, id);
    });
}

/** Takes in what its filter matches now, or its pairs as they read now. @throws StudioError not-found */
export function refreshDataSet(db: Db, id: number): StoredDataSet {
    return write(db, () => {
        const { filter, versionId } = getDataSet(db, id);
        const ids = () =>
            db
                .prepare(
                    "SELECT pair_id FROM data_set_pairs WHERE version_id = ? AND pair_id IS NOT NULL ORDER BY position",
                )
                .pluck()
                .all(versionId) as number[];
        freeze(db, id, selectPairs(db, filter ? { filter } : { ids: ids() }));
        return getDataSet(db, id);
    });
}

function filterOf(selection: StoredPairSelection): StoredPairFilter | null {
    return "filter" in selection ? selection.filter : null;
}

/** Makes a version of these pairs, unless the newest one holds exactly the same. */
function freeze(db: Db, dataSetId: number, pairIds: readonly number[]): void {
    const rows = db
        .prepare(
            `SELECT p.id AS pairId, p.content_id AS contentId FROM json_each(?) wanted JOIN pairs p ON p.id = wanted.value
            WHERE p.verdict = 'preferred' GROUP BY p.content_id ORDER BY min(wanted.key)`,
        )
        .all(JSON.stringify(pairIds)) as { pairId: number; contentId: number }[];
    const sha256 = hashPairs(contents(db, rows));
    const last = db
        .prepare(
            "SELECT version, sha256 FROM data_set_versions WHERE data_set_id = ? ORDER BY version DESC LIMIT 1",
        )
        .get(dataSetId) as { version: number; sha256: string } | undefined;
    if (last?.sha256 === sha256) return;
    const { lastInsertRowid } = db
        .prepare(
            "INSERT INTO data_set_versions (data_set_id, version, sha256, pairs, created_at) VALUES (?, ?, ?, ?, ?)",
        )
        .run(dataSetId, (last?.version ?? 0) + 1, sha256, rows.length, now());
    const insert = db.prepare(
        "INSERT INTO data_set_pairs (version_id, position, content_id, pair_id) VALUES (?, ?, ?, ?)",
    );
    for (const [position, { pairId, contentId }] of rows.entries())
        insert.run(lastInsertRowid, position, contentId, pairId);
}

function* contents(db: Db, rows: readonly { contentId: number }[]): Generator<PreferencePair> {
    const read = db.prepare("SELECT prompt, chosen, rejected FROM pair_contents WHERE id = ?");
    for (const { contentId } of rows) yield toRecord(dataSetPairs, read.get(contentId));
}

const dataSetPairs = { name: "data_set_pairs", what: "", columns: [], json: ["prompt"] };

/** A version, also of a data set that is deleted. @throws StudioError not-found */
export function getDataSetVersion(db: Db, versionId: number): StoredDataSetVersion {
    const row = db
        .prepare(
            `SELECT v.id, v.data_set_id, d.name, v.version, v.sha256, v.pairs, v.created_at
            FROM data_set_versions v JOIN data_sets d ON d.id = v.data_set_id WHERE v.id = ?`,
        )
        .get(versionId);
    if (row === undefined) throw notFound("This version of the data set");
    return toRecord(dataSetPairs, row);
}

/** The pairs of a version, word for word as they were, in order: what a run is trained on. */
export function readDataSetPairs(db: Db, versionId: number): PreferencePair[] {
    return db
        .prepare(
            `SELECT c.prompt, c.chosen, c.rejected FROM data_set_pairs s JOIN pair_contents c ON c.id = s.content_id
            WHERE s.version_id = ? ORDER BY s.position`,
        )
        .all(versionId)
        .map((row) => toRecord(dataSetPairs, row));
}

/** One page of a version's pairs. */
export function listDataSetPairs(
    db: Db,
    versionId: number,
    limit: number,
    cursor?: string | null,
): StoredPage<DataSetPair> {
    const items = db
        .prepare(
            `SELECT s.position, s.pair_id, c.prompt, c.chosen, c.rejected
            FROM data_set_pairs s JOIN pair_contents c ON c.id = s.content_id
            WHERE s.version_id = ? AND s.position > ? ORDER BY s.position LIMIT ?`,
        )
        .all(versionId, Number(cursor ?? -1) || 0, limit)
        .map((row) => toRecord<DataSetPair>(dataSetPairs, row));
    const { pairs: total } = getDataSetVersion(db, versionId);
    return { items, next: items.length < limit ? null : String(items.at(-1)?.position), total };
}

/** The version with this hash that was made last, also of a deleted data set: adapters name their data by it. */
export function findDataSetVersion(db: Db, sha256: string): number | undefined {
    const sql = "SELECT id FROM data_set_versions WHERE sha256 = ? ORDER BY id DESC LIMIT 1";
    return db.prepare(sql).pluck().get(sha256) as number | undefined;
}
