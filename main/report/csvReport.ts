/**
 * An evaluation as CSV: a line per figure, per case or per judgement. Nothing in it is run by a spreadsheet.
 */
import { stringify } from "csv-stringify/sync";
import type { EvaluationReport, Interval, ItemResult } from "../../preload/records/evaluation.ts";
import type { JudgingReport, Match, RoundReport, Verdict } from "../../preload/records/judging.ts";
import { escapeCell } from "../formats/preferences/formulaCells.ts";

/** The mark tells spreadsheets that it is UTF-8. */
const byteOrderMark = "\uFEFF";

/** All figures; a judgement's candidate is who is judged, or where people have judged. */
export function csvReport(
    { tasks, candidates }: EvaluationReport,
    judgings: readonly JudgingReport[] = [],
): string {
    const names = ["original model", ...candidates.map(({ label }) => label)];
    const head = [
        "task",
        "metric",
        "about",
        "better",
        "candidate",
        "items",
        "value",
        "low",
        "high",
        "difference",
        "difference_low",
        "difference_high",
        "p",
    ];
    const rows = tasks.flatMap(({ title, figures }) =>
        figures.flatMap(({ metric, figures }) =>
            figures.flatMap((figure, k) => {
                if (!figure) return [];
                const { items, value, low, high, difference: d, pValue } = figure;
                const who = [title, metric.title, metric.about, metric.better, names[k] ?? ""];
                return [[...who, items, value, low, high, d?.value, d?.low, d?.high, pValue]];
            }),
        ),
    );
    const judged = judgings.flatMap(({ judge, rounds }) =>
        rounds.flatMap((round) => judgedRows(`judged by ${judge.name}`, round)),
    );
    return write([head, ...rows, ...judged]);
}

function judgedRows(task: string, { title, about, summary }: RoundReport): Cell[][] {
    const { wins, matches, asked, firstPlace } = summary;
    const share = (value: number, of: number) => (of > 0 ? value / of : undefined);
    const line = (
        metric: string,
        better: string,
        items: number,
        value?: number,
        range?: Interval,
    ): Cell[] => [
        task,
        metric,
        "learned",
        better,
        title,
        ...[items, value, range?.low, range?.high],
        ...[undefined, undefined, undefined, undefined],
    ];
    const main = about === "wins" ? "preferred to the original model" : "agreement with people";
    return [
        line(main, "higher", matches, wins.value, wins),
        line("ties", "neither", matches, share(summary.ties, matches)),
        line("the two orders contradict each other", "lower", asked, share(summary.disagreements, asked)),
        line("unclear replies", "lower", 2 * asked, share(summary.unclear, 2 * asked)),
        line(
            "chose what stood first",
            "neither",
            2 * asked - summary.unclear,
            firstPlace?.value,
            firstPlace ?? undefined,
        ),
        line("not asked: the same answers", "neither", matches, share(summary.same, matches)),
        line("not asked: too long for the judge", "neither", matches, share(summary.tooLong, matches)),
    ];
}

/** Every judgement. */
export function csvVerdicts(
    judged: readonly { judge: string; title: string; matches: readonly (Match & { verdict: Verdict })[] }[],
): string {
    const head = [
        "judge",
        "round",
        "prompt",
        "first",
        "second",
        "reply",
        "reply_swapped",
        "not_asked",
        "credit",
    ];
    const rows = judged.flatMap(({ judge, title, matches }) =>
        matches.map(({ prompt, first, second, verdict: { replies, skipped, credit } }) => [
            ...[judge, title, prompt, first, second],
            ...[replies[0] ?? "", replies[1] ?? "", skipped ?? "", credit],
        ]),
    );
    return write([head, ...rows]);
}

/** Every case of every task, a line per case and candidate. */
export function csvItems(
    { candidates }: Pick<EvaluationReport, "candidates">,
    tasks: readonly { title: string; items: readonly ItemResult[] }[],
): string {
    const names = ["original model", ...candidates.map(({ label }) => label)];
    const head = ["task", "index", "subject", "prompt", "expected", "candidate", "answer", "scores"];
    const rows = tasks.flatMap(({ title, items }) =>
        items.flatMap(({ index, subject, prompt, expected, scores, answers }) =>
            scores.map((own, k) => [
                title,
                index,
                subject ?? "",
                prompt,
                expected ?? "",
                names[k] ?? "",
                answers?.[k] ?? "",
                JSON.stringify(own),
            ]),
        ),
    );
    return write([head, ...rows]);
}

type Cell = string | number | undefined;

function write(rows: readonly (readonly Cell[])[]): string {
    const cells = rows.map((row) =>
        row.map((cell) => (typeof cell === "string" ? escapeCell(cell) : String(cell ?? ""))),
    );
    return `${byteOrderMark}${stringify(cells, { record_delimiter: "windows" })}`;
}
