/** All figures: a line per number, a column for the original model and for each candidate. */
import { Table, Text } from "@mantine/core";
import { Fragment } from "react";
import type { EvaluationRecord } from "../../../../preload/contract/evaluation.ts";
import type { Figure, Metric, MetricFigures } from "../../../../preload/records/evaluation.ts";
import { number, percent, points, signed } from "../../../i18n/format.ts";
import { said } from "../../../i18n/said.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Evaluate.module.css";
import { changeOf } from "../standing.ts";

export function FiguresTable({ evaluation: { tasks, candidates } }: { evaluation: EvaluationRecord }) {
    const t = useTranslate();
    return (
        <div className={classes.scroll} {...scrolledWithKeys}>
            <Table verticalSpacing="xs" miw={`${14 + 10 * (candidates.length + 1)}rem`}>
                <Table.Thead>
                    <Table.Tr>
                        <Table.Th>{t("evaluate.columns.number")}</Table.Th>
                        <Table.Th>{t("common.originalModel")}</Table.Th>
                        {candidates.map(({ label }, index) => (
                            <Table.Th key={index}>{said(label)}</Table.Th>
                        ))}
                    </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                    {tasks.map(({ id, title, items, figures }) => (
                        <Fragment key={id}>
                            <Table.Tr>
                                <Table.Th colSpan={candidates.length + 2} scope="rowgroup" pt="md">
                                    {said(title)}
                                    <Text span size="sm" c="dimmed" fw={400} ms="xs">
                                        {t("evaluate.items", { count: items })}
                                    </Text>
                                </Table.Th>
                            </Table.Tr>
                            {figures?.map((one) => (
                                <Row key={one.metric.id} {...one} />
                            ))}
                        </Fragment>
                    ))}
                </Table.Tbody>
            </Table>
        </div>
    );
}

/** What can be scrolled has to be scrolled with keys, too. */
const scrolledWithKeys = { tabIndex: 0 };

function Row({ metric, figures }: MetricFigures) {
    const t = useTranslate();
    return (
        <Table.Tr>
            <Table.Td>
                <div className={classes.figure}>{said(metric.title)}</div>
                <Text size="xs" c="dimmed">
                    {t(`evaluate.about.${metric.about}`)}
                </Text>
            </Table.Td>
            {figures.map((figure, index) => (
                <Table.Td key={index} className={classes.number}>
                    {figure ? <Cell metric={metric} figure={figure} isBase={index === 0} /> : "–"}
                </Table.Td>
            ))}
        </Table.Tr>
    );
}

function Cell({ metric, figure, isBase }: { metric: Metric; figure: Figure; isBase: boolean }) {
    const t = useTranslate();
    const { value, low, high, difference } = figure;
    const show = (one: number) => (metric.kind === "share" ? percent(one, 1) : number(one, 2));
    const change = changeOf(metric, figure);
    return (
        <>
            {show(value)}
            {difference && !isBase && (
                <span className={change === "same" ? undefined : classes[change]}>
                    {" "}
                    {metric.kind === "share" ? points(difference.value, 1) : signed(difference.value, 2)}
                    {change !== "same" && ` ${t(`evaluate.changes.${change}`)}`}
                </span>
            )}
            <Text size="xs" c="dimmed">
                {show(low)} – {show(high)}
            </Text>
        </>
    );
}
