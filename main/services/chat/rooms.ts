/**
 * Conversations as windows see them: stored, with what is being written at the moment, and the news of each.
 * Changes nothing in the store.
 */
import {
    type AnswerOrigin,
    type ChatEvent,
    type Column,
    type ConversationRecord,
    type MessageRecord,
    samplingSettings,
} from "../../../preload/contract/chat.ts";
import type { StoredConversation, StoredMessage } from "../../../preload/records/chat.ts";
import { getConversation } from "../../db/conversations.ts";
import { getMessage, listMessages } from "../../db/messages.ts";
import { Broadcasts } from "../../rpc/broadcasts.ts";
import type { Ground } from "../ground.ts";

/** All conversations that somebody looks at. */
export class Rooms {
    readonly #ground: Ground;
    readonly #rooms = new Broadcasts(merge);
    /** what answers that are being written hold so far, by message */
    readonly writing = new Map<number, string>();

    constructor(ground: Ground) {
        this.#ground = ground;
    }

    /** @throws StudioError not-found */
    conversation(id: number): ConversationRecord {
        return conversationRecord(getConversation(this.#ground.db, id));
    }

    /** @throws StudioError not-found */
    message(id: number): MessageRecord {
        return this.#record(getMessage(this.#ground.db, id));
    }

    /** The whole tree of a conversation, in the order in which it was written. */
    messages(conversationId: number): MessageRecord[] {
        return listMessages(this.#ground.db, conversationId).map((message) => this.#record(message));
    }

    #record({ labelId: _, activeChildId: __, ...message }: StoredMessage): MessageRecord {
        return {
            ...message,
            role: message.role === "user" ? "user" : "assistant",
            content: this.writing.get(message.id) ?? message.content,
            origin: message.origin as unknown as AnswerOrigin | null,
        };
    }

    /** Tells everybody who looks at a conversation. */
    tell(conversationId: number, event: ChatEvent): void {
        this.#rooms.publish(conversationId, event);
    }

    /** Tells what a message is now. */
    tellMessage(id: number): MessageRecord {
        const message = this.message(id);
        this.tell(message.conversationId, { type: "message", message });
        return message;
    }

    /** Tells what a conversation is now, in its room and in lists. */
    tellConversation(id: number): ConversationRecord {
        const conversation = this.conversation(id);
        this.tell(id, { type: "conversation", conversation });
        this.#ground.events.changed("conversations", [id]);
        return conversation;
    }

    /** A conversation from now on. @throws StudioError not-found */
    watch(id: number, signal: AbortSignal | undefined): AsyncGenerator<ChatEvent> {
        return this.#rooms.follow(
            id,
            () => ({
                type: "snapshot",
                conversation: this.conversation(id),
                messages: this.messages(id),
            }),
            signal,
        );
    }
}

/** A stored conversation as screens see it. */
export function conversationRecord(conversation: StoredConversation): ConversationRecord {
    const columns = conversation.columns as unknown as Column[];
    return {
        ...conversation,
        sampling: samplingSettings.parse(conversation.sampling),
        columns: columns.length > 0 ? columns : [{ entries: [], strength: 1, label: "" }],
    };
}

/** Joins text of the same message, as long as nothing else about that message comes between. */
function merge(waiting: ChatEvent[], event: ChatEvent): void {
    if (event.type !== "text") {
        waiting.push(event);
        return;
    }
    const { messageId } = event;
    const last = waiting.findLast(
        (other) =>
            (other.type === "text" && other.messageId === messageId) ||
            (other.type === "message" && other.message.id === messageId) ||
            other.type === "snapshot",
    );
    if (last?.type === "text") Object.assign(last, { ...event, text: last.text + event.text });
    else waiting.push({ ...event });
}
