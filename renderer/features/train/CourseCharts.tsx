/** How a run goes: loss, accuracy, margin, distance from the original model. */
import type { LookPoint, StepPoint } from "../../../preload/contract/training.ts";
import { LineChart } from "../../components/charts/LineChart.tsx";
import type { Point } from "../../components/charts/scale.ts";
import { number, percent } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./Train.module.css";

interface CourseChartsProps {
    steps: readonly StepPoint[];
    looks: readonly LookPoint[];
    /** last step */
    end: number;
}

const training = "var(--second)";
const heldOut = "var(--chosen)";

export function CourseCharts({ steps, looks, end }: CourseChartsProps) {
    const t = useTranslate();
    const step = (pick: (point: StepPoint) => number | null) => ({
        name: t("train.charts.training"),
        color: training,
        noisy: true,
        points: pointsOf(steps, pick),
    });
    const look = (pick: (point: LookPoint) => number | null) => ({
        name: t("train.charts.heldOut"),
        color: heldOut,
        points: pointsOf(looks, pick),
    });
    return (
        <div className={classes.charts}>
            <LineChart
                title={t("train.charts.loss")}
                series={[step(({ loss }) => loss), look(({ loss }) => loss)]}
                format={(value, digits = 2) => number(value, digits)}
                end={end}
            />
            <LineChart
                title={t("train.charts.accuracy")}
                series={[step(({ rewardAccuracy }) => rewardAccuracy), look(({ accuracy }) => accuracy)]}
                format={(value) => percent(value)}
                include={[0, 1]}
                end={end}
            />
            <LineChart
                title={t("train.charts.margin")}
                series={[step(({ margin }) => margin)]}
                format={(value, digits = 2) => number(value, digits)}
                include={[0]}
                end={end}
            />
            <LineChart
                title={t("train.charts.distance")}
                series={[look(({ distance }) => distance)]}
                format={(value, digits = 3) => number(value, digits)}
                include={[0]}
                end={end}
            />
            <LineChart
                title={t("train.charts.logRatio")}
                series={[look(({ margin }) => margin)]}
                format={(value, digits = 2) => number(value, digits)}
                include={[0]}
                end={end}
            />
            <LineChart
                title={t("train.charts.speed")}
                series={[step(({ pairsPerSecond }) => pairsPerSecond)]}
                format={(value, digits = 1) => number(value, digits)}
                include={[0]}
                end={end}
            />
        </div>
    );
}

function pointsOf<Item extends { step: number }>(
    items: readonly Item[],
    pick: (item: Item) => number | null,
): Point[] {
    return items.flatMap((item) => {
        const value = pick(item);
        return value === null || !Number.isFinite(value) ? [] : [[item.step, value] as const];
    });
}
