/**
 * Judgings of sampled answers by a model, and their matches.
 */
import type { StoredPage } from "../../preload/records/common.ts";
import type { Match, Verdict } from "../../preload/records/judging.ts";
import type { StoredJudging, StoredMatch } from "../../preload/records/work.ts";
import { type Db, write } from "./database.ts";
import { columnsOf, getRow, insertRow, listRows, toRecord, updateRow } from "./rows.ts";
import { judgingMatches, judgings } from "./tables.ts";

/** What a new judging is made of. */
export type NewJudging = Pick<StoredJudging, "evaluationId" | "modelId" | "plan">;
/** What may be changed in a judging. */
export type JudgingChanges = Partial<Pick<StoredJudging, "state" | "problem" | "result" | "endedAt">>;
/** A match before it was judged. */
export type NewMatch = Match & Pick<StoredMatch, "round">;

/** Notes a judging that is to be done, with all its matches. */
export function addJudging(db: Db, judging: NewJudging, matches: readonly NewMatch[]): StoredJudging {
    return write(db, () => {
        const id = insertRow(db, judgings, { ...judging, state: "queued", total: matches.length });
        const insert = db.prepare(
            `INSERT INTO judging_matches (judging_id, position, round, cluster, prompt, first, second)
            VALUES (?, ?, ?, ?, ?, ?, ?)`,
        );
        for (const [position, { round, cluster, prompt, first, second }] of matches.entries())
            insert.run(id, position, round, cluster, prompt, first, second);
        return getJudging(db, id);
    });
}

/** @throws StudioError not-found */
export function getJudging(db: Db, id: number): StoredJudging {
    return getRow(db, judgings, id);
}

/** All judgings of an evaluation, newest first. */
export function listJudgings(db: Db, evaluationId: number): StoredJudging[] {
    return listRows(db, judgings, "AND evaluation_id = ? ORDER BY id DESC", evaluationId);
}

/** The oldest one that waits, of an evaluation that is not deleted. */
export function nextJudging(db: Db): StoredJudging | undefined {
    const there = "EXISTS (SELECT 1 FROM evaluations e WHERE e.id = evaluation_id AND e.deletion_id IS NULL)";
    return listRows<StoredJudging>(db, judgings, `AND state = 'queued' AND ${there} ORDER BY id LIMIT 1`)[0];
}

/** @throws StudioError not-found */
export function updateJudging(db: Db, id: number, changes: JudgingChanges): StoredJudging {
    updateRow(db, judgings, id, changes);
    return getJudging(db, id);
}

/** The first matches that have not been judged yet. */
export function unjudgedMatches(db: Db, judgingId: number, limit: number): StoredMatch[] {
    return selectMatches(db, "verdict IS NULL", judgingId, -1, limit);
}

/** Keeps what the judge said, and counts it. */
export function judgeMatch(db: Db, judgingId: number, id: number, verdict: Verdict): void {
    write(db, () => {
        const keep = "UPDATE judging_matches SET verdict = ? WHERE id = ? AND verdict IS NULL";
        const { changes } = db.prepare(keep).run(JSON.stringify(verdict), id);
        db.prepare("UPDATE judgings SET done = done + ? WHERE id = ?").run(changes, judgingId);
    });
}

/** All matches of a judging, in their order. */
export function allMatches(db: Db, judgingId: number): StoredMatch[] {
    return selectMatches(db, "1", judgingId, -1, -1);
}

/** Of judged matches: all, those whose orders contradict each other, without a usable reply, or by who won. */
const shown = {
    all: "1",
    first: "json_extract(verdict, '$.credit') > 0.5",
    second: "json_extract(verdict, '$.credit') < 0.5",
    contradictory: `json_extract(verdict, '$.choices[0]') <> json_extract(verdict, '$.choices[1]')`,
    unclear: `(json_extract(verdict, '$.choices[0]') IS NULL OR json_extract(verdict, '$.choices[1]') IS NULL)`,
} as const;
export type ShownMatches = keyof typeof shown;

/** One page of the judged matches of a round, in their order. */
export function listMatches(
    db: Db,
    judgingId: number,
    round: number,
    only: ShownMatches,
    limit: number,
    cursor?: string | null,
): StoredPage<StoredMatch> {
    const condition = `round = ? AND verdict IS NOT NULL AND ${shown[only]}`;
    const after = Number(cursor ?? -1) || 0;
    const items = selectMatches(db, condition, judgingId, after, limit, round);
    const total = db
        .prepare(`SELECT count(*) FROM judging_matches WHERE judging_id = ? AND ${condition}`)
        .pluck()
        .get(judgingId, round) as number;
    return { items, next: items.length < limit ? null : String(items.at(-1)?.position), total };
}

function selectMatches(
    db: Db,
    condition: string,
    judgingId: number,
    after: number,
    limit: number,
    ...values: number[]
): StoredMatch[] {
    return db
        .prepare(
            `SELECT ${columnsOf(judgingMatches)} FROM judging_matches WHERE judging_id = ? AND ${condition}
            AND position > ? ORDER BY position LIMIT ?`,
        )
        .all(judgingId, ...values, after, limit)
        .map((row) => toRecord(judgingMatches, row));
}

/** How many matches of each round were judged. */
export function countJudged(db: Db, judgingId: number): Map<number, number> {
    const rows = db
        .prepare(
            "SELECT round, count(verdict) AS judged FROM judging_matches WHERE judging_id = ? GROUP BY round",
        )
        .all(judgingId) as { round: number; judged: number }[];
    return new Map(rows.map(({ round, judged }) => [round, judged]));
}

/** Marks judgings that were computing when the program ended. */
export function markInterruptedJudgings(db: Db): void {
    write(db, () => db.prepare("UPDATE judgings SET state = 'interrupted' WHERE state = 'running'").run());
}
