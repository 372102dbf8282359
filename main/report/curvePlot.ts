/**
 * What was learned against what was lost, as inline SVG (plots.ts has its looks). Curves are told apart by shape, too.
 */
import type { Estimate } from "../../preload/records/evaluation.ts";
import { percent } from "../percent.ts";
import { type Axis, axisOf } from "./axis.ts";
import { type Markup, markup } from "./markup.ts";
import { showPoints } from "./numbers.ts";
import { shorten } from "./plots.ts";

/** A point of a curve; both as shares. */
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

const [width, plotHeight, legendRow, legendColumns] = [560, 300, 16, 3];
const margin = { left: 56, right: 26, top: 12, bottom: 44 };
/** The upright axis reaches this share at least, so that noise does not look like much. */
const leastLoss = 0.05;
const shapes = ["circle", "square", "diamond", "triangle", "cross"] as const;

/** Learned to the right, lost upwards. @param base share that the original model has of what is to be learned */
export function curvePlot(curves: readonly Curve[], base?: number): Markup {
    const points = curves.flatMap((curve) => curve.points);
    const legendHeight = Math.ceil(curves.length / legendColumns) * legendRow;
    const [top, bottom] = [legendHeight + margin.top, legendHeight + margin.top + plotHeight];
    const learned = points.flatMap(({ learned }) => [learned.low, learned.high]);
    const lost = points.flatMap(({ lost }) => [lost.low, lost.high]);
    const x = axisOf([...learned, base ?? Number.NaN], margin.left, width - margin.right, 5);
    const y = axisOf([0, leastLoss, ...lost], bottom, top, 5);
    const origin =
        base === undefined
            ? ""
            : markup`<g><title>original model: ${percent(base, 1)}</title><circle cx="${x.place(base)}" cy="${y.place(0)}" r="5" class="base"/></g>`;
    return markup`<svg viewBox="0 0 ${width} ${bottom + margin.bottom}" role="img" aria-label="What was learned against what was lost">
${curves.map(({ name }, k) => legend(name, k))}
${ground(x, y, top, bottom)}
${origin}${curves.map((curve, k) => drawCurve(curve, k, x.place, y.place))}</svg>`;
}

function legend(name: string, k: number): Markup {
    const [left, top] = [
        margin.left + 6 + (k % legendColumns) * 170,
        10 + Math.floor(k / legendColumns) * legendRow,
    ];
    return markup`<g transform="translate(${left},${top})" class="series${k % 5}">${shape(0, 0, k)}<text x="10" y="4">${shorten(name)}</text></g>`;
}

/** Lines at round numbers, what they stand for, and what the axes mean. */
function ground(x: Axis, y: Axis, top: number, bottom: number): Markup {
    const across = y.ticks.map(
        (tick) =>
            markup`<line x1="${margin.left}" x2="${width - margin.right}" y1="${y.place(tick)}" y2="${y.place(tick)}" class="${tick === 0 ? "axis" : "grid"}"/><text x="${margin.left - 6}" y="${y.place(tick) + 4}" text-anchor="end">${showPoints(tick, y.percentDigits)}</text>`,
    );
    const upright = x.ticks.map(
        (tick) =>
            markup`<line x1="${x.place(tick)}" x2="${x.place(tick)}" y1="${top}" y2="${bottom}" class="grid"/><text x="${x.place(tick)}" y="${bottom + 18}" text-anchor="middle">${percent(tick, x.percentDigits)}</text>`,
    );
    const middle = (top + bottom) / 2;
    return markup`${across}${upright}
<text x="${(margin.left + width - margin.right) / 2}" y="${bottom + 38}" text-anchor="middle">learned</text>
<text x="14" y="${middle}" text-anchor="middle" transform="rotate(-90 14 ${middle})">lost, points</text>`;
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
        return markup`<g><title>${title}</title><line x1="${x(learned.low)}" x2="${x(learned.high)}" y1="${py}" y2="${py}" class="thin"/><line x1="${px}" x2="${px}" y1="${y(lost.low)}" y2="${y(lost.high)}" class="thin"/>${shape(px, py, k)}${besides(px, py, label)}</g>`;
    });
    return markup`<g class="series${k % 5}"><polyline points="${path}" class="curve"/>${marks}</g>`;
}

/** A label beside its point, on the side where there is room. */
function besides(x: number, y: number, label: string): Markup {
    const isAtTheEnd = x > width - 2 * margin.right;
    return markup`<text x="${isAtTheEnd ? x - 7 : x + 7}" y="${y - 6}" class="small"${isAtTheEnd ? markup` text-anchor="end"` : ""}>${label}</text>`;
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
