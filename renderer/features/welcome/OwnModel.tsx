/** A model of one's own: chosen where it lies, or dropped. */
import { Anchor, Button, Group, Text } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import type { ModelRecord } from "../../../preload/contract/models.ts";
import { useProgress } from "../../backend/useProgress.ts";
import { DropArea } from "../../components/files/DropArea.tsx";
import { useChoosePath } from "../../components/files/useChoosePath.tsx";
import { useFiles } from "../../components/files/useFiles.ts";
import { Panel } from "../../components/Panel.tsx";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { useTell } from "../../components/tell.tsx";
import { useNewChat } from "../../components/useNewChat.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { AbilityText } from "./AbilityText.tsx";

export function OwnModel() {
    const t = useTranslate();
    const tell = useTell();
    const files = useFiles();
    const { choose, dialog } = useChoosePath();
    const { progress, run, stop } = useProgress();
    const { busy, begin } = useNewChat();
    const [sending, setSending] = useState(false);
    const [added, setAdded] = useState<ModelRecord | null>(null);
    const add = async (path: string, copy: boolean) => {
        const model = await run((api, signal) => api.models.add({ path, copy }, { signal }));
        if (model) setAdded(model);
    };
    const chooseFile = async () => {
        const path = await choose({
            kind: "open-file",
            title: t("welcome.chooseModel"),
            extensions: ["gguf"],
        });
        if (path) await add(path, false);
    };
    const drop = async (file: File) => {
        setSending(true);
        try {
            const sent = await files.take(file);
            await add(sent.path, true);
            await sent.release();
        } catch (error) {
            tell.failure(error);
        } finally {
            setSending(false);
        }
    };
    return (
        <DropArea
            label={t("welcome.dropModel")}
            accepts={/\.gguf$/i}
            onDrop={(file) => void drop(file)}
            byPath
        >
            <Panel
                title={t("welcome.own")}
                hint={t("welcome.ownText")}
                actions={
                    <Button
                        variant="default"
                        leftSection={<IconFileImport size="1rem" stroke={1.6} />}
                        loading={progress !== null || sending}
                        onClick={() => void chooseFile()}
                    >
                        {t("welcome.chooseModel")}
                    </Button>
                }
            >
                <ProgressLine progress={progress} label={t("welcome.adding")} onStop={stop} />
                {added && (
                    <Group justify="space-between">
                        <div>
                            <Text fw={600}>{added.title}</Text>
                            <AbilityText what="chat" ability={added.chat} />
                            <AbilityText what="training" ability={added.training} />
                        </div>
                        <Button loading={busy} onClick={() => void begin({ modelId: added.id })}>
                            {t("welcome.talkTo", { model: added.title })}
                        </Button>
                    </Group>
                )}
                <Anchor component={Link} href="/settings/models" size="sm">
                    {t("welcome.allModels")}
                </Anchor>
                {dialog}
            </Panel>
        </DropArea>
    );
}
