/**
 * An evaluation as one HTML file that needs nothing else: no script, no picture, no font from outside. It prints well.
 */
import type {
    EvaluationReport,
    Figure,
    MetricFigures,
    TaskFigures,
} from "../../preload/records/evaluation.ts";
import type { JudgingReport } from "../../preload/records/judging.ts";
import { type CurvePoint, curvePlot } from "./curvePlot.ts";
import { judgingSection } from "./judgingSection.ts";
import { type Markup, markup } from "./markup.ts";
import { showDifference, showInterval, showP, showValue } from "./numbers.ts";
import { dotPlot, plotStyle } from "./plots.ts";
import { keptShare, learnedShare, tradeOff } from "./tradeOff.ts";

/** Writes the page. */
export function htmlReport(report: EvaluationReport, judgings: readonly JudgingReport[] = []): string {
    const { title, tasks, notes } = report;
    return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.6rem 0.25rem 0; border-bottom: 1px solid #ddd; }
h2 { margin-top: 2rem; } .quiet { color: #555; font-size: 0.85em; } code { font-size: 0.85em; }
section, svg, tr { break-inside: avoid; } .wide { overflow-x: auto; }
.figures td + td { white-space: nowrap; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } }
${plotStyle}
</style>
</head>
<body>
<h1>${title}</h1>
<p>Model: ${report.model.name}. Every figure is of the same cases for all; in brackets 95% intervals; differences are from the original model, in points where the figure is a share; p is the exact McNemar test.</p>
${notes.length > 0 ? markup`<ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul>` : ""}
${overview(report)}
${curve(report)}
${report.kind === "matrix" ? matrix(report) : ""}
${tasks.map((task) => taskSection(report, task))}
${judgings.map(judgingSection)}
${repeating(report)}
</body>
</html>
`.text;
}

function names({ candidates }: EvaluationReport): string[] {
    return ["original model", ...candidates.map(({ label }) => label)];
}

/** Learned and lost in one table. */
function overview(report: EvaluationReport): Markup {
    const learned = learnedShare(report.tasks);
    const kept = report.tasks.flatMap((task) => {
        const share = keptShare(task);
        return share ? [{ ...share, head: `kept: ${task.title}` }] : [];
    });
    const columns = [...(learned ? [{ ...learned, head: `learned: ${learned.metric.title}` }] : []), ...kept];
    if (columns.length === 0) return markup``;
    const head = columns.map(({ head }) => markup`<th>${head}</th>`);
    const rows = names(report).map(
        (name, k) =>
            markup`<tr><th>${name}</th>${columns.map(({ metric, figures }) => {
                const figure = figures[k];
                return figure
                    ? markup`<td>${showValue(metric, figure.value)} <span class="quiet">(${showInterval(metric, figure)})</span></td>`
                    : markup`<td>–</td>`;
            })}</tr>`,
    );
    return markup`<section><h2>Learned and kept</h2><div class="wide"><table><tr><th></th>${head}</tr>${rows}</table></div></section>`;
}

/** Learned against lost, where both were measured. */
function curve(report: EvaluationReport): Markup {
    const points = report.candidates.flatMap(({ label }, i) => {
        const { learned, lost } = tradeOff(report.tasks, i + 1);
        return learned && lost ? [{ label, learned, lost }] : [];
    });
    if (points.length === 0) return markup``;
    const curves =
        report.kind === "sweep"
            ? [{ name: "strength", points: points.map(shortened) }]
            : points.map((point) => ({ name: point.label, points: [{ ...point, label: "" }] }));
    return markup`<section><h2>Learned against lost</h2><p class="quiet">To the right: more was learned. Upwards: more of what the original model had was lost, as the mean over all shares that should be kept. Hollow: the original model.</p>${curvePlot(curves, tradeOff(report.tasks, 0).learned?.value)}</section>`;
}

/** A point of a sweep, whose curve says "strength" already. */
function shortened(point: CurvePoint): CurvePoint {
    return { ...point, label: point.label.replace(/^strength /, "") };
}

/** Every learned share of every stack. */
function matrix(report: EvaluationReport): Markup {
    const columns = report.tasks.flatMap(({ title, figures }) =>
        figures
            .filter(({ metric }) => metric.about === "learned" && metric.kind === "share")
            .slice(0, 1)
            .map((figures) => ({ title, ...figures })),
    );
    const rows = names(report).map(
        (name, k) =>
            markup`<tr><th>${name}</th>${columns.map(({ metric, figures }) => {
                const figure = figures[k];
                return markup`<td>${figure ? showValue(metric, figure.value) : "–"}</td>`;
            })}</tr>`,
    );
    return markup`<section><h2>Does one adapter hurt another?</h2><div class="wide"><table><tr><th></th>${columns.map(({ title }) => markup`<th>${title}</th>`)}</tr>${rows}</table></div></section>`;
}

function taskSection(report: EvaluationReport, task: TaskFigures): Markup {
    const first = task.figures.find(({ figures }) => figures.some((figure) => figure !== null));
    const all = names(report);
    const dots = first?.figures.flatMap((figure, k) =>
        figure ? [{ label: all[k] ?? "", estimate: figure, isBase: k === 0 }] : [],
    );
    const plot = first && dots && dotPlot(dots, (value) => showValue(first.metric, value));
    return markup`<section><h2>${task.title}</h2>
<p class="quiet">${task.items} cases. ${first ? `Drawn: ${first.metric.title}.` : ""}</p>${plot ?? ""}
${task.figures.map((figures) => metricTable(all, figures))}</section>`;
}

function metricTable(all: readonly string[], { metric, figures }: MetricFigures): Markup {
    if (figures.every((figure) => figure === null)) return markup``;
    const rows = figures.map((figure, k) => figure && figureRow(all[k] ?? "", metric, figure));
    const known = rows.filter((row): row is Markup => row !== null);
    return markup`<table class="figures"><tr><th>${metric.title} <span class="quiet">(${wish(metric.better)})</span></th><th>value</th><th>95%</th><th>difference</th><th></th></tr>${known}</table>`;
}

function wish(better: MetricFigures["metric"]["better"]): string {
    return better === "neither" ? "neither is better" : `${better} is better`;
}

function figureRow(name: string, metric: MetricFigures["metric"], figure: Figure): Markup {
    const { difference, pValue } = figure;
    const isBase = difference?.value === 0 && difference.low === 0 && difference.high === 0;
    return markup`<tr><td>${name}</td><td>${showValue(metric, figure.value)}</td><td>${showInterval(metric, figure)}</td><td>${difference && !isBase ? showDifference(metric, difference) : ""}</td><td>${pValue !== undefined && !isBase ? showP(pValue) : ""}</td></tr>`;
}

/** Everything that is needed to do it again. */
function repeating({ model, candidates, tasks, seed, program, madeAt }: EvaluationReport): Markup {
    const adapters = candidates.map(
        ({ label, adapters, alpha0 }) =>
            markup`<tr><td>${label}</td><td>${adapters.map(
                ({ name, weight, method, sha256 }) =>
                    markup`<div>${name} × ${weight} (${method}) <code>${sha256}</code></div>`,
            )}</td><td>${alpha0 === null ? "as trained" : alpha0}</td></tr>`,
    );
    const measured = tasks.map(
        ({ title, settings, itemsSha256 }) =>
            markup`<tr><td>${title}</td><td><code>${JSON.stringify(settings)}</code></td><td><code>${itemsSha256}</code></td></tr>`,
    );
    return markup`<section><h2>To repeat it</h2>
<p>Made ${madeAt} with Q-Adapter Studio ${program.version}, Node ${program.node}, ${program.platform}, ${program.device}, ${program.threads} threads; seed ${seed}. Weights of the model: <code>${model.fingerprint}</code></p>
<table><tr><th>candidate</th><th>adapters, weights, SHA-256</th><th>α₀</th></tr>${adapters}</table>
<table><tr><th>measured on</th><th>settings</th><th>SHA-256 of all cases</th></tr>${measured}</table></section>`;
}
