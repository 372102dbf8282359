/** One evaluation: how far it is, its figures with intervals, its cases one by one, and reports of it. */
import { Alert, Button, Group, Menu, Progress, Text } from "@mantine/core";
import { IconDownload, IconPlayerPlay, IconPlayerStop, IconRepeat } from "@tabler/icons-react";
import { useLocation } from "wouter";
import type { EvaluationRecord } from "../../../../preload/contract/evaluation.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { useStream } from "../../../backend/useStream.ts";
import { BackLink } from "../../../components/BackLink.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { useWriteFile } from "../../../components/files/useWriteFile.ts";
import { Panel } from "../../../components/Panel.tsx";
import { ScreenFrame } from "../../../components/ScreenFrame.tsx";
import { number, percent } from "../../../i18n/format.ts";
import { said } from "../../../i18n/said.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Evaluate.module.css";
import { EvaluationBadge } from "../HistoryTable.tsx";
import { JudgingsPanel } from "../judge/JudgingsPanel.tsx";
import { CasesPanel } from "./CasesPanel.tsx";
import { FiguresTable } from "./FiguresTable.tsx";
import { SweepPanel } from "./SweepPanel.tsx";

export function EvaluationPage({ id }: { id: number }) {
    const t = useTranslate();
    const { state: evaluation, error } = useStream<EvaluationRecord | null, EvaluationRecord>(
        `evaluation-${id}`,
        (api, signal) => api.evaluation.watch({ id }, { signal }),
        (_, record) => record,
        null,
    );
    const back = <BackLink to="/evaluate">{t("evaluate.all")}</BackLink>;
    if (error) return <Failure error={error}>{back}</Failure>;
    if (!evaluation) return null;
    const measured = evaluation.tasks.filter(({ figures }) => figures !== null);
    return (
        <ScreenFrame
            title={evaluation.name}
            beside={
                <>
                    <EvaluationBadge evaluation={evaluation} />
                    {back}
                </>
            }
            actions={<Actions evaluation={evaluation} />}
        >
            <div className={classes.sections}>
                <Standing evaluation={evaluation} />
                {evaluation.notes.map((note) => (
                    <Alert key={note} color="gray">
                        {said(note)}
                    </Alert>
                ))}
                {evaluation.kind === "sweep" && evaluation.state === "finished" && (
                    <SweepPanel evaluation={evaluation} />
                )}
                {measured.length > 0 && (
                    <Panel title={t("evaluate.figures")} hint={t("evaluate.figuresHint")}>
                        <FiguresTable evaluation={evaluation} />
                    </Panel>
                )}
                {measured.some(({ settings }) => settings.kind === "answers") && (
                    <JudgingsPanel evaluation={evaluation} />
                )}
                {measured.length > 0 && <CasesPanel evaluation={evaluation} />}
            </div>
        </ScreenFrame>
    );
}

/** How far it is, or why it ended; nothing once it has ended well. */
function Standing({ evaluation }: { evaluation: EvaluationRecord }) {
    const t = useTranslate();
    const { state, done, total, problem, name, repeats } = evaluation;
    if (state === "finished")
        return repeats && repeats.identical !== null ? (
            <Alert color={repeats.identical ? "pine" : "clay"}>
                {t(repeats.identical ? "evaluate.sameAgain" : "evaluate.notSameAgain")}
            </Alert>
        ) : null;
    return (
        <Panel title={t(`evaluate.states.${state}`)}>
            <div role="status">
                <Text size="sm">
                    {problem
                        ? said(problem)
                        : total > 0
                          ? t("evaluate.doneOf", { done: number(done), total: number(total) })
                          : t("evaluate.preparing")}
                </Text>
            </div>
            <Progress
                value={total > 0 ? (100 * done) / total : 100}
                animated={state === "running"}
                aria-label={`${name} ${total > 0 ? percent(done / total) : ""}`}
            />
        </Panel>
    );
}

function Actions({ evaluation: { id, state } }: { evaluation: EvaluationRecord }) {
    const t = useTranslate();
    const [, go] = useLocation();
    const { busy, run } = useAction();
    const going = state === "running" || state === "queued";
    const repeat = async () => {
        const again = await run((api) => api.evaluation.repeat({ id }));
        if (again) go(`/evaluate/${again.id}`);
    };
    return (
        <Group gap="xs">
            {going && (
                <Button
                    size="sm"
                    variant="default"
                    loading={busy}
                    leftSection={<IconPlayerStop size="1rem" />}
                    onClick={() => void run((api) => api.evaluation.cancel({ id }))}
                >
                    {t("common.stop")}
                </Button>
            )}
            {!going && state !== "finished" && (
                <Button
                    size="sm"
                    loading={busy}
                    leftSection={<IconPlayerPlay size="1rem" />}
                    onClick={() => void run((api) => api.evaluation.resume({ id }))}
                >
                    {t("evaluate.resume")}
                </Button>
            )}
            {state === "finished" && (
                <>
                    <Button
                        size="sm"
                        variant="default"
                        loading={busy}
                        leftSection={<IconRepeat size="1rem" />}
                        onClick={() => void repeat()}
                    >
                        {t("evaluate.repeat")}
                    </Button>
                    <ExportMenu id={id} />
                </>
            )}
        </Group>
    );
}

const formats = { html: "html", csv: "csv", items: "csv", verdicts: "csv" } as const;

function ExportMenu({ id }: { id: number }) {
    const t = useTranslate();
    const writeFile = useWriteFile();
    const { data: judgings } = useAnswer("judging", ["list", id], (api) =>
        api.judging.list({ evaluationId: id }),
    );
    const isThere = (format: keyof typeof formats) =>
        format !== "verdicts" || judgings?.some(({ done }) => done > 0);
    return (
        <Menu position="bottom-end">
            <Menu.Target>
                <Button size="sm" leftSection={<IconDownload size="1rem" />}>
                    {t("evaluate.export")}
                </Button>
            </Menu.Target>
            <Menu.Dropdown>
                {(Object.keys(formats) as (keyof typeof formats)[]).filter(isThere).map((format) => (
                    <Menu.Item
                        key={format}
                        onClick={() =>
                            void writeFile(`evaluation-${id}-${format}.${formats[format]}`, (api, to) =>
                                api.evaluation.export({ id, format, to }),
                            )
                        }
                    >
                        {t(`evaluate.formats.${format}`)}
                    </Menu.Item>
                ))}
            </Menu.Dropdown>
        </Menu>
    );
}
