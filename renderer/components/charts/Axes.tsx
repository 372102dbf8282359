/** The ground of a chart: lines at round numbers and what they stand for. */
import classes from "./Chart.module.css";

export interface Box {
    left: number;
    top: number;
    right: number;
    bottom: number;
}

interface AxesProps {
    box: Box;
    xTicks: readonly number[];
    yTicks: readonly number[];
    placeX: (value: number) => number;
    placeY: (value: number) => number;
    formatX: (value: number) => string;
    formatY: (value: number) => string;
}

export function Axes({ box, xTicks, yTicks, placeX, placeY, formatX, formatY }: AxesProps) {
    return (
        <g>
            {yTicks.map((tick) => (
                <g key={tick}>
                    <line
                        className={classes.grid}
                        x1={box.left}
                        x2={box.right}
                        y1={placeY(tick)}
                        y2={placeY(tick)}
                    />
                    <text
                        className={classes.tick}
                        x={box.left - 8}
                        y={placeY(tick)}
                        textAnchor="end"
                        dy="0.32em"
                    >
                        {formatY(tick)}
                    </text>
                </g>
            ))}
            {xTicks.map((tick) => (
                <text
                    key={tick}
                    className={classes.tick}
                    x={placeX(tick)}
                    y={box.bottom}
                    dy="1.6em"
                    textAnchor="middle"
                >
                    {formatX(tick)}
                </text>
            ))}
        </g>
    );
}
