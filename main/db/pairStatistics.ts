/**
 * Figures over preference pairs: balance, agreement between labellers, length bias.
 * Only counts; what they mean for training is said elsewhere.
 */
import type {
    Agreement,
    LengthBias,
    StoredPairFilter,
    StoredPairStatistics,
    Verdict,
} from "../../preload/records/preferences.ts";
import { compareLabellers, type Judgement } from "./agreement.ts";
import type { Db } from "./database.ts";
import { contradicted, pairCondition, pairsJoined, repeated } from "./pairFilter.ts";
import type { Condition } from "./search.ts";

/** Equal lengths count half. */
const chosenLonger = "avg(CASE WHEN a > b THEN 1.0 WHEN a = b THEN 0.5 ELSE 0.0 END)";

/** Figures over the pairs that pass a filter. */
export function pairStatistics(
    db: Db,
    filter: StoredPairFilter = {},
    today = new Date(),
): StoredPairStatistics {
    const condition = pairCondition(filter);
    const counts = grouped(db, condition, "p.verdict");
    const byVerdict: Record<Verdict, number> = { preferred: 0, tie: 0, "both-bad": 0, skip: 0 };
    for (const { key, pairs } of counts) byVerdict[key as Verdict] = pairs;
    const byDay = grouped(db, condition, "date(p.labelled_at, 'localtime')").map(({ key, pairs }) => ({
        day: key,
        pairs,
    }));
    byDay.sort((one, other) => one.day.localeCompare(other.day));
    return {
        pairs: counts.reduce((sum, { pairs }) => sum + pairs, 0),
        byVerdict,
        bySource: grouped(db, condition, "p.source").map(({ key, pairs }) => ({
            source: key as never,
            pairs,
        })),
        byTag: byTag(db, condition),
        byLabeller: grouped(db, condition, "p.labeller").map(({ key, pairs }) => ({ labeller: key, pairs })),
        agreement: agreement(db, condition),
        contradictions: countWhere(db, condition, contradicted),
        repetitions: countWhere(db, condition, repeated),
        length: lengthBias(db, condition),
        labels: countLabels(db),
        byDay,
        streak: streak(new Set(byDay.map(({ day }) => day)), today),
    };
}

function grouped(db: Db, { sql, values }: Condition, key: string): { key: string; pairs: number }[] {
    return db
        .prepare(
            `SELECT ${key} AS key, count(*) AS pairs FROM ${pairsJoined} WHERE ${sql} GROUP BY 1 ORDER BY 2 DESC, 1`,
        )
        .all(...values) as { key: string; pairs: number }[];
}

function byTag(db: Db, { sql, values }: Condition): StoredPairStatistics["byTag"] {
    return db
        .prepare(
            `SELECT tag, count(*) AS pairs, coalesce(${chosenLonger} FILTER (WHERE verdict = 'preferred'), 0) AS chosenLonger
            FROM (SELECT t.tag, p.verdict, length(c.chosen) AS a, length(c.rejected) AS b
                FROM ${pairsJoined} JOIN pair_tags t ON t.pair_id = p.id WHERE ${sql})
            GROUP BY tag ORDER BY pairs DESC, tag`,
        )
        .all(...values) as StoredPairStatistics["byTag"];
}

function lengthBias(db: Db, { sql, values }: Condition): LengthBias {
    return db
        .prepare(
            `SELECT count(*) AS pairs, coalesce(${chosenLonger}, 0) AS chosenLonger,
                coalesce(avg(a), 0) AS meanChosen, coalesce(avg(b), 0) AS meanRejected
            FROM (SELECT length(c.chosen) AS a, length(c.rejected) AS b FROM ${pairsJoined}
                WHERE p.verdict = 'preferred' AND ${sql})`,
        )
        .get(...values) as LengthBias;
}

function countWhere(db: Db, { sql, values }: Condition, also: string): number {
    const query = `SELECT count(*) FROM ${pairsJoined} WHERE ${sql} AND ${also}`;
    return db
        .prepare(query)
        .pluck()
        .get(...values) as number;
}

function countLabels(db: Db): { up: number; down: number } {
    const rows = db
        .prepare("SELECT rating, count(*) AS labels FROM labels WHERE deletion_id IS NULL GROUP BY rating")
        .all() as { rating: "up" | "down"; labels: number }[];
    const of = (rating: string) => rows.find((row) => row.rating === rating)?.labels ?? 0;
    return { up: of("up"), down: of("down") };
}

/** The newest judgement of each labeller on the same two answers, whichever of them stands first. */
function agreement(db: Db, { sql, values }: Condition): Agreement | null {
    const rows = db
        .prepare(
            `SELECT answers, labeller, verdict, max(id) AS id FROM (
                SELECT c.answers_hash AS answers, p.labeller, p.id,
                    CASE WHEN p.verdict <> 'preferred' THEN p.verdict
                        WHEN c.chosen < c.rejected THEN 'first' ELSE 'second' END AS verdict
                FROM ${pairsJoined} WHERE ${sql} AND p.verdict <> 'skip' AND c.answers_hash IN (
                    SELECT c.answers_hash FROM ${pairsJoined} WHERE p.deletion_id IS NULL
                    GROUP BY 1 HAVING count(DISTINCT p.labeller) > 1))
            GROUP BY answers, labeller`,
        )
        .all(...values) as Judgement[];
    return compareLabellers(rows);
}

/** Days in a row with a pair, up to today, or up to yesterday while today has none yet. */
function streak(days: ReadonlySet<string>, today: Date): number {
    const at = (back: number) => {
        const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() - back);
        const two = (part: number) => String(part).padStart(2, "0");
        return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
    };
    const start = days.has(at(0)) ? 0 : 1;
    let count = 0;
    while (days.has(at(start + count))) count++;
    return count;
}
