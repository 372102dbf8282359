/** Beginning a blind comparison: two stacks, and the questions that both answer. */
import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { useAction } from "../../../backend/useAction.ts";
import { ModelSelect } from "../../../components/models/ModelSelect.tsx";
import { useChatModels } from "../../../components/models/useChatModels.ts";
import { useStackChoices } from "../../../components/stack/useStackChoices.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";

export function NewComparison({ onClose }: { onClose: () => void }) {
    const t = useTranslate();
    const [, go] = useLocation();
    const { busy, run } = useAction();
    const [modelId, setModelId] = useState<number | null>(null);
    const [first, setFirst] = useState<string | null>(null);
    const [second, setSecond] = useState("base");
    const [source, setSource] = useState<"bundled" | "chats">("bundled");
    const [name, setName] = useState("");
    const { models, model, waiting } = useChatModels(modelId);
    const choices = useStackChoices(model?.id ?? null);
    const chosen = first ?? choices.data.find(({ value }) => value !== "base")?.value ?? "base";
    const labelOf = (value: string) => choices.data.find((one) => one.value === value)?.label ?? "";
    const suggested = t("evaluate.versus", { first: labelOf(chosen), second: labelOf(second) });
    const begin = async () => {
        if (!model) return;
        const queue = await run((api) =>
            api.queues.create({
                kind: "comparison",
                name: name.trim() || suggested.slice(0, 200),
                modelId: model.id,
                prompts: { kind: source },
                first: choices.setupOf(chosen),
                second: choices.setupOf(second),
            }),
        );
        if (queue) go(`/evaluate/comparison/${queue.id}`);
    };
    return (
        <Modal opened={!waiting} onClose={onClose} title={t("evaluate.compare")} size="34rem">
            <Stack gap="md">
                <ModelSelect
                    label={t("evaluate.model")}
                    models={models}
                    chosen={model?.id}
                    onChoose={setModelId}
                />
                <Group grow>
                    <Select
                        label={t("evaluate.first")}
                        data={choices.data}
                        value={chosen}
                        allowDeselect={false}
                        onChange={setFirst}
                    />
                    <Select
                        label={t("evaluate.second")}
                        data={choices.data}
                        value={second}
                        allowDeselect={false}
                        onChange={(value) => value && setSecond(value)}
                    />
                </Group>
                <Select
                    label={t("evaluate.prompts")}
                    data={(["bundled", "chats"] as const).map((value) => ({
                        value,
                        label: t(`evaluate.promptSources.${value}`),
                    }))}
                    value={source}
                    allowDeselect={false}
                    onChange={(value) => value && setSource(value)}
                />
                <TextInput
                    label={t("common.name")}
                    placeholder={suggested}
                    value={name}
                    maxLength={200}
                    onChange={(event) => setName(event.currentTarget.value)}
                />
                <Group justify="flex-end" gap="xs">
                    <Button variant="default" onClick={onClose}>
                        {t("common.cancel")}
                    </Button>
                    <Button
                        loading={busy}
                        disabled={!model || chosen === second}
                        onClick={() => void begin()}
                        data-autofocus
                    >
                        {t("evaluate.beginComparison")}
                    </Button>
                </Group>
            </Stack>
        </Modal>
    );
}
