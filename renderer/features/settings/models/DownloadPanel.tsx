/** Models from the hub at huggingface.co: what a repository offers, what fits this computer, and bringing one here. */
import { Anchor, Badge, Button, Group, Text, TextInput } from "@mantine/core";
import { IconDownload, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import type { RemoteModelFile } from "../../../../preload/contract/models.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useProgress } from "../../../backend/useProgress.ts";
import { Panel } from "../../../components/Panel.tsx";
import { ProgressLine } from "../../../components/ProgressLine.tsx";
import { useTell } from "../../../components/tell.tsx";
import { bytes } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { useSettings } from "../../../theme/LookProvider.tsx";
import rows from "../SettingsScreen.module.css";
import { Ability } from "./Ability.tsx";

export function DownloadPanel() {
    const t = useTranslate();
    const { settings } = useSettings();
    if (!settings) return null;
    return (
        <Panel title={t("settings.models.download")} hint={t("settings.models.downloadHint")}>
            {settings.offline ? (
                <Text size="sm">
                    {t("settings.models.offline")}{" "}
                    <Anchor component={Link} href="/settings/network" underline="always" inherit>
                        {t("settings.network.title")}
                    </Anchor>
                </Text>
            ) : (
                <Search />
            )}
        </Panel>
    );
}

function Search() {
    const t = useTranslate();
    const { busy, run } = useAction();
    const [repository, setRepository] = useState("");
    const [files, setFiles] = useState<RemoteModelFile[] | null>(null);
    const look = async () => {
        const found = await run((api) => api.models.remoteFiles({ repository: repository.trim() }));
        if (found) setFiles(found);
    };
    return (
        <>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    void look();
                }}
            >
                <Group align="flex-end" gap="xs">
                    <TextInput
                        flex={1}
                        label={t("settings.models.repository")}
                        placeholder="Qwen/Qwen2.5-0.5B-Instruct-GGUF"
                        value={repository}
                        onChange={(event) => setRepository(event.currentTarget.value)}
                    />
                    <Button
                        type="submit"
                        variant="light"
                        loading={busy}
                        disabled={!/^[\w.-]+\/[\w.-]+$/.test(repository.trim())}
                        leftSection={<IconSearch size="1rem" />}
                    >
                        {t("settings.models.look")}
                    </Button>
                </Group>
            </form>
            {files?.length === 0 && <Text size="sm">{t("settings.models.noFiles")}</Text>}
            {files && files.length > 0 && (
                <ul className={rows.items}>
                    {files.map((file) => (
                        <RemoteFile key={file.file} file={file} />
                    ))}
                </ul>
            )}
        </>
    );
}

function RemoteFile({ file: { repository, file, bytes: size, chat, training } }: { file: RemoteModelFile }) {
    const t = useTranslate();
    const tell = useTell();
    const { progress, run, stop } = useProgress();
    const fetchIt = async () => {
        const model = await run((api, signal) => api.models.download({ repository, file }, { signal }));
        if (model) tell.done(t("settings.models.added", { title: model.title }));
    };
    return (
        <li className={rows.item}>
            <div className={rows.words}>
                <Group gap="xs">
                    <Text size="sm" fw={550}>
                        {file}
                    </Text>
                    <Badge variant="light" color="gray" tt="none" fw={500}>
                        {bytes(size)}
                    </Badge>
                </Group>
                <Ability what="chat" ability={chat} />
                <Ability what="training" ability={training} />
                <ProgressLine progress={progress} label={file} onStop={stop} />
            </div>
            {!progress && (
                <Button
                    size="xs"
                    variant="default"
                    disabled={!chat.possible}
                    leftSection={<IconDownload size="1rem" />}
                    onClick={() => void fetchIt()}
                >
                    {t("settings.models.fetch")}
                </Button>
            )}
        </li>
    );
}
