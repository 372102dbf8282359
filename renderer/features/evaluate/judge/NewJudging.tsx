/** Having a model judge: which one, what counts, how many answers, and where people have judged already. */
import { Button, Group, Modal, MultiSelect, Select, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { EvaluationRecord } from "../../../../preload/contract/evaluation.ts";
import type { PeopleSource } from "../../../../preload/contract/judging.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { chatModels } from "../../../components/models/useChatModels.ts";
import { Segments } from "../../../components/Segments.tsx";
import { number } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { sizeOf, suggestedJudge, titleOf } from "./judgeText.ts";

const limits = { few: 25, usual: 100, all: 5000 } as const;
type Limit = keyof typeof limits;

interface NewJudgingProps {
    evaluation: EvaluationRecord;
    onClose: () => void;
}

export function NewJudging({
    evaluation: { id: evaluationId, modelId: answered },
    onClose,
}: NewJudgingProps) {
    const t = useTranslate();
    const { busy, run } = useAction();
    const [chosen, choose] = useState<number | null>(null);
    const [criterion, setCriterion] = useState("");
    const [limit, setLimit] = useState<Limit>("usual");
    const [wanted, want] = useState<string[] | null>(null);
    const { data: models } = useAnswer("models", ["list"], (api) => api.models.list());
    const { data: people = [] } = useAnswer("judging", ["people", evaluationId], (api) =>
        api.judging.people({ evaluationId }),
    );
    const usable = chatModels(models ?? []);
    const judge = usable.find(({ id }) => id === chosen) ?? suggestedJudge(usable, answered);
    const values = wanted ?? people.filter(({ related }) => related).map(keyOf);
    const begin = async () => {
        if (!judge) return;
        const subjects = people
            .filter((source) => values.includes(keyOf(source)))
            .map(({ subject }) => subject);
        const started = await run((api) =>
            api.judging.start({
                ...{ evaluationId, modelId: judge.id, criterion, limit: limits[limit] },
                datasetIds: subjects.flatMap((one) => (one.kind === "pairs" ? [one.datasetId] : [])),
                queueIds: subjects.flatMap((one) => (one.kind === "comparison" ? [one.queueId] : [])),
            }),
        );
        if (started) onClose();
    };
    return (
        <Modal opened onClose={onClose} title={t("judging.begin")} size="36rem">
            <Stack gap="md">
                <Select
                    label={t("judging.judge")}
                    description={t(judge?.id === answered ? "judging.self" : "judging.judgeHint")}
                    data={usable.map((model) => ({
                        value: String(model.id),
                        label: `${model.title} · ${t(`judging.sizes.${sizeOf(model)}`)}`,
                    }))}
                    value={judge ? String(judge.id) : null}
                    allowDeselect={false}
                    onChange={(value) => choose(Number(value))}
                />
                <Textarea
                    label={t("judging.criterion")}
                    description={t("judging.criterionHint")}
                    placeholder={t("judging.criterionExample")}
                    value={criterion}
                    maxLength={2000}
                    autosize
                    minRows={2}
                    maxRows={6}
                    onChange={(event) => setCriterion(event.currentTarget.value)}
                />
                <div>
                    <Text size="sm" fw={550} mb={4} id="judging-limit">
                        {t("judging.limit")}
                    </Text>
                    <Segments<Limit>
                        aria-labelledby="judging-limit"
                        value={limit}
                        onChange={setLimit}
                        data={(Object.keys(limits) as Limit[]).map((value) => ({
                            value,
                            label: t(`judging.limits.${value}`),
                        }))}
                    />
                </div>
                {people.length > 0 && (
                    <MultiSelect
                        label={t("judging.people")}
                        description={t("judging.peopleHint")}
                        data={people.map((source) => ({
                            value: keyOf(source),
                            label: `${titleOf(source, t)} (${number(source.matches)})`,
                        }))}
                        value={values}
                        onChange={want}
                    />
                )}
                <Group justify="flex-end" gap="xs">
                    <Button variant="default" onClick={onClose}>
                        {t("common.cancel")}
                    </Button>
                    <Button loading={busy} disabled={!judge} onClick={() => void begin()}>
                        {t("judging.start")}
                    </Button>
                </Group>
            </Stack>
        </Modal>
    );
}

function keyOf({ subject }: PeopleSource): string {
    return subject.kind === "pairs" ? `pairs-${subject.datasetId}` : `comparison-${subject.queueId}`;
}
