/**
 * Judgings between their rows and the contract: what stands in a row's JSON, the records that screens get, and what
 * reports say of them.
 */
import type { JudgedMatch, JudgingRecord } from "../../../preload/contract/judging.ts";
import type { Json } from "../../../preload/records/common.ts";
import type { JudgeSummary, JudgingReport, Reliability, Verdict } from "../../../preload/records/judging.ts";
import type { StoredJudging, StoredMatch } from "../../../preload/records/work.ts";
import type { PlannedRound } from "./matches.ts";

/** The `plan` of a row: everything that has to be known to go on with it, or to repeat it. */
export interface JudgingPlan {
    judge: JudgingReport["judge"];
    criterion: string;
    seed: number;
    repeats: number | null;
    rounds: PlannedRound[];
}

/** The `result` of a row; null before the first round is complete. */
export interface JudgingResult {
    /** per round; null where it is not complete */
    summaries: (JudgeSummary | null)[];
    /** null until all is done */
    reliability: Reliability | null;
    identical: boolean | null;
    /** empty until all is done */
    verdictsSha256: string;
}

/** Takes a row apart. */
export function openJudging({ plan, result }: StoredJudging): {
    plan: JudgingPlan;
    result: JudgingResult | null;
} {
    const as = <Value>(json: Json) => json as unknown as Value;
    return { plan: as(plan), result: as(result) };
}

/** What screens get. @param judged matches of each round that are judged */
export function judgingRecord(row: StoredJudging, judged: ReadonlyMap<number, number>): JudgingRecord {
    const { plan: _, result: __, ...columns } = row;
    const { plan, result } = openJudging(row);
    const { judge, criterion, seed, repeats, rounds } = plan;
    return {
        ...columns,
        judge: judge.name,
        criterion,
        seed,
        rounds: rounds.map((round, i) => ({
            ...round,
            done: judged.get(i) ?? 0,
            summary: result?.summaries[i] ?? null,
        })),
        reliability: result?.reliability ?? null,
        repeats: repeats === null ? null : { id: repeats, identical: result?.identical ?? null },
    };
}

/** A match for screens. */
export function judgedMatch({ id, prompt, first, second, verdict }: StoredMatch): JudgedMatch {
    return { id, prompt, first, second, verdict: verdict as Verdict };
}

/** What a report says of it; undefined where no round is complete. */
export function judgingReport(row: StoredJudging): JudgingReport | undefined {
    const { plan, result } = openJudging(row);
    const rounds = plan.rounds.flatMap(({ subject, title }, i): JudgingReport["rounds"] => {
        const summary = result?.summaries[i];
        return summary
            ? [{ title, about: subject.kind === "candidate" ? "wins" : "agreement", summary }]
            : [];
    });
    if (!result || rounds.length === 0) return undefined;
    const { judge, criterion, seed } = plan;
    const { verdictsSha256 } = result;
    return { judge, criterion, seed, rounds, verdictsSha256, madeAt: row.endedAt ?? row.createdAt };
}
