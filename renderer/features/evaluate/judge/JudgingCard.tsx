/** One judging: who judged, how far it is, what it found, and whether to rely on it. */
import { Alert, Badge, Button, Group, Menu, Progress, Text } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop, IconRepeat } from "@tabler/icons-react";
import type { JudgedRound, JudgingRecord } from "../../../../preload/contract/judging.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useStream } from "../../../backend/useStream.ts";
import { MoreMenu, RemoveItem } from "../../../components/MoreMenu.tsx";
import { useRemove } from "../../../components/useRemove.ts";
import { number, percent, when } from "../../../i18n/format.ts";
import { said } from "../../../i18n/said.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Evaluate.module.css";
import { RateBar } from "../RateBar.tsx";
import { Judgements } from "./Judgements.tsx";
import { findingOf, numbersOf, reliabilityText, warningOf } from "./judgeText.ts";

/** @param listed as it was when the list was asked for; while it goes on it is followed */
export function JudgingCard({ listed }: { listed: JudgingRecord }) {
    const t = useTranslate();
    const { id } = listed;
    const { state: followed } = useStream<JudgingRecord | null, JudgingRecord>(
        isGoing(listed) ? `judging-${id}` : null,
        (api, signal) => api.judging.watch({ id }, { signal }),
        (_, record) => record,
        null,
    );
    const judging = followed ?? listed;
    const { judge, criterion, state, done, createdAt, rounds, repeats, reliability } = judging;
    const warning = reliability && warningOf(reliability, t);
    return (
        <article className={classes.item} aria-label={judge}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
                <div>
                    <Group gap="xs">
                        <Text fw={600}>{judge}</Text>
                        <Text size="sm" c="dimmed">
                            {when(createdAt)}
                        </Text>
                        {state !== "finished" && (
                            <Badge variant="light" tt="none" fw={550} color={colors[state]}>
                                {t(`judging.states.${state}`)}
                            </Badge>
                        )}
                    </Group>
                    {criterion !== "" && (
                        <Text size="sm" c="dimmed" className={classes.words} lineClamp={3}>
                            {t("judging.criterionWas", { criterion })}
                        </Text>
                    )}
                </div>
                <Actions judging={judging} />
            </Group>
            {state !== "finished" && <HowFar judging={judging} />}
            {repeats && repeats.identical !== null && (
                <Text size="sm" mt="xs" c="dimmed">
                    {t(repeats.identical ? "judging.sameAgain" : "judging.notSameAgain")}
                </Text>
            )}
            {warning && (
                <Alert color="clay" mt="xs">
                    {warning}
                </Alert>
            )}
            <div className={classes.rounds}>
                {rounds.map((round, index) => (
                    <Round key={index} round={round} />
                ))}
            </div>
            {reliability && (
                <Text size="sm" c="dimmed" mb="xs">
                    {reliabilityText(reliability, t).join(" ")}
                </Text>
            )}
            {done > 0 && <Judgements judging={judging} />}
        </article>
    );
}

const colors = { queued: "gray", running: "pine", cancelled: "gray", interrupted: "clay", failed: "red" };

function isGoing({ state }: JudgingRecord): boolean {
    return state === "queued" || state === "running";
}

function HowFar({ judging: { judge, state, done, total, problem } }: { judging: JudgingRecord }) {
    const t = useTranslate();
    return (
        <div>
            <Text size="sm" role="status" mt="xs" mb={4}>
                {problem ? said(problem) : t("judging.doneOf", { done: number(done), total: number(total) })}
            </Text>
            <Progress
                value={(100 * done) / Math.max(1, total)}
                animated={state === "running"}
                aria-label={`${judge} ${percent(done / Math.max(1, total))}`}
            />
        </div>
    );
}

/** What a round found; nothing before it is complete. */
function Round({ round }: { round: JudgedRound }) {
    const t = useTranslate();
    const { summary } = round;
    if (!summary) return null;
    const numbers = numbersOf(round, summary, t);
    return (
        <div>
            <Text size="sm" fw={550}>
                {findingOf(round, summary, t)}
            </Text>
            {numbers && (
                <>
                    <Text size="sm" c="dimmed">
                        {numbers}
                    </Text>
                    <RateBar rate={summary.wins} />
                </>
            )}
        </div>
    );
}

function Actions({ judging }: { judging: JudgingRecord }) {
    const t = useTranslate();
    const { busy, run } = useAction();
    const takeAway = useRemove(run);
    const { id, judge, state } = judging;
    const remove = () => takeAway({ part: "judging", id, text: t("judging.removed", { judge }) });
    return (
        <Group gap="xs" wrap="nowrap">
            {isGoing(judging) && (
                <Button
                    size="xs"
                    variant="default"
                    loading={busy}
                    leftSection={<IconPlayerStop size="1rem" />}
                    onClick={() => void run((api) => api.judging.cancel({ id }))}
                >
                    {t("common.stop")}
                </Button>
            )}
            {!isGoing(judging) && state !== "finished" && (
                <Button
                    size="xs"
                    loading={busy}
                    leftSection={<IconPlayerPlay size="1rem" />}
                    onClick={() => void run((api) => api.judging.resume({ id }))}
                >
                    {t("judging.resume")}
                </Button>
            )}
            <MoreMenu label={t("judging.actionsFor", { judge })}>
                <Menu.Item
                    leftSection={<IconRepeat size="1rem" />}
                    onClick={() => void run((api) => api.judging.repeat({ id }))}
                >
                    {t("judging.repeat")}
                </Menu.Item>
                <RemoveItem onClick={remove} />
            </MoreMenu>
        </Group>
    );
}
