/** The models of the library, and how another one comes in. */
import { Button, Menu, Text } from "@mantine/core";
import { IconCopy, IconFile, IconPackage, IconPlus } from "@tabler/icons-react";
import { useAction } from "../../../backend/useAction.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { useProgress } from "../../../backend/useProgress.ts";
import { EmptyState } from "../../../components/EmptyState.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { DropArea } from "../../../components/files/DropArea.tsx";
import { useChoosePath } from "../../../components/files/useChoosePath.tsx";
import { useFiles } from "../../../components/files/useFiles.ts";
import { Panel } from "../../../components/Panel.tsx";
import { ProgressLine } from "../../../components/ProgressLine.tsx";
import { useTell } from "../../../components/tell.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { DownloadPanel } from "./DownloadPanel.tsx";
import { ModelCard } from "./ModelCard.tsx";
import classes from "./Models.module.css";

export function ModelsPage() {
    const t = useTranslate();
    const tell = useTell();
    const { progress, run, stop } = useProgress();
    const { run: act } = useAction();
    const { choose, dialog } = useChoosePath();
    const files = useFiles();
    const { data, error, refetch } = useAnswer("models", ["list"], (api) => api.models.list());
    const add = async (copy: boolean) => {
        const path = await choose({
            kind: "open-file",
            title: t("settings.models.chooseFile"),
            extensions: ["gguf"],
        });
        if (path === null) return;
        await takeIn(path, copy);
    };
    const takeIn = async (path: string, copy: boolean) => {
        const model = await run((api, signal) => api.models.add({ path, copy }, { signal }));
        if (model) tell.done(t("settings.models.added", { title: model.title }));
    };
    // what a browser sends lies among the temporary files: it has to be copied to be kept
    const drop = async (file: File) => {
        const sent = await act(() => files.take(file));
        if (!sent) return;
        await takeIn(sent.path, true);
        await act(() => sent.release());
    };
    return (
        <DropArea
            label={t("settings.models.dropHere")}
            accepts={/\.gguf$/i}
            byPath
            onDrop={(file) => void drop(file)}
        >
            {dialog}
            <div className={classes.panels}>
                <Panel
                    title={t("settings.models.title")}
                    hint={t("settings.models.hint")}
                    actions={<AddButton busy={progress !== null} onAdd={(copy) => void add(copy)} />}
                >
                    <ProgressLine progress={progress} label={t("settings.models.adding")} onStop={stop} />
                    {error && <Failure error={error} retry={() => void refetch()} />}
                    {data?.length === 0 && (
                        <EmptyState
                            icon={IconPackage}
                            title={t("settings.models.none")}
                            text={t("settings.models.noneHint")}
                        >
                            <Button onClick={() => void add(false)}>{t("settings.models.add")}</Button>
                        </EmptyState>
                    )}
                    {data && data.length > 0 && (
                        <ul className={classes.cards}>
                            {data.map((model) => (
                                <ModelCard key={model.id} model={model} />
                            ))}
                        </ul>
                    )}
                    <Text size="sm" c="dimmed">
                        {t("settings.models.drop")}
                    </Text>
                </Panel>
                <DownloadPanel />
            </div>
        </DropArea>
    );
}

function AddButton({ busy, onAdd }: { busy: boolean; onAdd: (copy: boolean) => void }) {
    const t = useTranslate();
    return (
        <Menu position="bottom-end" width="20rem">
            <Menu.Target>
                <Button leftSection={<IconPlus size="1rem" />} loading={busy}>
                    {t("settings.models.add")}
                </Button>
            </Menu.Target>
            <Menu.Dropdown>
                <Menu.Item leftSection={<IconFile size="1rem" />} onClick={() => onAdd(false)}>
                    {t("settings.models.addThere")}
                    <Text size="xs" c="dimmed">
                        {t("settings.models.addThereHint")}
                    </Text>
                </Menu.Item>
                <Menu.Item leftSection={<IconCopy size="1rem" />} onClick={() => onAdd(true)}>
                    {t("settings.models.addCopy")}
                    <Text size="xs" c="dimmed">
                        {t("settings.models.addCopyHint")}
                    </Text>
                </Menu.Item>
            </Menu.Dropdown>
        </Menu>
    );
}
