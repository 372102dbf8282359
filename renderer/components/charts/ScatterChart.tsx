/** Things by two numbers, with their intervals; each point can be chosen, also with the keyboard. */
import { useElementSize } from "@mantine/hooks";
import type { KeyboardEvent } from "react";
import { rem } from "../useRoom.ts";
import { Axes, type Box } from "./Axes.tsx";
import classes from "./Chart.module.css";
import { type NamePlace, placeNames } from "./names.ts";
import { type Range, rangeOf, scale, tickDigits, ticks, widened } from "./scale.ts";

export interface ScatterPoint {
    id: string;
    name: string;
    x: number;
    y: number;
    xRange: Range;
    yRange: Range;
    /** a CSS colour */
    color: string;
}

interface ScatterChartProps {
    points: readonly ScatterPoint[];
    xLabel: string;
    yLabel: string;
    format: (value: number, digits?: number) => string;
    /** for the upright axis, where it is another measure */
    formatY?: (value: number, digits?: number) => string;
    /** least distance from 0 that the axes reach, so that noise does not look like much */
    reach?: number;
    /** joined by a line in this order */
    joined?: boolean;
    onChoose?: (id: string) => void;
}

/** In pixels, at the usual text size. */
const margin = { left: 64, right: 24, top: 14, bottom: 48 };
const usualHeight = 320;

export function ScatterChart(props: ScatterChartProps) {
    const { ref, width } = useElementSize();
    const size = rem() / 16;
    return (
        <div ref={ref} className={classes.plot} style={{ height: usualHeight * size }}>
            {width > 0 && <Plot {...props} width={width} size={size} />}
        </div>
    );
}

interface PlotProps extends ScatterChartProps {
    /** in pixels */
    width: number;
    /** of the text, 1 being the usual one */
    size: number;
}

function Plot({
    points,
    xLabel,
    yLabel,
    format,
    formatY = format,
    joined = false,
    reach = 0,
    width,
    size,
    onChoose,
}: PlotProps) {
    const height = usualHeight * size;
    const box: Box = {
        left: margin.left * size,
        right: width - margin.right,
        top: margin.top * size,
        bottom: height - margin.bottom * size,
    };
    const spread = (pick: "xRange" | "yRange") =>
        widened(
            rangeOf(
                points.flatMap((point) => point[pick]),
                { include: pick === "yRange" ? [-reach, 0, reach] : [0, reach] },
            ),
            4,
        );
    const [xRange, yRange] = [spread("xRange"), spread("yRange")];
    const placeX = scale(xRange, box.left, box.right);
    const placeY = scale(yRange, box.bottom, box.top);
    const names = placeNames(
        points.map(({ x, y, name }) => ({ x: placeX(x), y: placeY(y), name })),
        { ...box, right: width, top: 0 },
        size,
    );
    const [xTicks, yTicks] = [ticks(xRange, 5), ticks(yRange, 4)];
    return (
        // biome-ignore lint/a11y/useSemanticElements: there is no fieldset within a drawing
        <svg
            className={classes.svg}
            width={width}
            height={height}
            role="group"
            aria-label={`${xLabel}, ${yLabel}`}
        >
            <Axes
                box={box}
                xTicks={xTicks}
                yTicks={yTicks}
                placeX={placeX}
                placeY={placeY}
                formatX={(value) => format(value, tickDigits(xTicks))}
                formatY={(value) => formatY(value, tickDigits(yTicks))}
            />
            <line className={classes.zero} x1={placeX(0)} x2={placeX(0)} y1={box.top} y2={box.bottom} />
            <line className={classes.zero} x1={box.left} x2={box.right} y1={placeY(0)} y2={placeY(0)} />
            <text
                className={classes.axis}
                x={(box.left + box.right) / 2}
                y={height - 8 * size}
                textAnchor="middle"
            >
                {xLabel}
            </text>
            <text
                className={classes.axis}
                transform={`translate(${14 * size} ${(box.top + box.bottom) / 2}) rotate(-90)`}
                textAnchor="middle"
            >
                {yLabel}
            </text>
            {joined && (
                <polyline
                    className={classes.raw}
                    style={{ color: "var(--chosen)" }}
                    points={points.map(({ x, y }) => `${placeX(x)},${placeY(y)}`).join(" ")}
                />
            )}
            {points.map((point, index) => (
                <Mark
                    key={point.id}
                    place={names[index] ?? null}
                    point={point}
                    placeX={placeX}
                    placeY={placeY}
                    label={`${point.name}: ${xLabel} ${format(point.x)}, ${yLabel} ${formatY(point.y)}`}
                    onChoose={onChoose}
                />
            ))}
        </svg>
    );
}

interface MarkProps {
    point: ScatterPoint;
    placeX: (value: number) => number;
    placeY: (value: number) => number;
    label: string;
    /** where its name stands; null: nowhere */
    place: NamePlace | null;
    onChoose: ((id: string) => void) | undefined;
}

function Mark({ point, placeX, placeY, label, place, onChoose }: MarkProps) {
    const { id, name, x, y, xRange, yRange, color } = point;
    const [cx, cy] = [placeX(x), placeY(y)];
    const kind = onChoose
        ? {
              role: "button",
              tabIndex: 0,
              onClick: () => onChoose(id),
              onKeyDown: (event: KeyboardEvent) => event.key === "Enter" && onChoose(id),
          }
        : { role: "img" };
    return (
        <g className={classes.point} style={{ color }} {...kind} aria-label={label}>
            <title>{label}</title>
            <line
                className={classes.interval}
                x1={placeX(xRange[0])}
                x2={placeX(xRange[1])}
                y1={cy}
                y2={cy}
            />
            <line
                className={classes.interval}
                x1={cx}
                x2={cx}
                y1={placeY(yRange[0])}
                y2={placeY(yRange[1])}
            />
            <circle className={classes.halo} cx={cx} cy={cy} r={14} />
            <circle className={classes.dot} cx={cx} cy={cy} r={6} />
            {place && (
                <text className={classes.name} x={place.x} y={place.y} textAnchor={place.anchor}>
                    {name}
                </text>
            )}
        </g>
    );
}
