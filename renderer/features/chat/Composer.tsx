/** The field to ask in. What is typed and not sent stays with its conversation. */
import { ActionIcon, Text, Textarea, Tooltip } from "@mantine/core";
import { IconArrowUp, IconPlayerStopFilled } from "@tabler/icons-react";
import { type KeyboardEvent, memo, useEffect, useRef, useState } from "react";
import type { ConversationRecord } from "../../../preload/contract/chat.ts";
import { useAction } from "../../backend/useAction.ts";
import { useKeepClear } from "../../components/useKeepClear.ts";
import { said } from "../../i18n/said.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./Composer.module.css";

interface ComposerProps {
    conversation: ConversationRecord;
    /** answers are being made */
    running: boolean;
    notice: string | null;
    onSent: () => void;
}

/** Beyond that, what is written scrolls. */
const mostRows = 10;
/** Elsewhere the height is computed with every letter. */
const growsByItself = CSS.supports("field-sizing", "content");

/** Not stored: a reload may lose them. */
const drafts = new Map<number, string>();

/** Does not depend on text that streams in, and is not drawn again with it. */
export const Composer = memo(function Composer({
    conversation: { id, activeMessageId },
    running,
    notice,
    onSent,
}: ComposerProps) {
    const t = useTranslate();
    const { busy, run } = useAction();
    const [text, setText] = useState(drafts.get(id) ?? "");
    const field = useRef<HTMLTextAreaElement>(null);
    useEffect(() => field.current?.focus(), []);
    const write = (value: string) => {
        setText(value);
        drafts.set(id, value);
    };
    const send = async () => {
        const content = text.trim();
        if (!content || busy || running) return;
        write("");
        onSent();
        const sent = await run((api) =>
            api.chat.send({ conversationId: id, parentId: activeMessageId, content }),
        );
        if (!sent) write(content);
    };
    const stop = () => void run((api) => api.chat.stop({ conversationId: id }));
    const press = (event: KeyboardEvent) => {
        if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            void send();
        }
        if (event.key === "Escape" && running) stop();
    };
    return (
        <div ref={useKeepClear()} className={classes.composer}>
            <Text className={classes.notice} size="xs" c="dimmed" role="status">
                {running && notice && said(notice)}
            </Text>
            <Textarea
                ref={field}
                classNames={{ input: classes.input }}
                value={text}
                onChange={(event) => write(event.currentTarget.value)}
                onKeyDown={press}
                placeholder={t("chat.ask")}
                aria-label={t("chat.ask")}
                autosize={!growsByItself}
                minRows={1}
                maxRows={mostRows}
                radius="lg"
                size="md"
                rightSectionWidth="3rem"
                rightSection={
                    running ? (
                        <Tooltip label={t("chat.stopHint")}>
                            <ActionIcon
                                variant="filled"
                                color="gray"
                                radius="xl"
                                size="lg"
                                onClick={stop}
                                aria-label={t("common.stop")}
                            >
                                <IconPlayerStopFilled size="1rem" />
                            </ActionIcon>
                        </Tooltip>
                    ) : (
                        <ActionIcon
                            variant="filled"
                            color="pine"
                            radius="xl"
                            size="lg"
                            disabled={!text.trim() || busy}
                            onClick={() => void send()}
                            aria-label={t("chat.send")}
                        >
                            <IconArrowUp size="1.25rem" />
                        </ActionIcon>
                    )
                }
            />
            <Text className={classes.hint} size="xs" c="dimmed">
                {t("chat.sendHint")}
            </Text>
        </div>
    );
});
