/**
 * An evaluation as plain text for a terminal: first what was learned and kept in one table, then every figure.
 */
import type { EvaluationReport, Figure, Metric, MetricFigures } from "../../preload/records/evaluation.ts";
import { showDifference, showInterval, showP, showValue } from "./numbers.ts";
import { keptShare, learnedShare } from "./tradeOff.ts";

const longestName = 36;

/** Writes the tables. */
export function textReport(report: EvaluationReport): string {
    const names = ["original model", ...report.candidates.map(({ label }) => label)];
    const width = Math.min(longestName, Math.max(...names.map((name) => name.length))) + 2;
    const parts = report.tasks.flatMap(({ title, items, figures }) => [
        "",
        `${title} (${items} cases)`,
        ...figures.flatMap((one) => metricLines(one, names, width)),
    ]);
    return [
        ...overview(report, names, width),
        ...parts,
        "",
        "Intervals are 95%; differences are from the original model on the same cases, in points where the figure is",
        "a share; p is the exact McNemar test.",
        ...report.notes.map((note) => `Note: ${note}`),
    ].join("\n");
}

function overview({ tasks }: EvaluationReport, names: readonly string[], width: number): string[] {
    const learned = learnedShare(tasks);
    const kept = tasks.flatMap((task) => {
        const share = keptShare(task);
        return share ? [{ head: task.title, share }] : [];
    });
    const columns = [...(learned ? [{ head: "learned", share: learned }] : []), ...kept];
    if (columns.length === 0) return [];
    const widths = columns.map(({ head }) => Math.max(10, Math.min(longestName, head.length)) + 2);
    const line = (name: string, cells: readonly string[]) =>
        `${fit(name, width)}${cells.map((cell, i) => fit(cell, widths[i] as number)).join("")}`.trimEnd();
    return [
        line(
            "",
            columns.map(({ head }) => head),
        ),
        ...names.map((name, k) =>
            line(
                name,
                columns.map(({ share }) => cell(share, k)),
            ),
        ),
    ];
}

function cell({ metric, figures }: MetricFigures, k: number): string {
    const figure = figures[k];
    return figure ? showValue(metric, figure.value) : "–";
}

function metricLines({ metric, figures }: MetricFigures, names: readonly string[], width: number): string[] {
    const lines = figures.flatMap((figure, k) =>
        figure ? [figureLine(metric, figure, names[k] ?? "", width, k === 0)] : [],
    );
    return lines.length > 0 ? [`  ${metric.title}`, ...lines] : [];
}

function figureLine(metric: Metric, figure: Figure, name: string, width: number, isBase: boolean): string {
    const { difference, pValue } = figure;
    const parts = [showValue(metric, figure.value).padStart(9), showInterval(metric, figure).padEnd(20)];
    if (!isBase && difference) parts.push(showDifference(metric, difference));
    if (!isBase && pValue !== undefined) parts.push(showP(pValue));
    return `    ${fit(name, width)}${parts.join("   ")}`.trimEnd();
}

/** Cut or filled to a width; two columns never touch. */
function fit(text: string, width: number): string {
    return (text.length > width - 2 ? `${text.slice(0, width - 3)}…` : text).padEnd(width);
}
