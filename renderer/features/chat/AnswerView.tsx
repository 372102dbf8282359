/** An answer of a model: its text, what made it, and what can be done with it. */
import { Badge, Button, Text } from "@mantine/core";
import { useState } from "react";
import type { MessageRecord } from "../../../preload/contract/chat.ts";
import { useAction } from "../../backend/useAction.ts";
import { Markdown } from "../../components/markdown/Markdown.tsx";
import { useTell } from "../../components/tell.tsx";
import { number } from "../../i18n/format.ts";
import { said } from "../../i18n/said.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { AnswerActions } from "./AnswerActions.tsx";
import type { Versioned } from "./branch.ts";
import { isRunning, type Writing } from "./chatState.ts";
import classes from "./Message.module.css";
import { OriginButton } from "./OriginButton.tsx";
import { Editor } from "./QuestionView.tsx";
import { useUndoPairs } from "./useUndoPairs.ts";

interface AnswerProps {
    answer: Versioned;
    /** the answers beside it */
    others: readonly MessageRecord[];
    last: boolean;
    beside: boolean;
    /** the conversation goes on from this one of several */
    continued: boolean;
    writing: Writing | undefined;
}

export function AnswerView({ answer, others, last, beside, continued, writing }: AnswerProps) {
    const t = useTranslate();
    const { run } = useAction();
    const saved = useUndoPairs();
    const [improving, setImproving] = useState(false);
    const { message } = answer;
    const improve = (content: string) => {
        setImproving(false);
        void run(async (api) => {
            const { pairId, undo } = await api.chat.improve({ messageId: message.id, content });
            saved([pairId], undo);
        });
    };
    return (
        <section
            className={classes.answer}
            data-beside={beside}
            data-continued={continued}
            aria-busy={isRunning(message)}
        >
            <div className={classes.head}>
                <OriginButton message={message} beside={beside} />
                {message.preferredOver.length > 0 && (
                    <Badge size="sm" variant="light" color="pine" tt="none" fw={550}>
                        {t("chat.better")}
                    </Badge>
                )}
                <span className={classes.speed}>
                    <Speed message={message} writing={writing} />
                </span>
            </div>
            {improving ? (
                <Editor
                    text={message.content}
                    label={t("chat.improve")}
                    action={t("chat.saveImproved")}
                    onCancel={() => setImproving(false)}
                    onDone={improve}
                />
            ) : (
                <>
                    <Content message={message} />
                    <AnswerActions
                        answer={answer}
                        others={others}
                        last={last}
                        beside={beside}
                        continued={continued}
                        onImprove={() => setImproving(true)}
                    />
                </>
            )}
        </section>
    );
}

function Content({ message: { id, content, state, problem, origin } }: { message: MessageRecord }) {
    const t = useTranslate();
    const { busy, run } = useAction();
    const tell = useTell();
    const goOn = () => void run((api) => api.chat.continue({ messageId: id })).catch(tell.failure);
    const cut = origin?.reason === "length" || state === "stopped" || state === "interrupted";
    return (
        <>
            {content === "" && (state === "waiting" || state === "streaming") ? (
                <div className={classes.waiting} role="img" aria-label={t("chat.thinking")}>
                    <i />
                    <i />
                    <i />
                </div>
            ) : (
                <Markdown text={content} />
            )}
            {(problem || (cut && !isRunningState(state))) && (
                <div className={classes.problem}>
                    <Text size="sm" flex={1}>
                        {problem
                            ? said(problem)
                            : t(origin?.reason === "length" ? "chat.cutByLength" : "chat.stopped")}
                    </Text>
                    {content !== "" && (
                        <Button size="compact-sm" variant="default" loading={busy} onClick={goOn}>
                            {t("chat.continue")}
                        </Button>
                    )}
                </div>
            )}
        </>
    );
}

function isRunningState(state: MessageRecord["state"]): boolean {
    return state === "waiting" || state === "streaming";
}

function Speed({ message: { origin }, writing }: { message: MessageRecord; writing: Writing | undefined }) {
    const t = useTranslate();
    const speed = writing?.tokensPerSecond ?? origin?.tokensPerSecond ?? 0;
    return speed > 0 ? t("chat.speed", { speed: number(speed, speed < 10 ? 1 : 0) }) : null;
}
