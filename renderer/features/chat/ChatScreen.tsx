/** Chat: the conversations, the one that is open, and what answers in it. */
import { Button, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useLocation, useRoute } from "wouter";
import { useAction } from "../../backend/useAction.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { useStream } from "../../backend/useStream.ts";
import { Failure } from "../../components/Failure.tsx";
import { useNewChat } from "../../components/useNewChat.ts";
import { useRoom } from "../../components/useRoom.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { useSettings } from "../../theme/LookProvider.tsx";
import classes from "./ChatScreen.module.css";
import { Conversation } from "./Conversation.tsx";
import { ConversationList } from "./ConversationList.tsx";
import { emptyChat, reduceChat } from "./chatState.ts";
import { NoModel } from "./NoModel.tsx";

/** Not needed for the first answer: loaded after the conversation. */
const SidePanel = lazy(() => import("./SidePanel.tsx"));

/** Widths of the screen, in rem, from which the list and the side panel stand beside the conversation. */
const roomForList = 52;
/** The same where answers stand side by side, which need that room more. */
const roomForListBeside = 75;
const roomForPanel = 66;

export default function ChatScreen() {
    const t = useTranslate();
    const frame = useRef<HTMLDivElement>(null);
    const room = useRoom(frame);
    const [, params] = useRoute("/chat/:id");
    const id = Number(params?.id) || null;
    const [listOpen, list] = useDisclosure(false);
    const [panelOpen, panel] = useDisclosure(false);
    const { settings, change } = useSettings();
    const { run } = useAction();
    const hasPanel = room >= roomForPanel;
    const panelShown = settings?.screens.chatPanel !== false;
    const { isWithoutModel, begin } = useFirstConversation(id);
    const { state, error } = useStream(
        id === null ? null : `chat-${id}`,
        (api, signal) => api.chat.watch({ conversationId: id as number }, { signal }),
        reduceChat,
        emptyChat,
    );
    const beside = (state.conversation?.columns.length ?? 1) > 1;
    const hasList = room >= (beside ? roomForListBeside : roomForList);
    const side = state.conversation && (
        <Suspense>
            <SidePanel conversation={state.conversation} />
        </Suspense>
    );
    const togglePanel = () =>
        hasPanel ? void run(() => change({ screens: { chatPanel: !panelShown } })) : panel.toggle();
    return (
        <div ref={frame} className={classes.screen}>
            {hasList ? (
                <aside className={classes.list} aria-label={t("chat.conversations")}>
                    <ConversationList selected={id} />
                </aside>
            ) : (
                <Drawer opened={listOpen} onClose={list.close} title={t("chat.conversations")} size="20rem">
                    <ConversationList selected={id} onChoose={list.close} />
                </Drawer>
            )}
            <section className={classes.conversation} aria-label={t("chat.conversation")}>
                {error ? (
                    <Failure error={error}>
                        <Button onClick={() => void begin()}>{t("chat.new")}</Button>
                    </Failure>
                ) : isWithoutModel ? (
                    <NoModel any={false} />
                ) : (
                    <Conversation
                        key={id}
                        state={state}
                        onShowList={hasList ? undefined : list.open}
                        onTogglePanel={togglePanel}
                    />
                )}
            </section>
            {hasPanel ? (
                panelShown && (
                    <aside className={classes.panel} aria-label={t("chat.panel")}>
                        {side}
                    </aside>
                )
            ) : (
                <Drawer
                    opened={panelOpen}
                    onClose={panel.close}
                    position="right"
                    size="22rem"
                    title={t("chat.panel")}
                >
                    {side}
                </Drawer>
            )}
        </div>
    );
}

/** Without a conversation in the address, the newest one is opened; the very first one is made, once there is a model. */
function useFirstConversation(id: number | null) {
    const [, go] = useLocation();
    const { begin } = useNewChat();
    const begun = useRef(false);
    const wanted = { enabled: id === null };
    const { data: newest } = useAnswer(
        "conversations",
        ["newest"],
        (api) => api.chat.list({ limit: 1 }),
        wanted,
    );
    const { data: models } = useAnswer("models", ["list"], (api) => api.models.list(), wanted);
    const hasModel = models !== undefined && models.length > 0;
    useEffect(() => {
        if (id !== null || !newest) return;
        const [first] = newest.items;
        if (first) go(`/chat/${first.id}`, { replace: true });
        else if (hasModel && !begun.current) {
            begun.current = true;
            void begin();
        }
    }, [id, newest, hasModel, go, begin]);
    return { isWithoutModel: id === null && newest?.items.length === 0 && models?.length === 0, begin };
}
