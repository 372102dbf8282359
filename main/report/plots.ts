/** Plots as inline SVG: values with 95 % intervals, one line each; and how all plots look, on paper as on a screen. */
import type { Estimate } from "../../preload/records/evaluation.ts";
import { axisOf } from "./axis.ts";
import { Markup, markup } from "./markup.ts";

/** One line of a plot of dots. */
export interface Dot {
    label: string;
    estimate: Estimate;
    /** the base's, drawn hollow */
    isBase: boolean;
}

const [labelWidth, plotWidth, rowHeight] = [220, 420, 22];

/** Values with their intervals, one line each. @param show how a value is written on the axis */
export function dotPlot(dots: readonly Dot[], show: (value: number) => string): Markup {
    const values = dots.flatMap(({ estimate }) => [estimate.low, estimate.high]);
    const { place: x, ticks } = axisOf(values, labelWidth, labelWidth + plotWidth, 4);
    const height = dots.length * rowHeight + 30;
    const bottom = height - 22;
    const lines = dots.map(({ label, estimate, isBase }, i) => {
        const y = 14 + i * rowHeight;
        const title = `${label}: ${show(estimate.value)}`;
        return markup`<g><title>${title}</title><text x="${labelWidth - 10}" y="${y + 4}" text-anchor="end">${shorten(label)}</text>
<line x1="${x(estimate.low)}" x2="${x(estimate.high)}" y1="${y}" y2="${y}" class="range"/>
<circle cx="${x(estimate.value)}" cy="${y}" r="4" class="${isBase ? "base" : "dot"}"/></g>`;
    });
    const grid = ticks.map(
        (tick) =>
            markup`<line x1="${x(tick)}" x2="${x(tick)}" y1="2" y2="${bottom}" class="grid"/><text x="${x(tick)}" y="${bottom + 16}" text-anchor="middle">${show(tick)}</text>`,
    );
    return markup`<svg viewBox="0 0 ${labelWidth + plotWidth + 30} ${height}" role="img" aria-label="Values with 95% intervals">
${grid}
${lines}</svg>`;
}

/** A label that fits beside a plot. */
export function shorten(label: string): string {
    return label.length > 32 ? `${label.slice(0, 31)}…` : label;
}

/** How the parts of all plots look. */
export const plotStyle = new Markup(`
svg { width: 100%; max-width: 42rem; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: currentColor; } svg .small { font-size: 10px; }
.grid { stroke: currentColor; opacity: 0.15; } .axis { stroke: #888; } .range { stroke: #555; stroke-width: 2; } .thin { stroke: currentColor; stroke-width: 0.7; opacity: 0.6; }
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
