/** One conversation: its turns, following the newest text, and the field to ask in. */
import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import { IconLayoutSidebar, IconLayoutSidebarRight } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { visibleTurns } from "./branch.ts";
import { Composer } from "./Composer.tsx";
import classes from "./Conversation.module.css";
import { type ChatState, isRunning } from "./chatState.ts";
import { FirstQuestions } from "./FirstQuestions.tsx";
import { TurnView } from "./TurnView.tsx";
import { useFollowEnd } from "./useFollowEnd.ts";

interface ConversationProps {
    state: ChatState;
    onShowList: (() => void) | undefined;
    onTogglePanel: () => void;
}

export function Conversation({ state, onShowList, onTogglePanel }: ConversationProps) {
    const t = useTranslate();
    const { conversation, messages, writing, notice } = state;
    const turns = useMemo(() => visibleTurns(state), [state]);
    const running = useMemo(() => [...messages.values()].some(isRunning), [messages]);
    const { frame, follow } = useFollowEnd();
    if (!conversation) return null;
    return (
        <>
            <header className={classes.head}>
                {onShowList && (
                    <Tooltip label={t("chat.conversations")}>
                        <ActionIcon onClick={onShowList} aria-label={t("chat.conversations")}>
                            <IconLayoutSidebar size="1.25rem" stroke={1.6} />
                        </ActionIcon>
                    </Tooltip>
                )}
                <Text component="h1" fw={600} size="md" truncate flex={1}>
                    {conversation.title || t("chat.untitled")}
                </Text>
                <Tooltip label={t("chat.togglePanel")}>
                    <ActionIcon onClick={onTogglePanel} aria-label={t("chat.togglePanel")}>
                        <IconLayoutSidebarRight size="1.25rem" stroke={1.6} />
                    </ActionIcon>
                </Tooltip>
            </header>
            <div
                ref={frame}
                className={classes.scroll}
                {...scrolledWithKeys}
                role="log"
                aria-label={t("chat.messages")}
            >
                {turns.length === 0 ? (
                    <FirstQuestions conversation={conversation} />
                ) : (
                    <div className={classes.turns} data-columns={widest(turns)}>
                        {turns.map((turn, index) => (
                            <TurnView
                                key={turn.question.message.id}
                                turn={turn}
                                last={index === turns.length - 1}
                                writing={writing}
                            />
                        ))}
                    </div>
                )}
            </div>
            <Group className={classes.foot} justify="center">
                <Composer conversation={conversation} running={running} notice={notice} onSent={follow} />
            </Group>
        </>
    );
}

/** What can be scrolled has to be scrolled with keys, too. */
const scrolledWithKeys = { tabIndex: 0 };

/** Most answers side by side. */
function widest(turns: readonly { answers: readonly unknown[] }[]): number {
    return Math.max(1, ...turns.map(({ answers }) => answers.length));
}
