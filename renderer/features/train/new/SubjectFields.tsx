/** What is trained on what, under which name, and the question whose answer is watched. */
import { Select, Textarea, TextInput } from "@mantine/core";
import { useEffect, useEffectEvent } from "react";
import type { DatasetRecord } from "../../../../preload/contract/datasets.ts";
import type { ModelRecord } from "../../../../preload/contract/models.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { ModelSelect } from "../../../components/models/ModelSelect.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Train.module.css";

export interface Subject {
    modelId: number;
    datasetId: number;
    /** null: the data set's */
    name: string | null;
    /** null: not chosen yet */
    watchedPrompt: string | null;
}

interface SubjectFieldsProps {
    models: readonly ModelRecord[];
    datasets: readonly DatasetRecord[];
    subject: Subject;
    onChange: (subject: Subject) => void;
}

export function SubjectFields({ models, datasets, subject, onChange }: SubjectFieldsProps) {
    const t = useTranslate();
    const { modelId, datasetId, name, watchedPrompt } = subject;
    const set = (changes: Partial<Subject>) => onChange({ ...subject, ...changes });
    const first = useFirstPrompt(datasetId);
    const suggest = useEffectEvent(
        (prompt: string) => watchedPrompt === null && set({ watchedPrompt: prompt }),
    );
    useEffect(() => void (first !== undefined && suggest(first)), [first]);
    return (
        <div className={classes.subject}>
            <ModelSelect
                label={t("train.base")}
                description={t("train.baseHint")}
                models={models}
                chosen={modelId}
                onChoose={(value) => set({ modelId: value })}
            />
            <Select
                label={t("train.data")}
                description={t("train.dataHint")}
                data={datasets.map((set_) => ({
                    value: String(set_.id),
                    label: `${set_.name} · ${t("train.pairs", { count: set_.pairs })}`,
                }))}
                value={String(datasetId)}
                allowDeselect={false}
                onChange={(value) => set({ datasetId: Number(value), watchedPrompt: null })}
            />
            <TextInput
                label={t("train.name")}
                description={t("train.nameHint")}
                placeholder={datasets.find(({ id }) => id === datasetId)?.name}
                value={name ?? ""}
                maxLength={200}
                onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <Textarea
                label={t("train.watched")}
                description={t("train.watchedHint")}
                value={watchedPrompt ?? ""}
                autosize
                minRows={1}
                maxRows={4}
                onChange={(event) => set({ watchedPrompt: event.currentTarget.value })}
            />
        </div>
    );
}

/** The first question of the data, as a suggestion. */
function useFirstPrompt(datasetId: number): string | undefined {
    const { data } = useAnswer("datasets", ["first-prompt", datasetId], (api) =>
        api.datasets.pairs({ id: datasetId, limit: 1 }),
    );
    return data?.items[0]?.prompt.findLast(({ role }) => role === "user")?.content;
}
