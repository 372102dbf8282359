/** Every case of a task: what was asked, what each said, and whether that was right. */
import { Button, SegmentedControl, Select, Text } from "@mantine/core";
import { useState } from "react";
import type { EvaluationItem, EvaluationRecord } from "../../../../preload/contract/evaluation.ts";
import { usePages } from "../../../backend/useAnswer.ts";
import { Failure } from "../../../components/Failure.tsx";
import { Panel } from "../../../components/Panel.tsx";
import { number } from "../../../i18n/format.ts";
import { said } from "../../../i18n/said.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Evaluate.module.css";

const filters = ["all", "wrong", "changed"] as const;
type Filter = (typeof filters)[number];

export function CasesPanel({ evaluation: { id, tasks, candidates } }: { evaluation: EvaluationRecord }) {
    const t = useTranslate();
    const done = tasks.filter(({ figures }) => figures !== null);
    const [chosen, choose] = useState<string | null>(null);
    const [only, setOnly] = useState<Filter>("all");
    const taskId = chosen ?? done[0]?.id ?? "";
    const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = usePages(
        "evaluation",
        ["items", id, taskId, only],
        (api, cursor) => api.evaluation.items({ id, taskId, only, cursor, limit: 20 }),
    );
    const items = data?.pages.flatMap((page) => page.items);
    const names = [t("common.originalModel"), ...candidates.map(({ label }) => said(label))];
    return (
        <Panel
            title={t("evaluate.cases")}
            actions={
                <>
                    {done.length > 1 && (
                        <Select
                            size="xs"
                            aria-label={t("evaluate.task")}
                            data={done.map(({ id: value, title }) => ({ value, label: said(title) }))}
                            value={taskId}
                            allowDeselect={false}
                            onChange={choose}
                        />
                    )}
                    <SegmentedControl
                        size="xs"
                        aria-label={t("evaluate.filter")}
                        value={only}
                        onChange={setOnly}
                        data={filters.map((value) => ({ value, label: t(`evaluate.filters.${value}`) }))}
                    />
                </>
            }
        >
            {error && <Failure error={error} />}
            {items?.length === 0 && (
                <Text size="sm" c="dimmed">
                    {t("evaluate.noCases")}
                </Text>
            )}
            <div>
                {items?.map((item) => (
                    <Case key={item.id} item={item} names={names} />
                ))}
            </div>
            {hasNextPage && (
                <Button
                    variant="default"
                    w="fit-content"
                    loading={isFetchingNextPage}
                    onClick={() => void fetchNextPage()}
                >
                    {t("evaluate.moreCases")}
                </Button>
            )}
        </Panel>
    );
}

function Case({ item, names }: { item: EvaluationItem; names: readonly string[] }) {
    const t = useTranslate();
    const { prompt, expected, answers, credits, scores, subject } = item;
    return (
        <article className={classes.item}>
            <p className={classes.prompt}>{prompt}</p>
            {(expected ?? subject) && (
                <Text size="sm" c="dimmed" mb="xs">
                    {[subject, expected && t("evaluate.expected", { expected })].filter(Boolean).join(" · ")}
                </Text>
            )}
            <div className={classes.answers}>
                {names.map((name, index) => (
                    <div key={index} className={classes.answer} data-credit={credits[index] ?? undefined}>
                        <span className={classes.label}>
                            {name}
                            {typeof credits[index] === "number" && ` · ${creditText(credits[index], t)}`}
                        </span>
                        {answers[index] || textWithoutAnswer(credits[index], scores[index], t)}
                    </div>
                ))}
            </div>
        </article>
    );
}

function creditText(credit: number, t: ReturnType<typeof useTranslate>): string {
    if (credit === 1) return t("evaluate.right");
    return credit === 0 ? t("evaluate.wrong") : t("evaluate.between");
}

/** Where nothing is said: that it prefers nothing, or the numbers. */
function textWithoutAnswer(
    credit: number | null | undefined,
    scores: EvaluationItem["scores"][number] | undefined,
    t: ReturnType<typeof useTranslate>,
): string {
    if (typeof credit === "number" && credit > 0 && credit < 1) return t("evaluate.neither");
    return Object.entries(scores ?? {})
        .map(([name, value]) => `${name} ${number(value, 3)}`)
        .join(", ");
}
