/** A new evaluation: who is measured, on what, and how thoroughly. The original model is always measured along. */
import { Button, MultiSelect, SegmentedControl, Text, TextInput } from "@mantine/core";
import { IconChartDots, IconPackage, IconPuzzle } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import type { EvaluationTask } from "../../../../preload/contract/evaluation.ts";
import type { ModelRecord } from "../../../../preload/contract/models.ts";
import type { Api } from "../../../backend/liveBackend.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { BackLink } from "../../../components/BackLink.tsx";
import { EmptyState } from "../../../components/EmptyState.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { ModelSelect } from "../../../components/models/ModelSelect.tsx";
import { chatModels } from "../../../components/models/useChatModels.ts";
import { Panel } from "../../../components/Panel.tsx";
import { ScreenFrame } from "../../../components/ScreenFrame.tsx";
import { Segments } from "../../../components/Segments.tsx";
import { type StackChoices, useStackChoices } from "../../../components/stack/useStackChoices.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Evaluate.module.css";
import { TaskCards } from "./TaskCards.tsx";
import { type Depth, firstChoice, hasBothSides, type TaskChoice, tasksOf } from "./taskChoice.ts";

export function NewEvaluationPage({ adapterId }: { adapterId: number | null }) {
    const t = useTranslate();
    const models = useAnswer("models", ["list"], (api) => api.models.list());
    const adapters = useAnswer("adapters", ["list"], (api) => api.adapters.list());
    const wanted = adapters.data?.find(({ id }) => id === adapterId);
    const usable = models.data && chatModels(models.data);
    const first =
        usable?.find(({ id }) => id === wanted?.modelId) ??
        usable?.find(({ id }) => adapters.data?.some(({ modelId }) => modelId === id)) ??
        usable?.[0];
    const error = models.error ?? adapters.error;
    return (
        <ScreenFrame
            title={t("evaluate.new")}
            beside={<BackLink to="/evaluate">{t("evaluate.all")}</BackLink>}
        >
            {error && <Failure error={error} />}
            {usable?.length !== 0 && adapters.data?.length === 0 && (
                <EmptyState
                    icon={IconPuzzle}
                    title={t("evaluate.noAdapters")}
                    text={t("evaluate.noAdaptersHint")}
                >
                    <Button component={Link} href="/train/new">
                        {t("train.new")}
                    </Button>
                </EmptyState>
            )}
            {usable?.length === 0 && (
                <EmptyState icon={IconPackage} title={t("common.noModel")} text={t("common.noModelHint")}>
                    <Button component={Link} href="/settings/models">
                        {t("train.toModels")}
                    </Button>
                </EmptyState>
            )}
            {usable && first && adapters.data && adapters.data.length > 0 && (
                <Form models={usable} firstModel={first.id} adapterId={wanted?.id ?? null} />
            )}
        </ScreenFrame>
    );
}

type Kind = "compare" | "sweep" | "matrix";
const kinds: readonly Kind[] = ["compare", "sweep", "matrix"];

interface FormProps {
    models: readonly ModelRecord[];
    firstModel: number;
    adapterId: number | null;
}

function Form({ models, firstModel, adapterId }: FormProps) {
    const t = useTranslate();
    const [modelId, setModelId] = useState(firstModel);
    const choices = useStackChoices(modelId);
    const [kind, setKind] = useState<Kind>("compare");
    const [who, setWho] = useState<string[]>(adapterId === null ? [] : [`adapter-${adapterId}`]);
    const [choice, setChoice] = useState<TaskChoice>(firstChoice);
    const [depth, setDepth] = useState<Depth>("usual");
    const [name, setName] = useState("");
    const stacks = choices.data.filter(({ value }) => value !== "base");
    const chosen = who.filter((value) => stacks.some((stack) => stack.value === value));
    const suggested = chosen
        .map((value) => choices.data.find((one) => one.value === value)?.label)
        .join(", ");
    const tasks = tasksOf(choice, depth);
    const begin = useBegin({
        kind,
        modelId,
        choices,
        chosen,
        tasks,
        name: name.trim() || suggested.slice(0, 200),
    });
    const isOneSided = kind === "sweep" && !hasBothSides(choice);
    const enough = chosen.length >= (kind === "matrix" ? 2 : 1) && tasks.length > 0 && !isOneSided;
    return (
        <div className={classes.sections}>
            <Panel title={t("evaluate.who")} hint={t("evaluate.whoHint")}>
                <Segments
                    aria-label={t("evaluate.kind")}
                    value={kind}
                    onChange={setKind}
                    data={kinds.map((value) => ({ value, label: t(`evaluate.kinds.${value}`) }))}
                />
                <Text size="sm" c="dimmed">
                    {t(`evaluate.kindHints.${kind}`)}
                </Text>
                <div className={classes.choices}>
                    <ModelSelect
                        label={t("evaluate.model")}
                        models={models}
                        chosen={modelId}
                        onChoose={(value) => {
                            setModelId(value);
                            setWho([]);
                        }}
                    />
                    <MultiSelect
                        label={t("evaluate.candidates")}
                        placeholder={chosen.length === 0 ? t("evaluate.candidatesHint") : ""}
                        data={
                            kind === "matrix"
                                ? stacks.filter(({ value }) => value.startsWith("adapter"))
                                : stacks
                        }
                        value={chosen}
                        maxValues={{ compare: 20, sweep: 1, matrix: 5 }[kind]}
                        onChange={setWho}
                    />
                    <TextInput
                        label={t("common.name")}
                        placeholder={suggested}
                        value={name}
                        maxLength={200}
                        onChange={(event) => setName(event.currentTarget.value)}
                    />
                </div>
            </Panel>
            <Panel
                title={t("evaluate.onWhat")}
                actions={
                    <SegmentedControl
                        aria-label={t("evaluate.depth")}
                        value={depth}
                        onChange={setDepth}
                        data={(["quick", "usual", "thorough"] as const).map((value) => ({
                            value,
                            label: t(`evaluate.depths.${value}`),
                        }))}
                    />
                }
            >
                <TaskCards choice={choice} onChange={setChoice} />
                {isOneSided && <Text size="sm">{t("evaluate.sweepNeeds")}</Text>}
                <Button
                    size="md"
                    w="fit-content"
                    loading={begin.busy}
                    disabled={!enough}
                    leftSection={<IconChartDots size="1.25rem" />}
                    onClick={() => void begin.start()}
                >
                    {t("evaluate.start")}
                </Button>
            </Panel>
        </div>
    );
}

interface Beginning {
    kind: Kind;
    modelId: number;
    choices: StackChoices;
    chosen: readonly string[];
    tasks: EvaluationTask[];
    name: string;
}

function useBegin({ kind, modelId, choices, chosen, tasks, name }: Beginning) {
    const [, go] = useLocation();
    const { busy, run } = useAction();
    const labelOf = (value: string) => choices.data.find((one) => one.value === value)?.label ?? "";
    const common = { name, modelId, tasks };
    const ask = (api: Api) => {
        const setups = chosen.map((value) => ({
            ...choices.setupOf(value),
            label: labelOf(value).slice(0, 100),
        }));
        if (kind === "compare") return api.evaluation.start({ ...common, candidates: setups });
        if (kind === "sweep") return api.evaluation.sweep({ ...common, setup: setups[0] ?? { entries: [] } });
        return api.evaluation.matrix({
            ...common,
            adapterIds: setups.flatMap(({ entries }) => entries.map(({ adapterId }) => adapterId)),
        });
    };
    const start = async () => {
        const begun = await run(ask);
        if (begun) go(`/evaluate/${begun.id}`);
    };
    return { busy, start };
}
