/** A new run: what is trained on what, and how; what that takes is said before it begins. */
import { Button, Group } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPackage, IconScale, IconSchool } from "@tabler/icons-react";
import { useState } from "react";
import { useLocation } from "wouter";
import type { DatasetRecord } from "../../../../preload/contract/datasets.ts";
import type { ModelRecord } from "../../../../preload/contract/models.ts";
import type { PresetOffer, TrainingChanges, TrainingPreset } from "../../../../preload/contract/training.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { BackLink } from "../../../components/BackLink.tsx";
import { EmptyState } from "../../../components/EmptyState.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { Fold } from "../../../components/Fold.tsx";
import { meantModel } from "../../../components/models/useChatModels.ts";
import { Panel } from "../../../components/Panel.tsx";
import { ScreenFrame } from "../../../components/ScreenFrame.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Train.module.css";
import { AdvancedSettings } from "./AdvancedSettings.tsx";
import { PlanSentence, Reasons } from "./PlanSentence.tsx";
import { PresetCards } from "./PresetCards.tsx";
import { StrengthField } from "./StrengthField.tsx";
import { type Subject, SubjectFields } from "./SubjectFields.tsx";

export function NewRunPage({ datasetId }: { datasetId: number | null }) {
    const t = useTranslate();
    const [, go] = useLocation();
    const models = useAnswer("models", ["list"], (api) => api.models.list());
    const datasets = useAnswer("datasets", ["list"], (api) => api.datasets.list());
    const usable = models.data?.filter(({ state, training }) => state === "ready" && training.possible);
    const filled = datasets.data?.filter(({ pairs }) => pairs > 0);
    const error = models.error ?? datasets.error;
    return (
        <ScreenFrame title={t("train.new")} beside={<BackLink to="/train">{t("train.all")}</BackLink>}>
            {error && <Failure error={error} />}
            {filled?.length === 0 && (
                <EmptyState icon={IconScale} title={t("train.noData")} text={t("train.noDataHint")}>
                    <Button onClick={() => go("/label")}>{t("train.toLabel")}</Button>
                </EmptyState>
            )}
            {filled && filled.length > 0 && usable?.length === 0 && (
                <EmptyState icon={IconPackage} title={t("train.noModel")} text={t("train.noModelHint")}>
                    <Button onClick={() => go("/settings/models")}>{t("train.toModels")}</Button>
                </EmptyState>
            )}
            {filled && filled.length > 0 && usable && usable.length > 0 && (
                <Form
                    models={usable}
                    datasets={filled}
                    datasetId={filled.find(({ id }) => id === datasetId)?.id ?? filled[0]?.id ?? 0}
                />
            )}
        </ScreenFrame>
    );
}

interface FormProps {
    models: readonly ModelRecord[];
    datasets: readonly DatasetRecord[];
    datasetId: number;
}

function Form({ models, datasets, datasetId }: FormProps) {
    const [subject, setSubject] = useState<Subject>({
        modelId: (meantModel(models, null) as ModelRecord).id,
        datasetId,
        name: null,
        watchedPrompt: null,
    });
    const [preset, setPreset] = useState<TrainingPreset>("balanced");
    const [changes, setChanges] = useState<TrainingChanges>({});
    const { offers, offer, error, waiting } = useOffers(subject, preset, changes);
    const t = useTranslate();
    return (
        <div className={classes.sections}>
            <Panel title={t("train.what")}>
                <SubjectFields models={models} datasets={datasets} subject={subject} onChange={setSubject} />
            </Panel>
            <Panel title={t("train.how")} hint={t("train.howHint")}>
                <PresetCards offers={offers} chosen={preset} onChoose={setPreset} />
                <StrengthField
                    strength={changes.strength ?? "balanced"}
                    onChange={(strength) =>
                        setChanges(({ strength: _, ...others }) =>
                            strength === "balanced" ? others : { ...others, strength },
                        )
                    }
                />
                {error ? (
                    <Failure error={error} />
                ) : (
                    <PlanSentence
                        offer={offer}
                        waiting={waiting}
                        onSuggestion={(suggested) => setChanges({ ...changes, ...suggested })}
                    />
                )}
                {offer && (
                    <Fold label={t("train.why")}>
                        <Reasons reasons={offer.reasons} />
                    </Fold>
                )}
                <StartButton
                    subject={subject}
                    datasets={datasets}
                    preset={preset}
                    changes={changes}
                    possible={offer?.estimate.fits ?? false}
                />
            </Panel>
            {offer && (
                <Panel title={t("train.advanced")} hint={t("train.advancedHint")}>
                    <AdvancedSettings
                        preset={offers?.find((one) => one.preset === preset)?.settings ?? offer.settings}
                        paper={offers?.find((one) => one.preset === "paper")?.settings}
                        changes={changes}
                        onChange={setChanges}
                    />
                </Panel>
            )}
        </div>
    );
}

/** Milliseconds after the last key until a plan is asked for. */
const quiet = 400;

/** All presets, and the plan for the chosen one with the changes. */
function useOffers({ modelId, datasetId }: Subject, preset: TrainingPreset, changes: TrainingChanges) {
    const all = useAnswer<PresetOffer[]>("training", ["presets", modelId, datasetId], (api) =>
        api.training.presets({ modelId, datasetId }),
    );
    const [settled] = useDebouncedValue(changes, quiet);
    const hasChanges = Object.keys(changes).length > 0;
    const own = useAnswer<PresetOffer>(
        "training",
        ["estimate", modelId, datasetId, preset, JSON.stringify(settled)],
        (api) => api.training.estimate({ modelId, datasetId, preset, changes: settled }),
        { enabled: hasChanges, keepPrevious: true },
    );
    const plain = all.data?.find((one) => one.preset === preset);
    return {
        offers: all.data,
        offer: hasChanges ? (own.data ?? plain) : plain,
        error: all.error ?? (hasChanges ? own.error : null),
        waiting: all.isFetching || (hasChanges && (own.isFetching || settled !== changes)),
    };
}

interface StartButtonProps {
    subject: Subject;
    datasets: readonly DatasetRecord[];
    preset: TrainingPreset;
    changes: TrainingChanges;
    possible: boolean;
}

function StartButton({ subject, datasets, preset, changes, possible }: StartButtonProps) {
    const t = useTranslate();
    const [, go] = useLocation();
    const { busy, run } = useAction();
    const { modelId, datasetId, watchedPrompt } = subject;
    const name = subject.name?.trim() || (datasets.find(({ id }) => id === datasetId)?.name ?? "");
    const start = async () => {
        const started = await run((api) =>
            api.training.start({
                modelId,
                datasetId,
                preset,
                changes,
                name,
                ...(watchedPrompt?.trim() ? { watchedPrompt } : {}),
            }),
        );
        if (started) go(`/train/${started.id}`);
    };
    return (
        <Group>
            <Button
                size="md"
                loading={busy}
                disabled={!possible}
                leftSection={<IconSchool size="1.25rem" />}
                onClick={() => void start()}
            >
                {t("train.start")}
            </Button>
        </Group>
    );
}
