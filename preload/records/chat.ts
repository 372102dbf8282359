/**
 * Conversations as they are stored.
 */
import type { Json } from "./common.ts";

/** A conversation without its messages. */
export interface StoredConversation {
    id: number;
    title: string;
    modelId: number | null;
    systemPrompt: string;
    sampling: Json;
    /** the stacks that answer side by side */
    columns: Json;
    pinned: boolean;
    /** the end of the branch that is shown */
    activeMessageId: number | null;
    /** how many there are, in all branches */
    messages: number;
    createdAt: string;
    updatedAt: string;
}

export type MessageState = "complete" | "waiting" | "streaming" | "stopped" | "failed" | "interrupted";

/** One message of a conversation's tree. */
export interface StoredMessage {
    id: number;
    conversationId: number;
    /** the message before it; null for a first one */
    parentId: number | null;
    /** the version shown after it */
    activeChildId: number | null;
    role: "system" | "user" | "assistant";
    content: string;
    state: MessageState;
    problem: string | null;
    /** what an answer was made with: model, adapter stack, sampling; null for what a person wrote */
    origin: Json;
    /** the answers of one question side by side share a group */
    groupId: number | null;
    /** written by the person from an answer of the model */
    improvedFrom: number | null;
    rating: "up" | "down" | null;
    labelId: number | null;
    /** pairs in which this is the better answer */
    preferredOver: number[];
    createdAt: string;
}

/** What a new message is made of. */
export interface NewMessage {
    conversationId: number;
    parentId: number | null;
    role: StoredMessage["role"];
    content: string;
    state?: MessageState;
    origin?: Json;
    groupId?: number | null;
    improvedFrom?: number | null;
}

/** What may be changed in a message. */
export type MessageChanges = Partial<
    Pick<
        StoredMessage,
        "content" | "state" | "problem" | "origin" | "groupId" | "improvedFrom" | "rating" | "labelId"
    >
>;

/** What a search in conversations found; the newest message of each match comes first. */
export interface StoredMessageHit {
    conversationId: number;
    messageId: number;
    /** text around the match, which stands between \u0002 and \u0003 */
    excerpt: string;
}

/** Named sampling settings or system prompts. */
export interface StoredChatPreset {
    id: number;
    kind: "sampling" | "system-prompt";
    name: string;
    value: Json;
    createdAt: string;
}
