/** All evaluations, newest first: what each found in two numbers per candidate, or how far it is. */
import { Badge, Button, Group, Progress, Table, Text } from "@mantine/core";
import { Link } from "wouter";
import type { EvaluationRecord } from "../../../preload/contract/evaluation.ts";
import type { Estimate } from "../../../preload/records/evaluation.ts";
import { useAction } from "../../backend/useAction.ts";
import { MoreMenu, RemoveItem } from "../../components/MoreMenu.tsx";
import { useRemove } from "../../components/useRemove.ts";
import { points, when } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./Evaluate.module.css";
import { standingsOf } from "./standing.ts";

export function HistoryTable({ evaluations }: { evaluations: readonly EvaluationRecord[] }) {
    const t = useTranslate();
    return (
        <div className={classes.scroll}>
            <Table verticalSpacing="sm" miw="48rem">
                <Table.Thead>
                    <Table.Tr>
                        <Table.Th>{t("evaluate.columns.what")}</Table.Th>
                        <Table.Th>{t("evaluate.columns.when")}</Table.Th>
                        <Table.Th>{t("evaluate.columns.who")}</Table.Th>
                        <Table.Th ta="end">{t("evaluate.columns.learned")}</Table.Th>
                        <Table.Th ta="end">{t("evaluate.columns.kept")}</Table.Th>
                        <Table.Th aria-label={t("evaluate.columns.actions")} />
                    </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                    {evaluations.map((evaluation) => (
                        <Row key={evaluation.id} evaluation={evaluation} />
                    ))}
                </Table.Tbody>
            </Table>
        </div>
    );
}

function Row({ evaluation }: { evaluation: EvaluationRecord }) {
    const t = useTranslate();
    const { id, name, kind, state, createdAt } = evaluation;
    const standings = kind === "sweep" ? [] : standingsOf(evaluation);
    const names = new Set(evaluation.candidates.flatMap(({ adapters }) => adapters.map((one) => one.name)));
    return (
        <Table.Tr>
            <Table.Td>
                <Link href={`/evaluate/${id}`} className={classes.link}>
                    {name}
                </Link>
                <Group gap="xs">
                    {kind !== "compare" && name !== t(`evaluate.kinds.${kind}`) && (
                        <Text size="sm" c="dimmed">
                            {t(`evaluate.kinds.${kind}`)}
                        </Text>
                    )}
                    {state !== "finished" && <EvaluationBadge evaluation={evaluation} />}
                </Group>
            </Table.Td>
            <Table.Td className={classes.number}>{when(createdAt)}</Table.Td>
            <Table.Td className={classes.who}>
                {(kind === "sweep" ? [[...names].join(" + ")] : standings.map(({ label }) => label)).map(
                    (label, index) => (
                        <div key={index} title={label}>
                            {label}
                        </div>
                    ),
                )}
            </Table.Td>
            {state === "running" || state === "queued" ? (
                <Table.Td colSpan={2}>
                    <Going evaluation={evaluation} />
                </Table.Td>
            ) : (
                <>
                    <Table.Td ta="end">
                        <Differences of={standings.map(({ learned }) => learned)} />
                    </Table.Td>
                    <Table.Td ta="end">
                        <Differences of={standings.map(({ kept }) => kept)} />
                    </Table.Td>
                </>
            )}
            <Table.Td ta="end">
                <RowMenu evaluation={evaluation} />
            </Table.Td>
        </Table.Tr>
    );
}

/** A line per candidate. */
function Differences({ of }: { of: readonly (Estimate | null)[] }) {
    return of.map((difference, index) => (
        <div key={index} className={`${classes.number} ${difference ? toneOf(difference) : ""}`}>
            {difference ? points(difference.value, 1) : "–"}
        </div>
    ));
}

function toneOf({ low, high }: Estimate): string {
    return (low > 0 ? classes.better : high < 0 ? classes.worse : "") ?? "";
}

export function EvaluationBadge({ evaluation: { state } }: { evaluation: EvaluationRecord }) {
    const t = useTranslate();
    const color = {
        queued: "gray",
        running: "pine",
        finished: "gray",
        cancelled: "gray",
        interrupted: "clay",
        failed: "red",
    };
    return (
        <Badge variant="light" tt="none" fw={550} color={color[state]}>
            {t(`evaluate.states.${state}`)}
        </Badge>
    );
}

function Going({ evaluation: { id, name, done, total } }: { evaluation: EvaluationRecord }) {
    const t = useTranslate();
    const { busy, run } = useAction();
    return (
        <Group gap="xs" wrap="nowrap">
            <Progress
                flex={1}
                miw="6rem"
                value={total > 0 ? (100 * done) / total : 100}
                animated={total === 0}
                aria-label={name}
            />
            <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                loading={busy}
                onClick={() => void run((api) => api.evaluation.cancel({ id }))}
            >
                {t("common.stop")}
            </Button>
        </Group>
    );
}

function RowMenu({ evaluation: { id, name } }: { evaluation: EvaluationRecord }) {
    const t = useTranslate();
    const { run } = useAction();
    const takeAway = useRemove(run);
    const remove = () => takeAway({ part: "evaluation", id, text: t("evaluate.removed", { name }) });
    return (
        <MoreMenu label={t("evaluate.actionsFor", { name })}>
            <RemoveItem onClick={remove} />
        </MoreMenu>
    );
}
