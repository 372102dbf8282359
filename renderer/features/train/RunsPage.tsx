/** All runs: what is being trained, what waits, what was interrupted, what has ended. */
import { ActionIcon, Button, Progress, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconSchool } from "@tabler/icons-react";
import { Link, useLocation } from "wouter";
import type { RunRecord } from "../../../preload/contract/training.ts";
import { useAction } from "../../backend/useAction.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { EmptyState } from "../../components/EmptyState.tsx";
import { Failure } from "../../components/Failure.tsx";
import { Panel } from "../../components/Panel.tsx";
import { ScreenFrame } from "../../components/ScreenFrame.tsx";
import { when } from "../../i18n/format.ts";
import { said } from "../../i18n/said.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { RunActions } from "./RunActions.tsx";
import { canResume, isGoing, shareOf } from "./runState.ts";
import { runText } from "./runText.ts";
import { StateBadge } from "./StateBadge.tsx";
import classes from "./Train.module.css";

export function RunsPage() {
    const t = useTranslate();
    const [, go] = useLocation();
    const { data, error, refetch } = useAnswer("training", ["list"], (api) => api.training.list());
    return (
        <ScreenFrame
            title={t("screens.train")}
            actions={
                <Button leftSection={<IconPlus size="1rem" />} onClick={() => go("/train/new")}>
                    {t("train.new")}
                </Button>
            }
        >
            {error && <Failure error={error} retry={() => void refetch()} />}
            {data?.length === 0 && (
                <EmptyState icon={IconSchool} title={t("train.none")} text={t("train.noneHint")}>
                    <Button onClick={() => go("/train/new")}>{t("train.new")}</Button>
                </EmptyState>
            )}
            {data && data.length > 0 && <Runs runs={data} />}
        </ScreenFrame>
    );
}

function Runs({ runs }: { runs: readonly RunRecord[] }) {
    const t = useTranslate();
    const queued = runs
        .filter(({ state }) => state === "queued")
        .sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
    const going = runs.filter(isGoing);
    const stopped = runs.filter(canResume);
    const ended = runs.filter((run) => ![...queued, ...going, ...stopped].includes(run));
    return (
        <div className={classes.sections}>
            <Group title={t("train.going")} runs={going} />
            <Group title={t("train.stopped")} hint={t("train.stoppedHint")} runs={stopped} />
            <Queue runs={queued} />
            <Group title={t("train.ended")} runs={ended} />
        </div>
    );
}

function Group({ title, hint, runs }: { title: string; hint?: string; runs: readonly RunRecord[] }) {
    if (runs.length === 0) return null;
    return (
        <Panel title={title} hint={hint}>
            <ul className={classes.list}>
                {runs.map((run) => (
                    <RunRow key={run.id} run={run} />
                ))}
            </ul>
        </Panel>
    );
}

/** What waits, in the order in which it will be trained. */
function Queue({ runs }: { runs: readonly RunRecord[] }) {
    const t = useTranslate();
    const { busy, run: act } = useAction();
    if (runs.length === 0) return null;
    const swap = (index: number, by: -1 | 1) => {
        const ids = runs.map(({ id }) => id);
        const [moved] = ids.splice(index, 1);
        ids.splice(index + by, 0, moved as number);
        void act((api) => api.training.reorder({ ids }));
    };
    return (
        <Panel title={t("train.queue")} hint={t("train.queueHint")}>
            <ol className={classes.list}>
                {runs.map((run, index) => (
                    <RunRow key={run.id} run={run}>
                        <ActionIcon
                            disabled={busy || index === 0}
                            aria-label={t("train.earlier", { name: run.name })}
                            onClick={() => swap(index, -1)}
                        >
                            <IconArrowUp size="1rem" />
                        </ActionIcon>
                        <ActionIcon
                            disabled={busy || index === runs.length - 1}
                            aria-label={t("train.later", { name: run.name })}
                            onClick={() => swap(index, 1)}
                        >
                            <IconArrowDown size="1rem" />
                        </ActionIcon>
                    </RunRow>
                ))}
            </ol>
        </Panel>
    );
}

function RunRow({ run, children }: { run: RunRecord; children?: React.ReactNode }) {
    const t = useTranslate();
    const share = shareOf(run);
    const { id, name, state, verdict, problem, dataset, preset, createdAt } = run;
    return (
        <li className={classes.run}>
            <div className={classes.words}>
                <Link href={`/train/${id}`} className={classes.name}>
                    {name}
                </Link>
                <Text size="sm" c="dimmed">
                    {[dataset.name, t(`train.presets.${preset}.name`), when(createdAt), runText(run, t)]
                        .filter(Boolean)
                        .join(" · ")}
                </Text>
                {verdict && <Text size="sm">{said(verdict.sentence)}</Text>}
                {problem && <Text size="sm">{said(problem)}</Text>}
            </div>
            <StateBadge run={run} />
            {children}
            <RunActions run={run} short />
            {(isGoing(run) || state === "paused") && share !== null && (
                <Progress className={classes.bar} value={share * 100} size="sm" aria-label={name} />
            )}
        </li>
    );
}
