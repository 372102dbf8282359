/** Figures in words, alike in every form of a report. */
import type { Estimate, Interval, Metric } from "../../preload/records/evaluation.ts";
import { percent } from "../percent.ts";

/** Whether the values of a metric are shares of 1, which people read as percentages. */
function isShare({ kind, better, per, id }: Metric): boolean {
    return kind === "share" || (kind === "mean" && better === "higher" && per !== undefined && id !== "kl");
}

/** A value: "97.5%" for a share, else three decimals. */
export function showValue(metric: Metric, value: number): string {
    return isShare(metric) ? percent(value, 1) : plain(value);
}

/** An interval: "93.0 to 99.1". */
export function showInterval(metric: Metric, { low, high }: Interval): string {
    const show = (x: number) => (isShare(metric) ? (100 * x).toFixed(1) : plain(x));
    return `${show(low)} to ${show(high)}`;
}

/** A difference from the base with its interval: "+1.5 (−0.5 to +3.5)", in points where the metric is a share. */
export function showDifference(metric: Metric, { value, low, high }: Estimate): string {
    const show = (x: number) => signed(isShare(metric) ? (100 * x).toFixed(1) : plain(x));
    return `${show(value)} (${show(low)} to ${show(high)})`;
}

/** "p 0.031", "p < 0.001". */
export function showP(p: number): string {
    return p < 0.001 ? "p < 0.001" : `p ${p.toFixed(3)}`;
}

/** A share in points: "−0.5". */
export function showPoints(share: number, decimals = 1): string {
    return (100 * share).toFixed(decimals).replace("-", "−");
}

function plain(value: number): string {
    return Math.abs(value) >= 1000 ? value.toPrecision(4) : value.toFixed(3);
}

function signed(text: string): string {
    return text.startsWith("-") ? `−${text.slice(1)}` : `+${text}`;
}
