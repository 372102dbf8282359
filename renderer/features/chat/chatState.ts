/** A conversation as its events tell it. Not what of it is shown (branch.ts). */
import type { ChatEvent, ConversationRecord, MessageRecord } from "../../../preload/contract/chat.ts";

/** Text that comes in, with how fast. */
export interface Writing {
    tokens: number;
    tokensPerSecond: number;
}

export interface ChatState {
    /** null until the first event */
    conversation: ConversationRecord | null;
    messages: ReadonlyMap<number, MessageRecord>;
    /** speed of the answers that are being written */
    writing: ReadonlyMap<number, Writing>;
    /** the newest thing that the person should know about the answer in progress */
    notice: string | null;
}

export const emptyChat: ChatState = {
    conversation: null,
    messages: new Map(),
    writing: new Map(),
    notice: null,
};

/** The state after an event. What did not change stays the same object. */
export function reduceChat(state: ChatState, event: ChatEvent): ChatState {
    switch (event.type) {
        case "snapshot": {
            const messages = new Map(event.messages.map((message) => [message.id, message]));
            return { ...emptyChat, conversation: event.conversation, messages };
        }
        case "conversation":
            return { ...state, conversation: event.conversation };
        case "message":
            return withMessage(state, event.message);
        case "text":
            return withText(state, event);
        case "removed": {
            const messages = new Map(state.messages);
            for (const id of event.messageIds) messages.delete(id);
            return { ...state, messages };
        }
        case "notice":
            return { ...state, notice: event.text };
    }
}

function withMessage(state: ChatState, message: MessageRecord): ChatState {
    const messages = new Map(state.messages).set(message.id, message);
    if (isRunning(message)) return { ...state, messages };
    const writing = new Map(state.writing);
    writing.delete(message.id);
    return { ...state, messages, writing, notice: null };
}

function withText(state: ChatState, event: ChatEvent & { type: "text" }): ChatState {
    const { messageId, text, tokens, tokensPerSecond } = event;
    const message = state.messages.get(messageId);
    if (!message) return state;
    const longer: MessageRecord = { ...message, state: "streaming", content: message.content + text };
    return {
        ...state,
        messages: new Map(state.messages).set(messageId, longer),
        writing: new Map(state.writing).set(messageId, { tokens, tokensPerSecond }),
        notice: null,
    };
}

/** Whether an answer is being made. */
export function isRunning({ state }: MessageRecord): boolean {
    return state === "waiting" || state === "streaming";
}
