/**
 * Where candidates of evaluations stand: what they learned and what they kept of what the original model could, both
 * against that model. Means over shares, each with its interval; knows nothing of React.
 */
import type { EvaluationRecord } from "../../../preload/contract/evaluation.ts";
import type { Estimate, Figure, Metric } from "../../../preload/records/evaluation.ts";

/** A candidate's place. */
export interface Standing {
    evaluationId: number;
    candidate: number;
    label: string;
    /** differences from the original model: 0.1 is ten points of a hundred; null where nothing of the kind was measured */
    learned: Estimate | null;
    kept: Estimate | null;
}

/** All candidates of an evaluation. */
export function standingsOf(record: EvaluationRecord): Standing[] {
    return record.candidates.map(({ label }, candidate) => ({
        evaluationId: record.id,
        candidate,
        label,
        learned: meanDifference(record, candidate, "learned"),
        kept: meanDifference(record, candidate, "kept"),
    }));
}

/** Only shares, where more is better: other numbers have no common measure. */
function meanDifference(
    { tasks }: Pick<EvaluationRecord, "tasks">,
    candidate: number,
    about: Metric["about"],
): Estimate | null {
    const found = tasks
        .flatMap(({ figures }) => figures ?? [])
        .filter(
            ({ metric }) => metric.about === about && metric.kind === "share" && metric.better === "higher",
        )
        .flatMap(({ figures }) => figures[candidate + 1]?.difference ?? []);
    if (found.length === 0) return null;
    const mean = (pick: keyof Estimate) => found.reduce((sum, one) => sum + one[pick], 0) / found.length;
    return { value: mean("value"), low: mean("low"), high: mean("high") };
}

/** Whether a difference is more than chance, and in which direction. */
export function changeOf({ better }: Metric, { difference }: Figure): "better" | "worse" | "same" {
    if (!difference || better === "neither" || (difference.low <= 0 && difference.high >= 0)) return "same";
    return difference.value > 0 === (better === "higher") ? "better" : "worse";
}
