/**
 * An evaluation as CSV: a line per figure, or a line per case. Nothing in it is run by a spreadsheet.
 */
import { stringify } from "csv-stringify/sync";
import type { EvaluationReport, ItemResult } from "../../preload/records/evaluation.ts";
import { escapeCell } from "../formats/preferences/formulaCells.ts";

/** The mark tells spreadsheets that it is UTF-8. */
const byteOrderMark = "\uFEFF";

/** All figures. */
export function csvReport({ tasks, candidates }: EvaluationReport): string {
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

function write(rows: readonly (readonly (string | number | undefined)[])[]): string {
    const cells = rows.map((row) =>
        row.map((cell) => (typeof cell === "string" ? escapeCell(cell) : String(cell ?? ""))),
    );
    return `${byteOrderMark}${stringify(cells, { record_delimiter: "windows" })}`;
}
