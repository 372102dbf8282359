/** Telling people things at the edge of the window: what failed, what was done, and how to take it back. */
import { Button, Group, Text } from "@mantine/core";
import { type NotificationData, notifications } from "@mantine/notifications";
import { useMemo } from "react";
import { useLocation } from "wouter";
import type { AppEvent, NoticeAction } from "../../preload/contract/app.ts";
import { errorSentences } from "../i18n/errorSentences.ts";
import { said } from "../i18n/said.ts";
import { type Translate, useTranslate } from "../i18n/useTranslate.ts";

type Notice = Extract<AppEvent, { type: "notice" }>;

/** Milliseconds. Long, because an undo must not run away. */
const undoTime = 12_000;

export interface Tell {
    failure(error: unknown): void;
    notice(notice: Notice): void;
    done(text: string): void;
    /** Says what was done, with a button that takes it back. */
    undoable(text: string, undo: () => unknown): void;
}

/** The same object as long as the language stays. */
export function useTell(): Tell {
    const t = useTranslate();
    const [, go] = useLocation();
    return useMemo(() => makeTell(t, go), [t, go]);
}

function makeTell(t: Translate, go: (to: string) => void): Tell {
    const show = (data: NotificationData) =>
        notifications.show({ closeButtonProps: { "aria-label": t("common.close") }, ...data });
    return {
        failure(error) {
            const { code, title, sentence } = errorSentences(error, t);
            if (code === "interrupted") return;
            show({
                id: `${code}:${sentence}`,
                color: "red",
                title,
                message: sentence,
                autoClose: 12_000,
            });
        },
        notice({ level, text, action }) {
            show({
                id: text,
                color: { info: "pine", warning: "clay", error: "red" }[level],
                message: <WithButton text={said(text)} button={action && actionButton(action, t, go)} />,
                autoClose: level === "info" ? 6000 : 15_000,
            });
        },
        done: (text) => void show({ message: text, color: "pine", autoClose: 4000 }),
        undoable(text, undo) {
            const key = show({
                message: (
                    <WithButton
                        text={text}
                        button={{
                            label: t("common.undo"),
                            press: () => {
                                notifications.hide(key);
                                undo();
                            },
                        }}
                    />
                ),
                color: "gray",
                autoClose: undoTime,
            });
        },
    };
}

interface ButtonText {
    label: string;
    press: () => void;
}

function WithButton({ text, button }: { text: string; button?: ButtonText | undefined }) {
    return (
        <Group justify="space-between" wrap="nowrap" gap="md">
            <Text size="sm">{text}</Text>
            {button && (
                <Button size="compact-sm" variant="light" onClick={button.press} style={{ flex: "none" }}>
                    {button.label}
                </Button>
            )}
        </Group>
    );
}

/** What would help, as a button. */
function actionButton(action: NoticeAction, t: Translate, go: (to: string) => void): ButtonText {
    switch (action.kind) {
        case "resume-run":
            return { label: t("tell.showRun"), press: () => go(`/train/${action.runId}`) };
        case "locate-model":
            return { label: t("tell.findModel"), press: () => go("/settings/models") };
        case "open-settings":
            return { label: t("tell.openSettings"), press: () => go("/settings") };
    }
}
