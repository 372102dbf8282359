/** Numbers over steps as lines; the numbers at a place are read by pointing at it. The last ones stand in the legend. */
import { useElementSize } from "@mantine/hooks";
import { type PointerEvent, useState } from "react";
import { number } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { rem } from "../useRoom.ts";
import { Axes, type Box } from "./Axes.tsx";
import classes from "./Chart.module.css";
import { type Point, rangeOf, scale, smoothed, thinned, tickDigits, ticks, widened } from "./scale.ts";

export interface Series {
    name: string;
    /** a CSS colour */
    color: string;
    points: readonly Point[];
    /** many noisy points: shown faintly, with what they tend to */
    noisy?: boolean;
}

interface LineChartProps {
    title: string;
    series: readonly Series[];
    format: (value: number, digits?: number) => string;
    /** values that the axis reaches in any case */
    include?: readonly number[];
    /** last step, so that the line shows how far it is */
    end?: number;
}

/** In pixels, at the usual text size. */
const usualHeight = 190;
const margin = { left: 48, right: 12, top: 10, bottom: 24 };
const mostPoints = 400;

export function LineChart({ title, series, format, include = [], end }: LineChartProps) {
    const t = useTranslate();
    const { ref, width } = useElementSize();
    const size = rem() / 16;
    const height = usualHeight * size;
    const [pointed, setPointed] = useState<number | null>(null);
    const shown = series.filter(({ points }) => points.length > 0);
    const at = pointed ?? Number.POSITIVE_INFINITY;
    return (
        <figure className={classes.figure}>
            <figcaption className={classes.head}>
                <span className={classes.title}>{title}</span>
                <span className={classes.legend}>
                    {pointed !== null && shown.length > 0 && (
                        <span>
                            {t("charts.step", {
                                step: number(nearest(shown[0]?.points ?? [], at)?.[0] ?? at),
                            })}
                        </span>
                    )}
                    {shown.map(({ name, color, points, noisy }) => {
                        const value = nearest(noisy ? smoothed(points) : points, at)?.[1];
                        return (
                            <span key={name}>
                                <span className={classes.key} style={{ color }} />
                                {name} {value !== undefined && format(value)}
                            </span>
                        );
                    })}
                </span>
            </figcaption>
            <div ref={ref} className={classes.plot} style={{ height }}>
                {shown.length === 0 ? (
                    <div className={classes.empty} style={{ height }}>
                        {t("charts.nothing")}
                    </div>
                ) : (
                    width > 0 && (
                        <Plot
                            title={title}
                            series={shown}
                            format={format}
                            include={include}
                            end={end}
                            width={width}
                            height={height}
                            size={size}
                            pointed={pointed}
                            onPoint={setPointed}
                        />
                    )
                )}
            </div>
        </figure>
    );
}

interface PlotProps extends Required<Omit<LineChartProps, "end">> {
    end: number | undefined;
    /** in pixels */
    width: number;
    height: number;
    /** of the text, 1 being the usual one */
    size: number;
    pointed: number | null;
    onPoint: (step: number | null) => void;
}

function Plot({ title, series, format, include, end, width, height, size, pointed, onPoint }: PlotProps) {
    const box: Box = {
        left: margin.left * size,
        right: width - margin.right * size,
        top: margin.top,
        bottom: height - margin.bottom * size,
    };
    const xRange = rangeOf(
        series.flatMap(({ points }) => points.map(([x]) => x)),
        { include: [0, ...(end === undefined ? [] : [end])] },
    );
    const yRange = widened(rangeOf(series.flatMap(drawnValues), { include }), 4);
    const yTicks = ticks(yRange, 4);
    const placeX = scale(xRange, box.left, box.right);
    const placeY = scale(yRange, box.bottom, box.top);
    const point = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>) => {
        const place = clientX - currentTarget.getBoundingClientRect().left;
        onPoint(scale([box.left, box.right], ...xRange)(Math.min(box.right, Math.max(box.left, place))));
    };
    return (
        <svg
            className={classes.svg}
            width={width}
            height={height}
            role="img"
            aria-label={describe(title, series, format)}
            onPointerMove={point}
            onPointerLeave={() => onPoint(null)}
        >
            <Axes
                box={box}
                xTicks={ticks(xRange, Math.max(2, width / (90 * size))).filter(Number.isInteger)}
                yTicks={yTicks}
                placeX={placeX}
                placeY={placeY}
                formatX={(value) => number(value)}
                formatY={(value) => format(value, tickDigits(yTicks))}
            />
            {pointed !== null && (
                <line
                    className={classes.cursor}
                    x1={placeX(pointed)}
                    x2={placeX(pointed)}
                    y1={box.top}
                    y2={box.bottom}
                />
            )}
            {series.map((one) => (
                <Line key={one.name} series={one} placeX={placeX} placeY={placeY} />
            ))}
        </svg>
    );
}

function Line({
    series: { color, points, noisy },
    placeX,
    placeY,
}: {
    series: Series;
    placeX: (x: number) => number;
    placeY: (y: number) => number;
}) {
    const path = (line: readonly Point[]) =>
        line
            .map(
                ([x, y], index) =>
                    `${index === 0 ? "M" : "L"}${placeX(x).toFixed(1)} ${placeY(y).toFixed(1)}`,
            )
            .join("");
    const drawn = thinned(points, mostPoints);
    return (
        <g style={{ color }}>
            {noisy && <path className={classes.raw} d={path(drawn)} />}
            <path className={classes.line} d={path(noisy ? thinned(smoothed(points), mostPoints) : drawn)} />
            {!noisy &&
                points.length <= 40 &&
                points.map(([x, y]) => (
                    <circle key={x} className={classes.dot} cx={placeX(x)} cy={placeY(y)} r={3.5} />
                ))}
        </g>
    );
}

/** What is drawn of a line: single wild points of a noisy one may lie outside. */
function drawnValues({ points, noisy }: Series): number[] {
    return (noisy ? [...thinned(points, 60), ...smoothed(points)] : points).map(([, y]) => y);
}

function nearest(points: readonly Point[], x: number): Point | undefined {
    if (x === Number.POSITIVE_INFINITY) return points.at(-1);
    return points.reduce<Point | undefined>(
        (best, point) => (best && Math.abs(best[0] - x) <= Math.abs(point[0] - x) ? best : point),
        undefined,
    );
}

/** "Loss. Training: 0.71 to 0.42. Held-out: …" */
function describe(title: string, series: readonly Series[], format: (value: number) => string): string {
    const parts = series.map(
        ({ name, points }) => `${name}: ${format(points[0]?.[1] ?? 0)} → ${format(points.at(-1)?.[1] ?? 0)}`,
    );
    return `${title}. ${parts.join(". ")}`;
}
