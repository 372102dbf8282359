/** Everything that was measured: where all adapters and stacks stand, the history, and what people said. */
import { Button, Select, Text } from "@mantine/core";
import { IconChartDots, IconPlus, IconScale } from "@tabler/icons-react";
import { useState } from "react";
import { useLocation } from "wouter";
import type { EvaluationRecord } from "../../../preload/contract/evaluation.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { ScatterChart, type ScatterPoint } from "../../components/charts/ScatterChart.tsx";
import { EmptyState } from "../../components/EmptyState.tsx";
import { Failure } from "../../components/Failure.tsx";
import { Panel } from "../../components/Panel.tsx";
import { ScreenFrame } from "../../components/ScreenFrame.tsx";
import { points } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { Comparisons } from "./comparison/Comparisons.tsx";
import { NewComparison } from "./comparison/NewComparison.tsx";
import classes from "./Evaluate.module.css";
import { HistoryTable } from "./HistoryTable.tsx";
import { standingsOf } from "./standing.ts";

export function BoardPage() {
    const t = useTranslate();
    const [, go] = useLocation();
    const [comparing, compare] = useState(false);
    const { data, error, refetch } = useAnswer("evaluation", ["list"], (api) => api.evaluation.list());
    const { data: queues } = useAnswer("queues", ["list"], (api) => api.queues.list());
    const comparisons = queues?.filter(({ kind }) => kind === "comparison") ?? [];
    const begin = (
        <Button leftSection={<IconPlus size="1rem" />} onClick={() => go("/evaluate/new")}>
            {t("evaluate.new")}
        </Button>
    );
    return (
        <ScreenFrame
            title={t("screens.evaluate")}
            actions={
                <>
                    <Button
                        variant="default"
                        leftSection={<IconScale size="1rem" />}
                        onClick={() => compare(true)}
                    >
                        {t("evaluate.compare")}
                    </Button>
                    {begin}
                </>
            }
        >
            {comparing && <NewComparison onClose={() => compare(false)} />}
            {error && <Failure error={error} retry={() => void refetch()} />}
            {data?.length === 0 && comparisons.length === 0 && (
                <EmptyState icon={IconChartDots} title={t("evaluate.none")} text={t("evaluate.noneHint")}>
                    {begin}
                </EmptyState>
            )}
            <div className={classes.sections}>
                {data && data.length > 0 && <Board evaluations={data} />}
                {comparisons.length > 0 && <Comparisons queues={comparisons} />}
            </div>
        </ScreenFrame>
    );
}

function Board({ evaluations }: { evaluations: readonly EvaluationRecord[] }) {
    const t = useTranslate();
    const [modelId, choose] = useState<number | null>(null);
    const { data: models } = useAnswer("models", ["list"], (api) => api.models.list());
    const used = [...new Set(evaluations.map((one) => one.modelId))];
    const shown = evaluations.filter((one) => modelId === null || one.modelId === modelId);
    return (
        <>
            {used.length > 1 && (
                <Select
                    w="16rem"
                    aria-label={t("evaluate.model")}
                    placeholder={t("evaluate.allModels")}
                    clearable
                    data={used.map((id) => ({
                        value: String(id),
                        label: models?.find((model) => model.id === id)?.title ?? String(id),
                    }))}
                    value={modelId === null ? null : String(modelId)}
                    onChange={(value) => choose(value === null ? null : Number(value))}
                />
            )}
            <StandingChart evaluations={shown} />
            <Panel title={t("evaluate.history")}>
                <HistoryTable evaluations={shown} />
            </Panel>
        </>
    );
}

/** Learned against kept: up and to the right is better. */
function StandingChart({ evaluations }: { evaluations: readonly EvaluationRecord[] }) {
    const t = useTranslate();
    const [, go] = useLocation();
    const marks = evaluations
        .filter(({ kind }) => kind !== "sweep")
        .flatMap(standingsOf)
        .flatMap(({ evaluationId, candidate, label, learned, kept }, index): ScatterPoint[] =>
            learned && kept
                ? [
                      {
                          id: `${evaluationId}/${candidate}`,
                          name: label,
                          x: learned.value,
                          y: kept.value,
                          xRange: [learned.low, learned.high],
                          yRange: [kept.low, kept.high],
                          color: colors[index % colors.length] as string,
                      },
                  ]
                : [],
        );
    if (marks.length === 0) return null;
    return (
        <Panel title={t("evaluate.standing")} hint={t("evaluate.standingHint")}>
            <ScatterChart
                points={marks}
                reach={0.05}
                xLabel={t("evaluate.learnedAxis")}
                yLabel={t("evaluate.keptAxis")}
                format={(value, digits = 1) => points(value, Math.max(0, digits - 2))}
                onChoose={(id) => go(`/evaluate/${id.split("/")[0]}`)}
            />
            <Text size="xs" c="dimmed">
                {t("evaluate.intervals")}
            </Text>
        </Panel>
    );
}

const colors = ["var(--chosen)", "var(--second)", "var(--worse)"] as const;
