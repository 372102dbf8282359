/**
 * Conversations: made, changed, found, put away. Their messages are in messages.ts.
 */
import type {
    Column,
    ConversationHit,
    ConversationRecord,
    SamplingSettings,
} from "../../../preload/contract/chat.ts";
import type { Page } from "../../../preload/contract/common.ts";
import type { Json } from "../../../preload/records/common.ts";
import * as rows from "../../db/conversations.ts";
import { deleteRows, restoreRows } from "../../db/deletions.ts";
import { getModel } from "../../db/models.ts";
import { searchMessages } from "../../db/search.ts";
import type { Ground } from "../ground.ts";
import { defaultModel } from "../models.ts";
import { readSettings } from "../settings.ts";
import { defaultSetup } from "../stacks.ts";
import { conversationRecord, type Rooms } from "./rooms.ts";

/** What a person may choose of a conversation. */
export interface ConversationChanges {
    title?: string;
    modelId?: number;
    systemPrompt?: string;
    sampling?: SamplingSettings;
    columns?: Column[];
    pinned?: boolean;
}

export function listConversations(
    { db }: Ground,
    limit: number,
    cursor: string | null | undefined,
): Page<ConversationRecord> {
    const { items, ...page } = rows.listConversations(db, limit, cursor);
    return { ...page, items: items.map(conversationRecord) };
}

/** Finds conversations by their titles, then by what was said in them. */
export function searchConversations({ db }: Ground, text: string, limit: number): ConversationHit[] {
    const titles = rows.findByTitle(db, text, limit).map((found) => ({
        conversation: conversationRecord(found),
        messageId: null,
        excerpt: found.title,
    }));
    const said = searchMessages(db, text, limit).map(({ conversationId, messageId, excerpt }) => ({
        conversation: conversationRecord(rows.getConversation(db, conversationId)),
        messageId,
        excerpt,
    }));
    return [...titles, ...said].slice(0, limit);
}

/** Begins a conversation; what is not chosen comes from the default model, its default stack and the settings. */
export function createConversation(ground: Ground, chosen: ConversationChanges): ConversationRecord {
    const { db, events } = ground;
    const { id: modelId } =
        chosen.modelId === undefined ? defaultModel(ground) : getModel(db, chosen.modelId);
    const settings = readSettings(ground);
    const columns = chosen.columns ?? [{ ...defaultSetup(ground, modelId), label: "" }];
    const { id } = rows.addConversation(db, {
        title: chosen.title ?? "",
        modelId,
        systemPrompt: chosen.systemPrompt ?? settings.systemPrompt,
        sampling: (chosen.sampling ?? settings.sampling) as unknown as Json,
        columns: columns as unknown as Json,
    });
    events.changed("conversations", [id]);
    return conversationRecord(rows.getConversation(db, id));
}

/** Changes a conversation. With another model its stacks begin anew. @throws StudioError not-found */
export function updateConversation(
    ground: Ground,
    rooms: Rooms,
    id: number,
    { sampling, columns, ...changes }: ConversationChanges,
): ConversationRecord {
    const { db } = ground;
    const old = rows.getConversation(db, id);
    const { modelId } = changes;
    if (modelId !== undefined) getModel(db, modelId);
    const isOther = modelId !== undefined && modelId !== old.modelId;
    const fresh = isOther ? [{ ...defaultSetup(ground, modelId), label: "" }] : undefined;
    const stacks = (columns ?? fresh) as unknown as Json | undefined;
    rows.updateConversation(db, id, {
        ...changes,
        ...(sampling ? { sampling: sampling as unknown as Json } : {}),
        ...(stacks ? { columns: stacks } : {}),
    });
    return rooms.tellConversation(id);
}

/** @throws StudioError not-found */
export function removeConversation({ db, events }: Ground, id: number): void {
    deleteRows(db, "conversations", [id]);
    events.changed("conversations", [id]);
}

/** @throws StudioError not-found */
export function restoreConversation({ db, events }: Ground, id: number): ConversationRecord {
    restoreRows(db, "conversations", [id]);
    events.changed("conversations", [id]);
    return conversationRecord(rows.getConversation(db, id));
}
