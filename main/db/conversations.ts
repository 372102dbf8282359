/**
 * Conversations without their messages, which are in messages.ts.
 */
import type { StoredConversation } from "../../preload/records/chat.ts";
import type { StoredPage } from "../../preload/records/common.ts";
import { type Db, notFound, write } from "./database.ts";
import { columnsOf, insertRow, toRecord, updateRow } from "./rows.ts";
import { conversations } from "./tables.ts";

/** What a new conversation is made of. */
export type NewConversation = Pick<StoredConversation, "title"> &
    Partial<Pick<StoredConversation, "modelId" | "systemPrompt" | "sampling" | "columns" | "pinned">>;

const selected = `SELECT ${columnsOf(conversations, "c")},
    (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id AND m.deletion_id IS NULL) AS messages
    FROM conversations c WHERE c.deletion_id IS NULL`;

/** Begins a conversation. */
export function addConversation(db: Db, conversation: NewConversation): StoredConversation {
    return write(db, () => getConversation(db, insertRow(db, conversations, conversation)));
}

/** @throws StudioError not-found */
export function getConversation(db: Db, id: number): StoredConversation {
    const row = db.prepare(`${selected} AND c.id = ?`).get(id);
    if (row === undefined) throw notFound(conversations.what);
    return toRecord(conversations, row);
}

/** One page of conversations: pinned ones first, then those that were used last. */
export function listConversations(
    db: Db,
    limit: number,
    cursor?: string | null,
): StoredPage<StoredConversation> {
    const after = parseCursor(cursor);
    const behind = after ? "AND (c.pinned, c.updated_at, c.id) < (?, ?, ?)" : "";
    const items = db
        .prepare(`${selected} ${behind} ORDER BY c.pinned DESC, c.updated_at DESC, c.id DESC LIMIT ?`)
        .all(...(after ?? []), limit)
        .map((row) => toRecord<StoredConversation>(conversations, row));
    const total = db
        .prepare("SELECT count(*) FROM conversations WHERE deletion_id IS NULL")
        .pluck()
        .get() as number;
    const last = items.length < limit ? undefined : items.at(-1);
    const next = last ? JSON.stringify([last.pinned ? 1 : 0, last.updatedAt, last.id]) : null;
    return { items, next, total };
}

/** Conversations whose title holds all of the words in `text`, those used last first. */
export function findByTitle(db: Db, text: string, limit: number): StoredConversation[] {
    const words = text.split(/\s+/).filter((word) => word !== "");
    if (words.length === 0) return [];
    const holds = words.map(() => "AND instr(lower(c.title), lower(?)) > 0").join(" ");
    return db
        .prepare(`${selected} ${holds} ORDER BY c.updated_at DESC, c.id DESC LIMIT ?`)
        .all(...words, limit)
        .map((row) => toRecord(conversations, row));
}

/** The place of the last conversation of the page before; undefined for the first page, and for nonsense. */
function parseCursor(cursor: string | null | undefined): [number, string, number] | undefined {
    const match = /^\[([01]),"([0-9T:.Z-]{1,30})",(\d{1,15})\]$/.exec(cursor ?? "");
    return match ? [Number(match[1]), match[2] as string, Number(match[3])] : undefined;
}

/** @throws StudioError not-found */
export function updateConversation(
    db: Db,
    id: number,
    changes: Partial<NewConversation>,
): StoredConversation {
    return write(db, () => {
        updateRow(db, conversations, id, changes);
        return getConversation(db, id);
    });
}
