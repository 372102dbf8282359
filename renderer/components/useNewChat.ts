/** Beginning a conversation. One that was begun and never used is taken first, so that empty ones do not pile up. */
import { useCallback } from "react";
import { useLocation } from "wouter";
import type { Column } from "../../preload/contract/chat.ts";
import { useAction } from "../backend/useAction.ts";

/** What the conversation answers with; without, the default model and its default stack. */
export interface NewChat {
    modelId?: number;
    columns?: Column[];
}

/** Begins a conversation and goes there. */
export function useNewChat(): { busy: boolean; begin: (chat?: NewChat) => Promise<void> } {
    const [, go] = useLocation();
    const { busy, run } = useAction();
    const begin = useCallback(
        async (chat: NewChat = {}) => {
            const conversation = await run(async (api) => {
                const { items } = await api.chat.list({ limit: 20 });
                const unused = items.find(({ messages, title }) => messages === 0 && title === "");
                if (!unused) return api.chat.create(chat);
                return Object.keys(chat).length > 0 ? api.chat.update({ id: unused.id, ...chat }) : unused;
            });
            if (conversation) go(`/chat/${conversation.id}`);
        },
        [run, go],
    );
    return { busy, begin };
}
