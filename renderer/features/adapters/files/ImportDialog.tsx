/** An adapter coming in from a file: a look at a package, or the question of whose LoRA it is; then it is taken in. */
import { Alert, Button, Checkbox, Group, Modal, Progress, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import type { AdapterRecord } from "../../../../preload/contract/adapters.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { useProgress } from "../../../backend/useProgress.ts";
import { Failure } from "../../../components/Failure.tsx";
import type { ChosenFile } from "../../../components/files/useFiles.ts";
import { ModelSelect } from "../../../components/models/ModelSelect.tsx";
import { meantModel } from "../../../components/models/useChatModels.ts";
import { useTell } from "../../../components/tell.tsx";
import { bytes } from "../../../i18n/format.ts";
import { said } from "../../../i18n/said.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";

interface ImportDialogProps {
    file: ChosenFile;
    onClose: () => void;
}

export function ImportDialog({ file, onClose }: ImportDialogProps) {
    const t = useTranslate();
    const Content = /\.qadapter$/i.test(file.name) ? PackagePreview : LoraQuestion;
    return (
        <Modal opened onClose={onClose} title={t("adapters.importOf", { file: file.name })} size="32rem">
            <Content file={file} onClose={onClose} />
        </Modal>
    );
}

function PackagePreview({ file: { path }, onClose }: ImportDialogProps) {
    const t = useTranslate();
    const [withData, setWithData] = useState(false);
    const { progress, run } = useProgress();
    const taken = useTaken(onClose);
    const { data, error, refetch } = useAnswer("files", ["package", path], (api) =>
        api.adapters.previewPackage({ path }),
    );
    const start = async () =>
        taken(await run((api, signal) => api.adapters.importPackage({ path, withData }, { signal })));
    if (error) return <Failure error={error} retry={() => void refetch()} />;
    if (!data) return <Progress value={100} animated aria-label={t("adapters.looking")} />;
    const { name, note, base, adapterBytes, pairs, problems } = data;
    return (
        <Stack gap="sm">
            <div>
                <Text fw={600}>{name}</Text>
                <Text size="sm" c="dimmed">
                    {base ? t("adapters.madeFor", { model: base.name }) : null} · {bytes(adapterBytes)}
                </Text>
            </div>
            {note && (
                <Text size="sm" lineClamp={6}>
                    {note}
                </Text>
            )}
            {problems.map((problem) => (
                <Alert key={problem} color="clay">
                    {said(problem)}
                </Alert>
            ))}
            {pairs > 0 && (
                <Checkbox
                    label={t("adapters.withPairs", { count: pairs })}
                    checked={withData}
                    onChange={(event) => setWithData(event.currentTarget.checked)}
                />
            )}
            <Buttons share={progress?.share} busy={progress !== null} onClose={onClose}>
                <Button loading={progress !== null} onClick={() => void start()} data-autofocus>
                    {t("adapters.takeIn")}
                </Button>
            </Buttons>
        </Stack>
    );
}

function LoraQuestion({ file: { path, name: fileName }, onClose }: ImportDialogProps) {
    const t = useTranslate();
    const { progress, run } = useProgress();
    const taken = useTaken(onClose);
    const [name, setName] = useState(fileName.replace(/\.gguf$/i, "").slice(0, 200));
    const [modelId, setModelId] = useState<number | null>(null);
    const { data: models } = useAnswer("models", ["list"], (api) => api.models.list());
    const model = models && meantModel(models, modelId);
    const start = async () => {
        if (!model) return;
        const input = { path, modelId: model.id, name: name.trim() };
        const isGguf = /\.gguf$/i.test(fileName);
        taken(
            await run((api, signal) =>
                isGguf
                    ? api.adapters.importGguf(input, { signal })
                    : api.adapters.importPeft(input, { signal }),
            ),
        );
    };
    return (
        <Stack gap="sm">
            <Text size="sm" c="dimmed">
                {t("adapters.loraText")}
            </Text>
            <ModelSelect
                label={t("adapters.base")}
                models={models}
                chosen={model?.id}
                onChoose={setModelId}
            />
            <TextInput
                label={t("common.name")}
                value={name}
                maxLength={200}
                onChange={(event) => setName(event.currentTarget.value)}
            />
            <Buttons share={progress?.share} busy={progress !== null} onClose={onClose}>
                <Button
                    loading={progress !== null}
                    disabled={!model || !name.trim()}
                    onClick={() => void start()}
                >
                    {t("adapters.takeIn")}
                </Button>
            </Buttons>
        </Stack>
    );
}

interface ButtonsProps {
    share: number | null | undefined;
    busy: boolean;
    onClose: () => void;
    children: ReactNode;
}

function Buttons({ share, busy, onClose, children }: ButtonsProps) {
    const t = useTranslate();
    return (
        <>
            {busy && (
                <Progress
                    value={(share ?? 1) * 100}
                    animated={share == null}
                    aria-label={t("adapters.takeIn")}
                />
            )}
            <Group justify="flex-end" gap="xs">
                <Button variant="default" onClick={onClose}>
                    {t("common.cancel")}
                </Button>
                {children}
            </Group>
        </>
    );
}

/** What happens once an adapter is in: its details are shown. */
function useTaken(onClose: () => void): (adapter: AdapterRecord | undefined) => void {
    const t = useTranslate();
    const tell = useTell();
    const [, go] = useLocation();
    return (adapter) => {
        if (!adapter) return;
        onClose();
        tell.done(t("adapters.taken", { name: adapter.name }));
        go(`/adapters/${adapter.id}`);
    };
}
