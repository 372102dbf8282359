/** One model of the library: what it is, what it can do here, and what can be done with it. */
import { Badge, Button, Group, Menu, Text, Title } from "@mantine/core";
import { IconFolderSearch, IconShieldCheck, IconStar } from "@tabler/icons-react";
import { useState } from "react";
import type { ModelCheck, ModelRecord } from "../../../../preload/contract/models.ts";
import { useAction } from "../../../backend/useAction.ts";
import { type ProgressState, useProgress } from "../../../backend/useProgress.ts";
import { useChoosePath } from "../../../components/files/useChoosePath.tsx";
import { MoreMenu, RemoveItem, RenameItem } from "../../../components/MoreMenu.tsx";
import { NameField } from "../../../components/NameField.tsx";
import { ProgressLine } from "../../../components/ProgressLine.tsx";
import { useTell } from "../../../components/tell.tsx";
import { useRemove } from "../../../components/useRemove.ts";
import { bytes, number } from "../../../i18n/format.ts";
import { said } from "../../../i18n/said.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { Ability } from "./Ability.tsx";
import classes from "./Models.module.css";

export function ModelCard({ model }: { model: ModelRecord }) {
    const t = useTranslate();
    const { run } = useAction();
    const [renaming, setRenaming] = useState(false);
    const { progress, check, verify, stop } = useVerify(model.id);
    const { relocate, dialog } = useRelocate(model);
    const { id, title, state } = model;
    return (
        <li className={classes.card}>
            {dialog}
            <Group justify="space-between" wrap="nowrap" align="flex-start">
                {renaming ? (
                    <NameField
                        name={title}
                        onDone={() => setRenaming(false)}
                        onSave={(name) => void run((api) => api.models.update({ id, title: name }))}
                    />
                ) : (
                    <div>
                        <Group gap="xs">
                            <Title order={3} size="h5">
                                {title}
                            </Title>
                            <Badges model={model} />
                        </Group>
                        <Text size="sm" c="dimmed">
                            {describe(model, t("settings.models.parameters"), t("settings.models.tokens"))}
                        </Text>
                    </div>
                )}
                <CardMenu
                    model={model}
                    onRename={() => setRenaming(true)}
                    onVerify={() => void verify()}
                    onRelocate={() => void relocate()}
                />
            </Group>
            {state === "ready" ? (
                <div>
                    <Ability what="chat" ability={model.chat} />
                    <Ability what="training" ability={model.training} />
                </div>
            ) : (
                <div className={classes.problem} role="alert">
                    <Text size="sm" mb="xs">
                        {t(`settings.models.${state}`)}
                    </Text>
                    <Button
                        size="xs"
                        variant="default"
                        leftSection={<IconFolderSearch size="1rem" />}
                        onClick={() => void relocate()}
                    >
                        {t("settings.models.relocate")}
                    </Button>
                </div>
            )}
            <div className={classes.path}>{model.path}</div>
            <Check progress={progress} check={check} onStop={stop} />
        </li>
    );
}

/** "llama · 1.2 million parameters · Q8_0 · 1.3 MB · 512 tokens" */
function describe(model: ModelRecord, parameters: string, tokens: string): string {
    const { architecture, quantization, fileBytes, contextLength } = model;
    const count = new Intl.NumberFormat(document.documentElement.lang, {
        notation: "compact",
        maximumFractionDigits: 1,
    }).format(model.parameters);
    return [
        architecture,
        `${count} ${parameters}`,
        quantization,
        bytes(fileBytes),
        `${number(contextLength)} ${tokens}`,
    ].join(" · ");
}

function Badges({ model: { isDefault, bundled, owned } }: { model: ModelRecord }) {
    const t = useTranslate();
    const badge = (text: string, color: string) => (
        <Badge variant="light" color={color} tt="none" fw={500}>
            {text}
        </Badge>
    );
    return (
        <>
            {isDefault && badge(t("settings.models.default"), "pine")}
            {bundled && badge(t("settings.models.bundled"), "gray")}
            {owned && badge(t("settings.models.owned"), "gray")}
        </>
    );
}

interface CardMenuProps {
    model: ModelRecord;
    onRename: () => void;
    onVerify: () => void;
    onRelocate: () => void;
}

function CardMenu({
    model: { id, title, isDefault, bundled },
    onRename,
    onVerify,
    onRelocate,
}: CardMenuProps) {
    const t = useTranslate();
    const { run } = useAction();
    const takeAway = useRemove(run);
    const remove = () => takeAway({ part: "models", id, text: t("settings.models.removed", { title }) });
    return (
        <MoreMenu label={t("settings.models.actionsFor", { title })}>
            <Menu.Item
                leftSection={<IconStar size="1rem" />}
                disabled={isDefault}
                onClick={() => void run((api) => api.models.update({ id, isDefault: true }))}
            >
                {t("settings.models.makeDefault")}
            </Menu.Item>
            <RenameItem onClick={onRename} />
            <Menu.Item leftSection={<IconShieldCheck size="1rem" />} onClick={onVerify}>
                {t("settings.models.verify")}
            </Menu.Item>
            {!bundled && (
                <Menu.Item leftSection={<IconFolderSearch size="1rem" />} onClick={onRelocate}>
                    {t("settings.models.relocate")}
                </Menu.Item>
            )}
            <RemoveItem onClick={remove} text={t("settings.models.remove")} />
        </MoreMenu>
    );
}

function Check({
    progress,
    check,
    onStop,
}: {
    progress: ProgressState | null;
    check: ModelCheck | null;
    onStop: () => void;
}) {
    const t = useTranslate();
    if (progress)
        return <ProgressLine progress={progress} label={t("settings.models.verifying")} onStop={onStop} />;
    if (!check) return null;
    return (
        <div role="status">
            <Text size="sm" fw={550}>
                {t(check.ok ? "settings.models.sound" : "settings.models.unsound")}
            </Text>
            {check.problems.map((problem) => (
                <Text key={problem} size="sm">
                    {said(problem)}
                </Text>
            ))}
            {check.fingerprint && (
                <div className={classes.path}>
                    {t("settings.models.fingerprint")} {check.fingerprint}
                </div>
            )}
        </div>
    );
}

/** Checksum, loads, has a template. */
function useVerify(id: number) {
    const { progress, run, stop } = useProgress();
    const [check, setCheck] = useState<ModelCheck | null>(null);
    const verify = async () => {
        const result = await run((api, signal) => api.models.verify({ id }, { signal }));
        if (result) setCheck(result);
    };
    return { progress, check, verify, stop };
}

/** Asks where the file is now. */
function useRelocate({ id, title }: ModelRecord) {
    const t = useTranslate();
    const tell = useTell();
    const { run } = useAction();
    const { choose, dialog } = useChoosePath();
    const relocate = async () => {
        const path = await choose({
            kind: "open-file",
            title: t("settings.models.whereIs", { title }),
            extensions: ["gguf"],
        });
        if (path === null) return;
        const found = await run((api) => api.models.relocate({ id, path }));
        if (found) tell.done(t("settings.models.found", { title }));
    };
    return { relocate, dialog };
}
