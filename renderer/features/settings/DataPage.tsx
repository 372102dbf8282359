/** Where everything is kept, copies of it, and moving it to another computer. */
import { Badge, Button, Checkbox, Code, Group, Text } from "@mantine/core";
import { IconDeviceFloppy, IconDownload, IconFolderOpen, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import type { BackupRecord } from "../../../preload/contract/app.ts";
import { useAction } from "../../backend/useAction.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { useProgress } from "../../backend/useProgress.ts";
import { Failure } from "../../components/Failure.tsx";
import { useChoosePath } from "../../components/files/useChoosePath.tsx";
import { useWriteFile } from "../../components/files/useWriteFile.ts";
import { Panel } from "../../components/Panel.tsx";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { useTell } from "../../components/tell.tsx";
import { useAppInfo } from "../../components/useAppInfo.ts";
import { bytes, whenExactly } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./SettingsScreen.module.css";

export function DataPage() {
    return (
        <>
            <Folder />
            <Backups />
            <Everything />
        </>
    );
}

function Folder() {
    const t = useTranslate();
    const { run } = useAction();
    const info = useAppInfo();
    return (
        <Panel title={t("settings.data.folder")} hint={t("settings.data.folderHint")}>
            <Group gap="sm">
                <Code fz="sm" style={{ overflowWrap: "anywhere", whiteSpace: "normal" }}>
                    {info?.dataDir}
                </Code>
                {info?.host.showInFolder && (
                    <Button
                        variant="default"
                        size="xs"
                        leftSection={<IconFolderOpen size="1rem" />}
                        onClick={() => void run((api) => api.app.showInFolder({ path: info.dataDir }))}
                    >
                        {t("settings.data.show")}
                    </Button>
                )}
            </Group>
            <Text size="sm" c="dimmed">
                {t("settings.data.move")}
            </Text>
        </Panel>
    );
}

function Backups() {
    const t = useTranslate();
    const tell = useTell();
    const { busy, run } = useAction();
    const { data, error, refetch } = useAnswer("backups", ["list"], (api) => api.app.backups());
    const backUp = () =>
        run(async (api) => {
            await api.app.backUp();
            tell.done(t("settings.data.backedUp"));
        });
    return (
        <Panel
            title={t("settings.data.backups")}
            hint={t("settings.data.backupsHint")}
            actions={
                <Button
                    variant="light"
                    size="sm"
                    loading={busy}
                    leftSection={<IconDeviceFloppy size="1rem" />}
                    onClick={() => void backUp()}
                >
                    {t("settings.data.backUp")}
                </Button>
            }
        >
            {error && <Failure error={error} retry={() => void refetch()} />}
            {data?.length === 0 && (
                <Text size="sm" c="dimmed">
                    {t("settings.data.noBackups")}
                </Text>
            )}
            {data && data.length > 0 && (
                <ul className={classes.items}>
                    {data.map((backup) => (
                        <Backup key={backup.id} backup={backup} />
                    ))}
                </ul>
            )}
        </Panel>
    );
}

function Backup({ backup: { id, bytes: size, createdAt, reason } }: { backup: BackupRecord }) {
    const t = useTranslate();
    const tell = useTell();
    const { busy, run } = useAction();
    const restore = (from: string) =>
        run(async (api) => {
            await api.app.restoreBackup({ id: from });
            // what was there before was kept: that is the way back
            const before = (await api.app.backups()).find((one) => one.reason === "before-restore");
            if (before) tell.undoable(t("settings.data.restored"), () => restore(before.id));
        });
    return (
        <li className={classes.item}>
            <div>
                <Text size="sm">{whenExactly(createdAt)}</Text>
                <Group gap="xs">
                    <Badge variant="light" color={reason === "manual" ? "pine" : "gray"} tt="none" fw={500}>
                        {t(`settings.data.reasons.${reason}`)}
                    </Badge>
                    <Text size="xs" c="dimmed">
                        {bytes(size)}
                    </Text>
                </Group>
            </div>
            <Button variant="default" size="xs" loading={busy} onClick={() => void restore(id)}>
                {t("settings.data.restore")}
            </Button>
        </li>
    );
}

/** Everything in one file, for another computer or to be safe. */
function Everything() {
    const t = useTranslate();
    const tell = useTell();
    const writeFile = useWriteFile();
    const { choose, dialog } = useChoosePath();
    const { progress, run, stop } = useProgress();
    const [withModels, setWithModels] = useState(false);
    const save = async () => {
        const name = `q-adapter-studio-${new Date().toISOString().slice(0, 10)}.zip`;
        const written = await writeFile(name, (_, to) =>
            run((api, signal) => api.app.exportEverything({ to, withModels }, { signal })),
        );
        if (written) tell.done(t("settings.data.exported", { size: bytes(written.bytes) }));
    };
    const load = async () => {
        const path = await choose({
            kind: "open-file",
            title: t("settings.data.importTitle"),
            extensions: ["zip"],
        });
        if (path !== null) await run((api, signal) => api.app.importEverything({ path }, { signal }));
    };
    return (
        <Panel title={t("settings.data.everything")} hint={t("settings.data.everythingHint")}>
            {dialog}
            <Checkbox
                checked={withModels}
                onChange={(event) => setWithModels(event.currentTarget.checked)}
                label={t("settings.data.withModels")}
            />
            {progress ? (
                <ProgressLine progress={progress} label={t("settings.data.working")} onStop={stop} />
            ) : (
                <Group gap="sm">
                    <Button
                        variant="light"
                        leftSection={<IconDownload size="1rem" />}
                        onClick={() => void save()}
                    >
                        {t("settings.data.export")}
                    </Button>
                    <Button
                        variant="default"
                        leftSection={<IconUpload size="1rem" />}
                        onClick={() => void load()}
                    >
                        {t("settings.data.import")}
                    </Button>
                </Group>
            )}
        </Panel>
    );
}
