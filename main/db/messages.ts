/**
 * Messages: the tree of a conversation. Nothing is overwritten by editing or regenerating: another version is another
 * child of the same parent, and the conversation shows one branch of the tree.
 */
import type { MessageChanges, NewMessage, StoredMessage } from "../../preload/records/chat.ts";
import type { StoredDeletion } from "../../preload/records/common.ts";
import { type Db, notFound, now, write } from "./database.ts";
import { backUpBeforeDelete, deleteRows } from "./deletions.ts";
import { columnsOf, insertRow, toRecord, updateRow } from "./rows.ts";
import { messages } from "./tables.ts";

const columns = `${columnsOf(messages, "m")},
    (SELECT json_group_array(mp.pair_id) FROM message_pairs mp JOIN pairs p ON p.id = mp.pair_id
        WHERE mp.chosen_id = m.id AND p.deletion_id IS NULL) AS preferred_over`;
const table = { ...messages, json: [...messages.json, "preferred_over"] };

/** Adds a message and shows the branch that it ends. @throws StudioError not-found (conversation or parent) */
export function addMessage(db: Db, message: NewMessage): StoredMessage {
    return write(db, () => {
        checkParent(db, message);
        const id = insertRow(db, messages, message);
        selectMessage(db, id);
        return getMessage(db, id);
    });
}

function checkParent(db: Db, { conversationId, parentId }: NewMessage): void {
    const conversation = db
        .prepare("SELECT 1 FROM conversations WHERE id = ? AND deletion_id IS NULL")
        .get(conversationId);
    if (conversation === undefined) throw notFound("This conversation");
    if (parentId !== null && getMessage(db, parentId).conversationId !== conversationId)
        throw notFound("The message before this one");
}

/** @throws StudioError not-found */
export function getMessage(db: Db, id: number): StoredMessage {
    const row = db
        .prepare(`SELECT ${columns} FROM messages m WHERE m.id = ? AND m.deletion_id IS NULL`)
        .get(id);
    if (row === undefined) throw notFound(messages.what);
    return toRecord(table, row);
}

/** The whole tree of a conversation, in the order in which it was written. */
export function listMessages(db: Db, conversationId: number): StoredMessage[] {
    return db
        .prepare(
            `SELECT ${columns} FROM messages m WHERE m.conversation_id = ? AND m.deletion_id IS NULL ORDER BY m.id`,
        )
        .all(conversationId)
        .map((row) => toRecord(table, row));
}

/** The conversation up to and including a message, from its beginning. @throws StudioError not-found */
export function pathTo(db: Db, id: number): StoredMessage[] {
    getMessage(db, id);
    return db
        .prepare(
            `WITH RECURSIVE path (id, depth) AS (
                VALUES (?, 0) UNION ALL
                SELECT m.parent_id, path.depth + 1 FROM path JOIN messages m ON m.id = path.id WHERE m.parent_id IS NOT NULL)
            SELECT ${columns} FROM path JOIN messages m ON m.id = path.id ORDER BY path.depth DESC`,
        )
        .all(id)
        .map((row) => toRecord(table, row));
}

/** The other versions of a message and itself, oldest first. @throws StudioError not-found */
export function versionsOf(db: Db, id: number): StoredMessage[] {
    const { conversationId, parentId, role } = getMessage(db, id);
    return db
        .prepare(
            `SELECT ${columns} FROM messages m WHERE m.conversation_id = ? AND m.parent_id IS ? AND m.role = ?
            AND m.deletion_id IS NULL ORDER BY m.id`,
        )
        .all(conversationId, parentId, role)
        .map((row) => toRecord(table, row));
}

/** Shows the branch that goes through a message, on to where it was read last. @throws StudioError not-found */
export function selectMessage(db: Db, id: number): void {
    write(db, () => {
        const path = pathTo(db, id);
        const show = db.prepare("UPDATE messages SET active_child_id = ? WHERE id = ?");
        for (const [index, { id: child }] of path.entries()) {
            const parent = path[index - 1];
            if (parent) show.run(child, parent.id);
        }
        const { conversationId } = path.at(-1) as StoredMessage;
        showEnd(db, conversationId, endOf(db, id));
    });
}

/** Where the branch ends that was shown last below a message. */
function endOf(db: Db, id: number): number {
    const child = db.prepare(
        `SELECT id FROM messages WHERE parent_id = ? AND deletion_id IS NULL
        ORDER BY id = (SELECT active_child_id FROM messages WHERE id = ?) DESC, id DESC LIMIT 1`,
    );
    let end = id;
    for (let next: unknown = id; next !== undefined; next = child.pluck().get(end, end)) end = next as number;
    return end;
}

function showEnd(db: Db, conversationId: number, messageId: number | null): void {
    const sql = "UPDATE conversations SET active_message_id = ?, updated_at = ? WHERE id = ?";
    db.prepare(sql).run(messageId, now(), conversationId);
}

/** @throws StudioError not-found */
export function updateMessage(db: Db, id: number, changes: MessageChanges): StoredMessage {
    return write(db, () => {
        updateRow(db, messages, id, changes);
        return getMessage(db, id);
    });
}

/**
 * Notes which messages a pair compares.
 * @param byThumb it follows from thumbs, and goes when they change
 */
export function linkPair(
    db: Db,
    pairId: number,
    chosenId: number | null,
    rejectedId: number | null,
    byThumb = false,
): void {
    const sql =
        "INSERT OR REPLACE INTO message_pairs (pair_id, chosen_id, rejected_id, by_thumb) VALUES (?, ?, ?, ?)";
    write(db, () => db.prepare(sql).run(pairId, chosenId, rejectedId, byThumb ? 1 : 0));
}

/** A pair of two messages. */
export interface MessagePair {
    pairId: number;
    chosenId: number | null;
    rejectedId: number | null;
    byThumb: boolean;
}

/** The pairs among some messages. */
export function pairsAmong(db: Db, ids: readonly number[]): MessagePair[] {
    const list = JSON.stringify(ids);
    return db
        .prepare(
            `SELECT mp.pair_id AS pairId, mp.chosen_id AS chosenId, mp.rejected_id AS rejectedId,
                mp.by_thumb AS byThumb
            FROM message_pairs mp JOIN pairs p ON p.id = mp.pair_id
            WHERE p.deletion_id IS NULL AND mp.chosen_id IN (SELECT value FROM json_each(?)) AND mp.rejected_id IN (SELECT value FROM json_each(?))
            ORDER BY mp.pair_id`,
        )
        .all(list, list)
        .map((row) => {
            const pair = row as Record<keyof MessagePair, number>;
            return { ...pair, byThumb: pair.byThumb === 1 };
        });
}

/** The pairs that a message is part of, as the better or the worse one. */
export function pairsOfMessage(
    db: Db,
    id: number,
): { pairId: number; chosenId: number | null; rejectedId: number | null }[] {
    return db
        .prepare(
            `SELECT mp.pair_id AS pairId, mp.chosen_id AS chosenId, mp.rejected_id AS rejectedId
            FROM message_pairs mp JOIN pairs p ON p.id = mp.pair_id
            WHERE p.deletion_id IS NULL AND (mp.chosen_id = ? OR mp.rejected_id = ?) ORDER BY mp.pair_id`,
        )
        .all(id, id) as { pairId: number; chosenId: number | null; rejectedId: number | null }[];
}

/** Deletes a message with everything that follows it, and shows a branch that is left. @throws StudioError not-found */
export function deleteMessage(db: Db, id: number): { deletion: StoredDeletion; ids: number[] } {
    const { conversationId, parentId } = getMessage(db, id);
    const ids = subtree(db, id);
    backUpBeforeDelete(db, ids.length);
    return write(db, () => {
        const deletion = deleteRows(db, "messages", ids);
        const active = db
            .prepare("SELECT active_message_id FROM conversations WHERE id = ?")
            .pluck()
            .get(conversationId);
        if (ids.includes(active as number)) showWhatIsLeft(db, conversationId, parentId);
        return { deletion, ids };
    });
}

/** A message and all that follows it. */
export function subtree(db: Db, id: number): number[] {
    return db
        .prepare(
            `WITH RECURSIVE below (id) AS (
                VALUES (?) UNION ALL
                SELECT m.id FROM below JOIN messages m ON m.parent_id = below.id WHERE m.deletion_id IS NULL)
            SELECT id FROM below ORDER BY id`,
        )
        .pluck()
        .all(id) as number[];
}

function showWhatIsLeft(db: Db, conversationId: number, parentId: number | null): void {
    const newestRoot = `SELECT id FROM messages WHERE conversation_id = ? AND parent_id IS NULL AND deletion_id IS NULL
        ORDER BY id DESC LIMIT 1`;
    const start = parentId ?? (db.prepare(newestRoot).pluck().get(conversationId) as number | undefined);
    if (start === undefined) showEnd(db, conversationId, null);
    else selectMessage(db, start);
}

/** The newest questions that were asked, with what the conversation told the model first. */
export function listQuestions(db: Db): { id: number; systemPrompt: string }[] {
    return db
        .prepare(
            `SELECT m.id, c.system_prompt AS systemPrompt FROM messages m JOIN conversations c ON c.id = m.conversation_id
            WHERE m.role = 'user' AND m.content <> '' AND m.deletion_id IS NULL AND c.deletion_id IS NULL
            ORDER BY m.id DESC`,
        )
        .all() as { id: number; systemPrompt: string }[];
}

/** Marks answers that were being written when the program ended. Returns how many there were. */
export function markInterruptedMessages(db: Db): number {
    const sql = "UPDATE messages SET state = 'interrupted' WHERE state IN ('waiting', 'streaming')";
    return write(db, () => db.prepare(sql).run().changes);
}
