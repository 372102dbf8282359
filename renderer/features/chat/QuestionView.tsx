/** What the person asked: shown, asked differently, copied, removed. */
import { ActionIcon, Button, CopyButton, Group, Textarea, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useAction } from "../../backend/useAction.ts";
import { useTell } from "../../components/tell.tsx";
import { useTranslate } from "../../i18n/useTranslate.ts";
import type { Versioned } from "./branch.ts";
import classes from "./Message.module.css";
import { VersionArrows } from "./VersionArrows.tsx";

export function QuestionView({ question: { message, versions } }: { question: Versioned }) {
    const t = useTranslate();
    const tell = useTell();
    const { run } = useAction();
    const [editing, setEditing] = useState(false);
    const remove = () =>
        run(async (api) => {
            const { removed } = await api.chat.removeMessage({ messageId: message.id });
            tell.undoable(t("chat.questionRemoved"), () =>
                run((again) => again.chat.restoreMessages({ messageIds: removed })),
            );
        });
    if (editing)
        return (
            <Editor
                text={message.content}
                label={t("chat.editQuestion")}
                action={t("chat.askAgain")}
                onCancel={() => setEditing(false)}
                onDone={(content) => {
                    setEditing(false);
                    void run((api) => api.chat.edit({ messageId: message.id, content }));
                }}
            />
        );
    return (
        <div className={classes.question}>
            <div className={classes.bubble}>
                <span className={classes.who}>{t("chat.you")}</span>
                {message.content}
            </div>
            <Group gap={2} className={classes.actions} justify="flex-end">
                {versions.length > 1 && (
                    <VersionArrows ids={versions.map(({ id }) => id)} shown={versions.indexOf(message)} />
                )}
                <CopyButton value={message.content}>
                    {({ copied, copy }) => (
                        <Tooltip label={t(copied ? "common.copied" : "common.copy")}>
                            <ActionIcon size="sm" onClick={copy} aria-label={t("common.copy")}>
                                {copied ? <IconCheck size="1rem" /> : <IconCopy size="1rem" stroke={1.6} />}
                            </ActionIcon>
                        </Tooltip>
                    )}
                </CopyButton>
                <Tooltip label={t("chat.editQuestion")}>
                    <ActionIcon
                        size="sm"
                        onClick={() => setEditing(true)}
                        aria-label={t("chat.editQuestion")}
                    >
                        <IconPencil size="1rem" stroke={1.6} />
                    </ActionIcon>
                </Tooltip>
                <Tooltip label={t("chat.removeQuestion")}>
                    <ActionIcon size="sm" onClick={() => void remove()} aria-label={t("chat.removeQuestion")}>
                        <IconTrash size="1rem" stroke={1.6} />
                    </ActionIcon>
                </Tooltip>
            </Group>
        </div>
    );
}

interface EditorProps {
    text: string;
    label: string;
    /** what the button says */
    action: string;
    onCancel: () => void;
    onDone: (text: string) => void;
}

/** A text of a conversation being changed. */
export function Editor({ text, label, action, onCancel, onDone }: EditorProps) {
    const t = useTranslate();
    const [changed, setChanged] = useState(text);
    const usable = changed.trim() !== "" && changed !== text;
    return (
        <div className={classes.editor}>
            <Textarea
                value={changed}
                onChange={(event) => setChanged(event.currentTarget.value)}
                onKeyDown={(event) => {
                    if (event.key === "Escape") onCancel();
                    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && usable) onDone(changed);
                }}
                aria-label={label}
                ref={(field) => field?.focus()}
                autosize
                minRows={2}
                maxRows={16}
            />
            <Group justify="flex-end" gap="xs" mt="xs">
                <Button size="xs" variant="default" onClick={onCancel}>
                    {t("common.cancel")}
                </Button>
                <Button size="xs" disabled={!usable} onClick={() => onDone(changed)}>
                    {action}
                </Button>
            </Group>
        </div>
    );
}
