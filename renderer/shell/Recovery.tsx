/** Stands in place of all screens while the database is damaged: the backups that can be put back, and other ways out. */
import { Button, Group, Text } from "@mantine/core";
import { IconDatabaseOff } from "@tabler/icons-react";
import type { BackupRecord } from "../../preload/contract/app.ts";
import { useAction } from "../backend/useAction.ts";
import { useAnswer } from "../backend/useAnswer.ts";
import { useProgress } from "../backend/useProgress.ts";
import { EmptyState } from "../components/EmptyState.tsx";
import { useChoosePath } from "../components/files/useChoosePath.tsx";
import { ProgressLine } from "../components/ProgressLine.tsx";
import { bytes, whenExactly } from "../i18n/format.ts";
import { said } from "../i18n/said.ts";
import { useTranslate } from "../i18n/useTranslate.ts";
import classes from "./Recovery.module.css";

/** @param problem the backend's sentence */
export function Recovery({ problem }: { problem: string }) {
    const t = useTranslate();
    const { busy, run } = useAction();
    const { data: backups = [] } = useAnswer("backups", ["list"], (api) => api.app.backups());
    return (
        <main className={classes.recovery}>
            <EmptyState
                icon={IconDatabaseOff}
                title={t("recovery.title")}
                text={said(problem)}
                role="alert"
            />
            {backups.length > 0 && (
                <ul className={classes.backups} aria-label={t("recovery.backups")}>
                    {backups.map((backup, place) => (
                        <Backup key={backup.id} backup={backup} isNewest={place === 0} />
                    ))}
                </ul>
            )}
            <Group justify="center" gap="sm">
                <FromFile />
                <Button
                    variant="subtle"
                    color="gray"
                    loading={busy}
                    onClick={() => void run((api) => api.app.beginAnew())}
                >
                    {t("recovery.beginAnew")}
                </Button>
            </Group>
            <Text size="sm" c="dimmed" ta="center" maw="32rem">
                {t("recovery.kept")}
            </Text>
        </main>
    );
}

function Backup({
    backup: { id, createdAt, bytes: size },
    isNewest,
}: {
    backup: BackupRecord;
    isNewest: boolean;
}) {
    const t = useTranslate();
    const { busy, run } = useAction();
    return (
        <li className={classes.backup}>
            <Text size="sm">
                {whenExactly(createdAt)} ({bytes(size)})
            </Text>
            <Button
                size="xs"
                variant={isNewest ? "filled" : "default"}
                loading={busy}
                onClick={() => void run((api) => api.app.restoreBackup({ id }))}
            >
                {t("recovery.restore")}
            </Button>
        </li>
    );
}

/** From a file of the whole data. */
function FromFile() {
    const t = useTranslate();
    const { choose, dialog } = useChoosePath();
    const { progress, run, stop } = useProgress();
    const load = async () => {
        const path = await choose({
            kind: "open-file",
            title: t("recovery.fromFile"),
            extensions: ["zip"],
        });
        if (path !== null) await run((api, signal) => api.app.importEverything({ path }, { signal }));
    };
    if (progress) return <ProgressLine progress={progress} label={t("recovery.fromFile")} onStop={stop} />;
    return (
        <>
            {dialog}
            <Button variant="default" onClick={() => void load()}>
                {t("recovery.fromFile")}
            </Button>
        </>
    );
}
