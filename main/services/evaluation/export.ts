/**
 * Evaluations as files for people: a report with plots, figures, cases.
 */
import type { WrittenFile } from "../../../preload/contract/common.ts";
import type { EvaluationReport } from "../../../preload/records/evaluation.ts";
import type { StoredJudging } from "../../../preload/records/work.ts";
import * as rows from "../../db/evaluations.ts";
import { allMatches, listJudgings } from "../../db/judgings.ts";
import { StudioError } from "../../errors.ts";
import { writeContentAtomically } from "../../files/atomicWrite.ts";
import { csvItems, csvReport, csvVerdicts } from "../../report/csvReport.ts";
import { htmlReport } from "../../report/htmlReport.ts";
import { type FileOutput, withOutput } from "../files.ts";
import type { Ground } from "../ground.ts";
import { type OpenedRow, openRow, rangeOf, resultOf } from "./stored.ts";
import { judgingReport, openJudging } from "./storedJudging.ts";

/** Writes what is done so far. @throws StudioError not-found; `usage` where nothing is; disk-full, file-access */
export function exportEvaluation(
    ground: Ground,
    id: number,
    format: "html" | "csv" | "items" | "verdicts",
    to: FileOutput,
): Promise<WrittenFile> {
    const opened = openRow(rows.getEvaluation(ground.db, id));
    const report = reportOf(opened);
    const judgings = listJudgings(ground.db, id).toReversed();
    const reports = judgings.flatMap((row) => judgingReport(row) ?? []);
    const text = {
        html: () => htmlReport(report, reports),
        csv: () => csvReport(report, reports),
        items: () => csvItems(report, itemsOf(ground, opened)),
        verdicts: () => csvVerdicts(judgings.flatMap((row) => verdictsOf(ground, row))),
    }[format]();
    const name = `evaluation-${id}.${format === "html" ? "html" : "csv"}`;
    return withOutput(ground, to, name, async (path) => writeContentAtomically(path, text));
}

function reportOf({ row, candidates, plan, result }: OpenedRow): EvaluationReport {
    if (!result || result.tasks.length === 0)
        throw new StudioError("usage", "Nothing has been measured yet, so there is nothing to export.");
    return {
        title: row.name,
        kind: candidates.kind,
        model: result.model,
        candidates: candidates.candidates.map(({ label, adapters, alpha0 }) => ({ label, adapters, alpha0 })),
        tasks: result.tasks,
        seed: plan.seed,
        program: result.program,
        madeAt: row.endedAt ?? row.createdAt,
        notes: plan.notes,
    };
}

function itemsOf({ db }: Ground, { row, plan }: OpenedRow) {
    return plan.tasks.flatMap((task) => {
        const range = rangeOf(plan.tasks, task.id);
        if (!range) return [];
        const stored = rows.rangeOfItems(db, row.id, range);
        return [{ title: task.title, items: stored.map((item) => resultOf(item, range.from)) }];
    });
}

/** What was judged so far, by round. */
function verdictsOf({ db }: Ground, row: StoredJudging) {
    const { judge, rounds } = openJudging(row).plan;
    const matches = allMatches(db, row.id);
    return rounds.map(({ title }, i) => ({
        judge: judge.name,
        title,
        matches: matches.flatMap(({ verdict, ...match }) =>
            verdict && match.round === i ? [{ ...match, verdict }] : [],
        ),
    }));
}
