/**
 * Data sets: named selections of pairs, versioned.
 */
import type { Page } from "../../preload/contract/common.ts";
import type { DatasetRecord } from "../../preload/contract/datasets.ts";
import type { PairSelection } from "../../preload/contract/preferences.ts";
import type { DataSetPair, StoredDataSet } from "../../preload/records/preferences.ts";
import * as rows from "../db/dataSets.ts";
import { deleteRows, restoreRows } from "../db/deletions.ts";
import type { Ground } from "./ground.ts";

export function listDataSets({ db }: Ground): DatasetRecord[] {
    return rows.listDataSets(db).map(recordOf);
}

/** @throws StudioError not-found */
export function getDataSet({ db }: Ground, id: number): DatasetRecord {
    return recordOf(rows.getDataSet(db, id));
}

function recordOf({ versionId: _, ...dataSet }: StoredDataSet): DatasetRecord {
    return dataSet as DatasetRecord;
}

export function createDataSet(
    { db, events }: Ground,
    { name, note, selection }: { name: string; note: string; selection: PairSelection },
): DatasetRecord {
    const dataSet = rows.createDataSet(db, name, note, selection);
    events.changed("datasets", [dataSet.id]);
    return recordOf(dataSet);
}

/** @throws StudioError not-found */
export function updateDataSet(
    { db, events }: Ground,
    id: number,
    changes: { name?: string; note?: string; selection?: PairSelection },
): DatasetRecord {
    const dataSet = rows.updateDataSet(db, id, changes);
    events.changed("datasets", [id]);
    return recordOf(dataSet);
}

/** Takes in what its filter matches now. @throws StudioError not-found */
export function refreshDataSet({ db, events }: Ground, id: number): DatasetRecord {
    const dataSet = rows.refreshDataSet(db, id);
    events.changed("datasets", [id]);
    return recordOf(dataSet);
}

/** @throws StudioError not-found */
export function removeDataSet({ db, events }: Ground, id: number): void {
    deleteRows(db, "data_sets", [id]);
    events.changed("datasets", [id]);
}

/** @throws StudioError not-found */
export function restoreDataSet(ground: Ground, id: number): DatasetRecord {
    restoreRows(ground.db, "data_sets", [id]);
    ground.events.changed("datasets", [id]);
    return getDataSet(ground, id);
}

/** One page of the newest version's pairs. @throws StudioError not-found */
export function listDataSetPairs(
    { db }: Ground,
    id: number,
    limit: number,
    cursor?: string | null,
): Page<DataSetPair> {
    return rows.listDataSetPairs(db, rows.getDataSet(db, id).versionId, limit, cursor);
}
