/**
 * Plots as inline SVG: dots with 95 % intervals, and learned against lost. Drawn for paper as for a screen; colours are
 * told apart by shape and label, too.
 */
import type { Estimate } from "../../preload/records/evaluation.ts";
import { percent } from "../percent.ts";
import { Markup, markup } from "./markup.ts";

/** One line of a plot of dots. */
export interface Dot {
    label: string;
    estimate: Estimate;
    /** the base's, drawn hollow */
    isBase: boolean;
}

/** A point of a curve. */
export interface CurvePoint {
    label: string;
    learned: Estimate;
    lost: Estimate;
}

/** Points that belong together and are joined. */
export interface Curve {
    name: string;
    points: readonly CurvePoint[];
}

const [labelWidth, plotWidth, rowHeight] = [220, 420, 22];

/** Values with their intervals, one line each. @param show how a value is written on the axis */
export function dotPlot(dots: readonly Dot[], show: (value: number) => string): Markup {
    const [low, high] = spread(dots.flatMap(({ estimate }) => [estimate.low, estimate.high]));
    const x = (value: number) => labelWidth + ((value - low) / (high - low)) * plotWidth;
    const height = dots.length * rowHeight + 30;
    const lines = dots.map(({ label, estimate, isBase }, i) => {
        const y = 14 + i * rowHeight;
        const title = `${label}: ${show(estimate.value)}`;
        return markup`<g><title>${title}</title><text x="${labelWidth - 10}" y="${y + 4}" text-anchor="end">${shorten(label)}</text>
<line x1="${round(x(estimate.low))}" x2="${round(x(estimate.high))}" y1="${y}" y2="${y}" class="range"/>
<circle cx="${round(x(estimate.value))}" cy="${y}" r="4" class="${isBase ? "base" : "dot"}"/></g>`;
    });
    const axis = height - 18;
    return markup`<svg viewBox="0 0 ${labelWidth + plotWidth + 30} ${height}" role="img" aria-label="Values with 95% intervals">
<line x1="${labelWidth}" x2="${labelWidth + plotWidth}" y1="${axis}" y2="${axis}" class="axis"/>
<text x="${labelWidth}" y="${axis + 14}">${show(low)}</text><text x="${labelWidth + plotWidth}" y="${axis + 14}" text-anchor="end">${show(high)}</text>
${lines}</svg>`;
}

const [curveWidth, curveHeight, margin] = [560, 340, 56];
const shapes = ["circle", "square", "diamond", "triangle", "cross"] as const;

/** What was learned (to the right) against what was lost (upwards), both in percent. */
export function curvePlot(curves: readonly Curve[]): Markup {
    const points = curves.flatMap((curve) => curve.points);
    const [least, most] = spread(points.flatMap(({ learned }) => [learned.low, learned.high]));
    const [left, right] = [Math.max(0, least), Math.min(1, most)]; // shares
    const [bottom, top] = spread([0, ...points.flatMap(({ lost }) => [lost.low, lost.high])]);
    const x = (value: number) =>
        round(margin + ((value - left) / (right - left)) * (curveWidth - margin - 20));
    const y = (value: number) =>
        round(curveHeight - margin - ((value - bottom) / (top - bottom)) * (curveHeight - margin - 20));
    const drawn = curves.map((curve, k) => drawCurve(curve, k, x, y));
    const legend = curves.map(
        ({ name }, k) =>
            markup`<g transform="translate(${margin + 12 + (k % 3) * 170},${14 + Math.floor(k / 3) * 16})" class="series${k % 5}">${shape(0, 0, k)}<text x="10" y="4">${shorten(name)}</text></g>`,
    );
    const zero = y(0);
    return markup`<svg viewBox="0 0 ${curveWidth} ${curveHeight}" role="img" aria-label="What was learned against what was lost">
<line x1="${margin}" x2="${curveWidth - 20}" y1="${zero}" y2="${zero}" class="axis"/>
<line x1="${margin}" x2="${margin}" y1="20" y2="${curveHeight - margin}" class="axis"/>
<text x="${margin}" y="${curveHeight - margin + 18}">${percent(left, 1)}</text><text x="${curveWidth - 20}" y="${curveHeight - margin + 18}" text-anchor="end">${percent(right, 1)}</text>
<text x="${margin - 6}" y="${curveHeight - margin}" text-anchor="end">${percent(bottom, 1)}</text><text x="${margin - 6}" y="28" text-anchor="end">${percent(top, 1)}</text>
<text x="${curveWidth / 2}" y="${curveHeight - 16}" text-anchor="middle">learned</text>
<text x="14" y="${curveHeight / 2}" text-anchor="middle" transform="rotate(-90 14 ${curveHeight / 2})">lost</text>
${drawn}${legend}</svg>`;
}

function drawCurve(
    { name, points }: Curve,
    k: number,
    x: (value: number) => number,
    y: (value: number) => number,
): Markup {
    const path = points.map(({ learned, lost }) => `${x(learned.value)},${y(lost.value)}`).join(" ");
    const marks = points.map(({ label, learned, lost }) => {
        const [px, py] = [x(learned.value), y(lost.value)];
        const title = `${name}, ${label}: learned ${percent(learned.value, 1)}, lost ${percent(lost.value, 1)}`;
        return markup`<g><title>${title}</title><line x1="${x(learned.low)}" x2="${x(learned.high)}" y1="${py}" y2="${py}" class="thin"/><line x1="${px}" x2="${px}" y1="${y(lost.low)}" y2="${y(lost.high)}" class="thin"/>${shape(px, py, k)}<text x="${px + 7}" y="${py - 6}" class="small">${label}</text></g>`;
    });
    return markup`<g class="series${k % 5}"><polyline points="${path}" class="curve"/>${marks}</g>`;
}

function shape(x: number, y: number, index: number): Markup {
    const kind = shapes[index % shapes.length];
    if (kind === "square") return markup`<rect x="${x - 4}" y="${y - 4}" width="8" height="8"/>`;
    if (kind === "diamond")
        return markup`<polygon points="${x},${y - 5} ${x + 5},${y} ${x},${y + 5} ${x - 5},${y}"/>`;
    if (kind === "triangle")
        return markup`<polygon points="${x},${y - 5} ${x + 5},${y + 4} ${x - 5},${y + 4}"/>`;
    if (kind === "cross")
        return markup`<path d="M${x - 4},${y - 4} L${x + 4},${y + 4} M${x - 4},${y + 4} L${x + 4},${y - 4}" class="curve"/>`;
    return markup`<circle cx="${x}" cy="${y}" r="4"/>`;
}

/** From the smallest to the largest, with a little room. */
function spread(values: readonly number[]): [number, number] {
    const finite = values.filter(Number.isFinite);
    const [low, high] = [Math.min(...finite), Math.max(...finite)];
    if (finite.length === 0) return [0, 1];
    const room = (high - low || Math.abs(high) || 1) * 0.06;
    return [low - room, high + room];
}

function shorten(label: string): string {
    return label.length > 32 ? `${label.slice(0, 31)}…` : label;
}

function round(value: number): number {
    return Number(value.toFixed(1));
}

/** How the parts of all plots look. */
export const plotStyle = new Markup(`
svg { width: 100%; max-width: 42rem; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: currentColor; } svg .small { font-size: 10px; }
.axis { stroke: #888; } .range { stroke: #555; stroke-width: 2; } .thin { stroke: currentColor; stroke-width: 0.7; opacity: 0.6; }
.dot { fill: #1f5fa8; } .base { fill: #fff; stroke: #333; stroke-width: 1.5; }
.curve { fill: none; stroke: currentColor; stroke-width: 1.5; }
.series0 { color: #1f5fa8; fill: #1f5fa8; } .series1 { color: #b04a00; fill: #b04a00; } .series2 { color: #2d7a3a; fill: #2d7a3a; }
.series3 { color: #7a3a8c; fill: #7a3a8c; } .series4 { color: #555; fill: #555; }
`);

/** A plot as a file of its own. */
export function standalone(plot: Markup): string {
    const background = "svg { background: #fff; color: #1b1b1b; }";
    return plot.text.replace(
        /^<svg ([^>]*)>/,
        `<svg xmlns="http://www.w3.org/2000/svg" $1><style>${background}${plotStyle.text}</style>`,
    );
}
