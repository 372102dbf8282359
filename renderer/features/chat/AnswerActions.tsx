/** What can be done with an answer: versions, copy, again, thumbs, better, improve, remove. */
import { ActionIcon, Button, CopyButton, Group, Tooltip } from "@mantine/core";
import {
    IconArrowForwardUp,
    IconCheck,
    IconCopy,
    IconPencil,
    IconRefresh,
    IconThumbDown,
    IconThumbDownFilled,
    IconThumbUp,
    IconThumbUpFilled,
    IconTrash,
    IconTrophy,
    type TablerIcon,
} from "@tabler/icons-react";
import type { MessageRecord } from "../../../preload/contract/chat.ts";
import { useAction } from "../../backend/useAction.ts";
import { useTell } from "../../components/tell.tsx";
import { useTranslate } from "../../i18n/useTranslate.ts";
import type { Versioned } from "./branch.ts";
import { isRunning } from "./chatState.ts";
import classes from "./Message.module.css";
import { useUndoPairs } from "./useUndoPairs.ts";
import { VersionArrows } from "./VersionArrows.tsx";

interface ActionsProps {
    answer: Versioned;
    others: readonly MessageRecord[];
    last: boolean;
    beside: boolean;
    continued: boolean;
    onImprove: () => void;
}

export function AnswerActions({ answer, others, last, beside, continued, onImprove }: ActionsProps) {
    const t = useTranslate();
    const { message, versions } = answer;
    const messageId = message.id;
    const actions = useAnswerActions(message);
    const finished = !isRunning(message) && message.content !== "";
    const rivals = (beside ? others : versions).filter(
        (other) =>
            other !== message &&
            !isRunning(other) &&
            other.content !== "" &&
            other.content !== message.content,
    );
    return (
        <Group gap={2} className={classes.actions}>
            {versions.length > 1 && (
                <VersionArrows ids={versions.map(({ id }) => id)} shown={versions.indexOf(message)} />
            )}
            {finished && (
                <>
                    <CopyButton value={message.content}>
                        {({ copied, copy }) => (
                            <Action
                                icon={copied ? IconCheck : IconCopy}
                                label={t(copied ? "common.copied" : "common.copy")}
                                onClick={copy}
                            />
                        )}
                    </CopyButton>
                    <Action icon={IconRefresh} label={t("chat.regenerate")} onClick={actions.regenerate} />
                    <Action
                        icon={message.rating === "up" ? IconThumbUpFilled : IconThumbUp}
                        label={t("chat.thumbUp")}
                        pressed={message.rating === "up"}
                        onClick={() => actions.rate("up")}
                    />
                    <Action
                        icon={message.rating === "down" ? IconThumbDownFilled : IconThumbDown}
                        label={t("chat.thumbDown")}
                        pressed={message.rating === "down"}
                        onClick={() => actions.rate("down")}
                    />
                    <Action icon={IconPencil} label={t("chat.improve")} onClick={onImprove} />
                    {beside && !continued && last && (
                        <Action
                            icon={IconArrowForwardUp}
                            label={t("chat.goOnHere")}
                            onClick={actions.goOnHere}
                        />
                    )}
                    {versions.length > 1 && (
                        <Action icon={IconTrash} label={t("chat.removeVersion")} onClick={actions.remove} />
                    )}
                    {rivals.length > 0 && (
                        <Tooltip label={t(beside ? "chat.betterThanBeside" : "chat.betterThanVersions")}>
                            <Button
                                size="compact-xs"
                                variant="light"
                                leftSection={<IconTrophy size="0.875rem" />}
                                onClick={() => actions.prefer(rivals.map(({ id }) => id))}
                            >
                                {t("chat.thisIsBetter")}
                            </Button>
                        </Tooltip>
                    )}
                </>
            )}
            {!finished && !isRunning(message) && (
                <Action
                    icon={IconRefresh}
                    label={t("chat.regenerate")}
                    onClick={actions.regenerate}
                    key={messageId}
                />
            )}
        </Group>
    );
}

function useAnswerActions({ id: messageId, rating: now }: MessageRecord) {
    const t = useTranslate();
    const tell = useTell();
    const { run } = useAction();
    const saved = useUndoPairs();
    return {
        regenerate: () => void run((api) => api.chat.regenerate({ messageId })),
        goOnHere: () => void run((api) => api.chat.select({ messageId })),
        rate: (rating: "up" | "down") =>
            void run(async (api) => {
                const { pairIds, undo } = await api.chat.rate({
                    messageId,
                    rating: rating === now ? null : rating,
                });
                saved(pairIds, undo);
            }),
        prefer: (worseIds: number[]) =>
            void run(async (api) => {
                const { pairIds, undo } = await api.chat.prefer({ betterId: messageId, worseIds });
                saved(pairIds, undo);
            }),
        remove: () =>
            void run(async (api) => {
                const { removed } = await api.chat.removeMessage({ messageId });
                tell.undoable(t("chat.versionRemoved"), () =>
                    run((again) => again.chat.restoreMessages({ messageIds: removed })),
                );
            }),
    };
}

interface ActionProps {
    icon: TablerIcon;
    label: string;
    onClick: () => void;
    /** for what can be on or off */
    pressed?: boolean;
}

function Action({ icon: Icon, label, onClick, pressed }: ActionProps) {
    return (
        <Tooltip label={label}>
            <ActionIcon
                size="sm"
                color={pressed ? "pine" : "gray"}
                onClick={onClick}
                aria-label={label}
                aria-pressed={pressed}
            >
                <Icon size="1rem" stroke={1.6} />
            </ActionIcon>
        </Tooltip>
    );
}
