/** Beginning to compare: which questions, and what answers them. */
import { Button, Group, Modal, Radio, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { PromptSource } from "../../../../preload/contract/queues.ts";
import type { Api } from "../../../backend/liveBackend.ts";
import { useAction } from "../../../backend/useAction.ts";
import { type ChosenFile, useFiles } from "../../../components/files/useFiles.ts";
import { ModelSelect } from "../../../components/models/ModelSelect.tsx";
import { useChatModels } from "../../../components/models/useChatModels.ts";
import { useStackChoices } from "../../../components/stack/useStackChoices.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";

interface NewQueueDialogProps {
    onClose: () => void;
    onMade: (queueId: number) => void;
}

type Source = PromptSource["kind"];
const sources = ["bundled", "chats", "file"] as const satisfies readonly Source[];
const endings = ["txt", "jsonl", "json", "csv"];

/** Pip knows little: it is asked what its examples ask. */
async function promptsOf(
    api: Api,
    source: "bundled" | "chats" | "file",
    file: ChosenFile | null,
    isPip: boolean,
): Promise<{ kind: "bundled" | "chats" } | { kind: "file"; file: { path: string } }> {
    if (source === "file") return { kind: source, file: { path: file?.path ?? "" } };
    const [example] = source === "bundled" && isPip ? await api.preferences.examples() : [];
    return example ? { kind: "file", file: { path: example.path } } : { kind: source };
}

export function NewQueueDialog({ onClose, onMade }: NewQueueDialogProps) {
    const t = useTranslate();
    const { busy, run } = useAction();
    const files = useFiles();
    const [name, setName] = useState("");
    const [source, setSource] = useState<(typeof sources)[number]>("bundled");
    const [file, setFile] = useState<ChosenFile | null>(null);
    const [modelId, setModelId] = useState<number | null>(null);
    const [stacks, setStacks] = useState<[string, string]>(["base", "base"]);
    const [tags, setTags] = useState<string[]>([]);
    const { models, model, waiting } = useChatModels(modelId);
    const choices = useStackChoices(model?.id ?? null);
    const chooseFile = async () => {
        const chosen = await run(() => files.open(t("label.questionSources.file"), endings));
        if (!chosen) return;
        await file?.release();
        setFile(chosen);
    };
    const close = () => {
        void file?.release();
        onClose();
    };
    const make = () =>
        void run(async (api) => {
            if (!model) return;
            const [first, second] = stacks.map((value) => choices.setupOf(value)) as [never, never];
            const prompts = await promptsOf(api, source, file, model.bundled);
            const queue = await api.queues.create({
                name:
                    name.trim() || (source === "file" && file?.name) || t(`label.questionSources.${source}`),
                modelId: model.id,
                prompts,
                first,
                second,
                tags,
            });
            onMade(queue.id);
            close();
        });
    const setStack = (place: 0 | 1, value: string | null) =>
        value && setStacks(place === 0 ? [value, stacks[1]] : [stacks[0], value]);
    return (
        <Modal opened={!waiting} onClose={close} title={t("label.newQueue")} size="34rem">
            <Stack gap="md">
                <Radio.Group
                    label={t("label.whichQuestions")}
                    value={source}
                    onChange={(value) => setSource(value as (typeof sources)[number])}
                >
                    <Stack gap="xs" mt={6}>
                        {sources.map((value) => (
                            <Radio
                                key={value}
                                value={value}
                                label={t(`label.questionSources.${value}`)}
                                description={t(`label.questionHints.${value}`)}
                            />
                        ))}
                    </Stack>
                </Radio.Group>
                {source === "file" && (
                    <Group gap="sm">
                        <Button size="xs" variant="default" onClick={() => void chooseFile()}>
                            {t("label.chooseFile")}
                        </Button>
                        <Text size="sm" c="dimmed">
                            {file?.name}
                        </Text>
                    </Group>
                )}
                <ModelSelect
                    label={t("label.whichModel")}
                    models={models}
                    chosen={model?.id}
                    onChoose={setModelId}
                />
                {choices.data.length > 1 && (
                    <Group grow>
                        {([0, 1] as const).map((place) => (
                            <Select
                                key={place}
                                label={t(place === 0 ? "label.firstStack" : "label.secondStack")}
                                data={choices.data}
                                value={stacks[place]}
                                allowDeselect={false}
                                onChange={(value) => setStack(place, value)}
                            />
                        ))}
                    </Group>
                )}
                <Group grow align="flex-start">
                    <TextInput
                        label={t("common.name")}
                        placeholder={t(`label.questionSources.${source}`)}
                        value={name}
                        maxLength={200}
                        onChange={(event) => setName(event.currentTarget.value)}
                    />
                    <TagsInput
                        label={t("label.queueTags")}
                        placeholder={tags.length === 0 ? t("label.queueTagsHint") : ""}
                        value={tags}
                        onChange={(list) => setTags(list.map((tag) => tag.slice(0, 60)))}
                        maxTags={50}
                    />
                </Group>
                <Group justify="flex-end" gap="xs">
                    <Button variant="default" onClick={close}>
                        {t("common.cancel")}
                    </Button>
                    <Button
                        loading={busy}
                        disabled={!model || (source === "file" && !file)}
                        onClick={make}
                        data-autofocus
                    >
                        {t("label.begin")}
                    </Button>
                </Group>
            </Stack>
        </Modal>
    );
}
