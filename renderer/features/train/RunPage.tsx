/** One run: how far it is, how it learns, what it answers, and how it ended. */
import { Alert, Progress, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconInfoCircle } from "@tabler/icons-react";
import type { RunRecord } from "../../../preload/contract/training.ts";
import { useAction } from "../../backend/useAction.ts";
import { useStream } from "../../backend/useStream.ts";
import { BackLink } from "../../components/BackLink.tsx";
import { Failure } from "../../components/Failure.tsx";
import { NameField } from "../../components/NameField.tsx";
import { Panel } from "../../components/Panel.tsx";
import { ScreenFrame } from "../../components/ScreenFrame.tsx";
import { percent } from "../../i18n/format.ts";
import { said } from "../../i18n/said.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { CourseCharts } from "./CourseCharts.tsx";
import { RunActions } from "./RunActions.tsx";
import { RunSettings } from "./RunSettings.tsx";
import { emptyRun, isGoing, reduceRun, shareOf } from "./runState.ts";
import { runText } from "./runText.ts";
import { SamplePanel } from "./SamplePanel.tsx";
import { StateBadge } from "./StateBadge.tsx";
import classes from "./Train.module.css";
import { VerdictPanel } from "./VerdictPanel.tsx";

export function RunPage({ id }: { id: number }) {
    const t = useTranslate();
    const [renaming, rename] = useDisclosure(false);
    const { run: act } = useAction();
    const { state, error } = useStream(
        `run-${id}`,
        (api, signal) => api.training.watch({ runId: id }, { signal }),
        reduceRun,
        emptyRun,
    );
    const { run, steps, looks, samples, notices } = state;
    const back = <BackLink to="/train">{t("train.all")}</BackLink>;
    if (error) return <Failure error={error}>{back}</Failure>;
    if (!run) return null;
    return (
        <ScreenFrame
            title={run.name}
            beside={
                <>
                    {renaming && (
                        <NameField
                            name={run.name}
                            onDone={rename.close}
                            onSave={(name) => void act((api) => api.training.update({ id, name }))}
                        />
                    )}
                    <StateBadge run={run} />
                    {back}
                </>
            }
            actions={<RunActions run={run} onRename={rename.open} />}
        >
            <div className={classes.sections}>
                <Standing run={run} />
                {notices.map((notice) => (
                    <Alert key={notice} color="clay" icon={<IconInfoCircle size="1.125rem" />}>
                        {said(notice)}
                    </Alert>
                ))}
                {run.verdict && <VerdictPanel verdict={run.verdict} />}
                {samples.length > 0 && <SamplePanel samples={samples} going={isGoing(run)} />}
                <Panel title={t("train.course")} hint={t("train.courseHint")}>
                    <CourseCharts steps={steps} looks={looks} end={run.totalSteps} />
                </Panel>
                <RunSettings run={run} />
            </div>
        </ScreenFrame>
    );
}

/** How far it is; nothing once it has ended well. */
function Standing({ run }: { run: RunRecord }) {
    const t = useTranslate();
    const share = shareOf(run);
    const { state, problem, name } = run;
    if (state === "finished") return null;
    return (
        <section className={classes.run} aria-label={t("train.standing")}>
            <div className={classes.words} role="status">
                <Text fw={550}>{t(`train.stateSentences.${state}`)}</Text>
                <Text size="sm" c="dimmed">
                    {runText(run, t)}
                </Text>
                {problem && <Text size="sm">{said(problem)}</Text>}
            </div>
            {share !== null && (
                <Text size="xl" fw={620} style={{ fontVariantNumeric: "tabular-nums" }}>
                    {percent(share)}
                </Text>
            )}
            <Progress
                className={classes.bar}
                value={(share ?? 0) * 100}
                animated={isGoing(run)}
                aria-label={name}
            />
        </section>
    );
}
