/**
 * Conversations: trees of messages whose branches are never lost, and answers as they come.
 *
 * Calls make something happen and answer at once; answers arrive through `watch`, which every window may open at any
 * time and which begins with everything so far. So a reload in the middle of an answer loses nothing.
 */
import { z } from "zod";
import {
    answers,
    byId,
    id,
    longText,
    type Page,
    pageInput,
    searchText,
    seed,
    shortText,
    streams,
    unit,
} from "./common.ts";
import { type StackSetup, stackSetup } from "./stacks.ts";

/** How tokens are chosen, and how long an answer may be. */
export const samplingSettings = z.object({
    temperature: z.number().min(0).max(5).default(0.8),
    topK: z.int().min(0).max(1000).default(40),
    topP: unit.default(0.95),
    minP: unit.default(0.05),
    repeatPenalty: z.number().min(0.5).max(3).default(1),
    maxTokens: z.int().min(1).max(32_768).default(1024),
    /** null: another one for every answer */
    seed: seed.nullable().default(null),
});
export type SamplingSettings = z.output<typeof samplingSettings>;

/** One column of answers: a stack on the conversation's model. No entries: the original model. */
export const column = stackSetup.extend({ label: z.string().max(100).default("") });
export type Column = z.output<typeof column>;

/** What an answer was made with. */
export interface AnswerOrigin {
    modelId: number;
    modelTitle: string;
    /** SHA-256 over the base's weights */
    modelFingerprint: string;
    /** with the adapters' names as they were then; empty for the original model */
    stack: (StackSetup["entries"][number] & { name: string; fingerprint: string })[];
    strength: number;
    label: string;
    /** place among the conversation's columns, from 0 */
    column: number;
    systemPrompt: string;
    sampling: SamplingSettings;
    seed: number;
    tokens: number;
    tokensPerSecond: number;
    secondsToFirstToken: number;
    /** stop: it ended by itself; length: the limit; context: no room left; stopped: by the person */
    reason: "stop" | "length" | "context" | "stopped";
    /** earliest messages that had to be left out, because the conversation is longer than the context */
    droppedMessages: number;
}

/** One message of a conversation's tree. */
export interface MessageRecord {
    id: number;
    conversationId: number;
    /** the message before it; null for a first one */
    parentId: number | null;
    role: "user" | "assistant";
    content: string;
    /** failed: `problem` says why; interrupted: the program or the engine ended meanwhile */
    state: "complete" | "waiting" | "streaming" | "stopped" | "failed" | "interrupted";
    problem: string | null;
    /** answers only */
    origin: AnswerOrigin | null;
    /** the answers of one question side by side share a group; null for a single answer */
    groupId: number | null;
    /** written by the person from an answer of the model */
    improvedFrom: number | null;
    rating: "up" | "down" | null;
    /** the pairs that this message is part of: as the better or the worse one */
    preferredOver: number[];
    createdAt: string;
}

/** A conversation without its messages. */
export interface ConversationRecord {
    id: number;
    /** empty until the first question, whose beginning it becomes */
    title: string;
    modelId: number | null;
    systemPrompt: string;
    sampling: SamplingSettings;
    /** one: ordinary chat; two or three: side by side */
    columns: Column[];
    pinned: boolean;
    /** the end of the branch that is shown */
    activeMessageId: number | null;
    messages: number;
    createdAt: string;
    updatedAt: string;
}

/** What a search found. */
export interface ConversationHit {
    conversation: ConversationRecord;
    messageId: number | null;
    /** text around the match, which stands between \u0002 and \u0003 */
    excerpt: string;
}

/** What happens in a conversation. The first event is always a snapshot. */
export type ChatEvent =
    | { type: "snapshot"; conversation: ConversationRecord; messages: MessageRecord[] }
    | { type: "conversation"; conversation: ConversationRecord }
    | { type: "message"; message: MessageRecord }
    /** text to append to a message; about 30 a second */
    | { type: "text"; messageId: number; text: string; tokens: number; tokensPerSecond: number }
    | { type: "removed"; messageIds: number[] }
    /** something the person should know, for example that training waits meanwhile */
    | { type: "notice"; text: string };

/** A question with the answers that were begun. */
export interface Sent {
    question: MessageRecord;
    answers: MessageRecord[];
}

/** Named sampling settings or system prompts. */
export interface ChatPreset<Value> {
    id: number;
    name: string;
    value: Value;
    /** comes with the program and cannot be changed */
    builtIn: boolean;
}

const columns = z.array(column).min(1).max(3);
const messageId = z.object({ messageId: id });
const changes = {
    title: shortText.optional(),
    modelId: id.optional(),
    systemPrompt: longText.optional(),
    sampling: samplingSettings.optional(),
    columns: columns.optional(),
};

export const chat = {
    list: answers<Page<ConversationRecord>>().to(pageInput),
    search: answers<ConversationHit[]>().to(
        z.object({ text: searchText, limit: z.int().min(1).max(200).default(50) }),
    ),
    get: answers<{ conversation: ConversationRecord; messages: MessageRecord[] }>().to(byId),
    /** What is not given comes from the default model, its default stack and the settings. */
    create: answers<ConversationRecord>().to(z.object(changes).default({})),
    update: answers<ConversationRecord>().to(z.object({ id, pinned: z.boolean().optional(), ...changes })),
    remove: answers<void>().to(byId),
    restore: answers<ConversationRecord>().to(byId),

    /** Asks; `parentId` is the answer that the question follows, null begins the conversation. */
    send: answers<Sent>().to(
        z.object({ conversationId: id, parentId: id.nullable(), content: longText.min(1) }),
    ),
    /** One more version of an answer, with the conversation's settings as they are now. */
    regenerate: answers<MessageRecord>().to(messageId),
    /** Another version of a question beside the old one, answered anew. */
    edit: answers<Sent>().to(z.object({ messageId: id, content: longText.min(1) })),
    /** Goes on where an answer was stopped or reached its limit. */
    continue: answers<MessageRecord>().to(messageId),
    /** Stops all running answers of a conversation, or one; what has been written stays. */
    stop: answers<void>().to(z.object({ conversationId: id, messageId: id.optional() })),
    /** Shows the branch that ends with (or goes through) this message. */
    select: answers<ConversationRecord>().to(messageId),
    /** Removes a message with everything that follows it; stops what is being answered there. */
    removeMessage: answers<{ removed: number[] }>().to(messageId),
    restoreMessages: answers<void>().to(z.object({ messageIds: z.array(id).min(1).max(10_000) })),
    watch: streams<ChatEvent>().to(z.object({ conversationId: id })),

    /**
     * A thumb. On one of several versions it also makes pairs with the unrated or oppositely rated ones.
     * `undo` here and below is for `undoJudgement`.
     */
    rate: answers<{ message: MessageRecord; pairIds: number[]; undo: string }>().to(
        z.object({ messageId: id, rating: z.enum(["up", "down"]).nullable() }),
    ),
    /** This answer is better than those: one pair each, in place of any that said the opposite. */
    prefer: answers<{ pairIds: number[]; undo: string }>().to(
        z.object({ betterId: id, worseIds: z.array(id).min(1).max(20) }),
    ),
    /** The person's own version beside the answer, and a pair of it over the original. */
    improve: answers<{ message: MessageRecord; pairId: number; undo: string }>().to(
        z.object({ messageId: id, content: longText.min(1) }),
    ),
    /** Takes back a thumb, a preference or an own version, with all that followed; possible for a while. */
    undoJudgement: answers<void>().to(z.object({ undo: z.string().max(200) })),

    samplingPresets: answers<ChatPreset<SamplingSettings>[]>().none,
    saveSamplingPreset: answers<ChatPreset<SamplingSettings>>().to(
        z.object({ id: id.optional(), name: shortText, value: samplingSettings }),
    ),
    systemPrompts: answers<ChatPreset<string>[]>().none,
    saveSystemPrompt: answers<ChatPreset<string>>().to(
        z.object({ id: id.optional(), name: shortText, value: longText }),
    ),
    removePreset: answers<void>().to(z.object({ kind: z.enum(["sampling", "system-prompt"]), id })),
};
