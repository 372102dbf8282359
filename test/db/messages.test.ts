/** Conversations: branches that are never lost, search, pages, and deleting with undo. */
import { expect, test } from "vitest";
import {
    addConversation,
    getConversation,
    listConversations,
    updateConversation,
} from "../../main/db/conversations.ts";
import type { Db } from "../../main/db/database.ts";
import { deleteRows, restoreRows, undoDeletion } from "../../main/db/deletions.ts";
import {
    addMessage,
    deleteMessage,
    getMessage,
    linkPair,
    listMessages,
    markInterruptedMessages,
    pairsOfMessage,
    pathTo,
    selectMessage,
    updateMessage,
    versionsOf,
} from "../../main/db/messages.ts";
import { addPair } from "../../main/db/pairs.ts";
import { searchMessages } from "../../main/db/search.ts";
import { codeOf, openTemporary, somePair } from "./openTemporary.ts";

/** A conversation of two questions, the first answered twice. */
function conversation(db: Db) {
    const { id } = addConversation(db, { title: "Eggs", sampling: { temperature: 1 }, columns: [] });
    const add = (parentId: number | null, role: "user" | "assistant", content: string) =>
        addMessage(db, { conversationId: id, parentId, role, content }).id;
    const question = add(null, "user", "How do I boil an egg?");
    const first = add(question, "assistant", "Seven minutes.");
    const more = add(first, "user", "And soft?");
    const soft = add(more, "assistant", "Five minutes.");
    const second = add(question, "assistant", "In boiling water.");
    return { id, question, first, more, soft, second, add };
}

const active = (db: Db, id: number) => getConversation(db, id).activeMessageId;

test("regenerating keeps the old branch, and going back to it shows where it ended", () => {
    const db = openTemporary();
    const c = conversation(db);
    expect(active(db, c.id)).toBe(c.second);
    expect(versionsOf(db, c.second).map(({ id }) => id)).toEqual([c.first, c.second]);
    selectMessage(db, c.first);
    expect(active(db, c.id)).toBe(c.soft);
    expect(pathTo(db, c.soft).map(({ content }) => content)).toEqual([
        "How do I boil an egg?",
        "Seven minutes.",
        "And soft?",
        "Five minutes.",
    ]);
    const edited = c.add(null, "user", "How do I fry an egg?");
    expect(active(db, c.id)).toBe(edited);
    expect(versionsOf(db, edited).map(({ id }) => id)).toEqual([c.question, edited]);
    selectMessage(db, c.question);
    expect(active(db, c.id)).toBe(c.soft);
    expect(listMessages(db, c.id)).toHaveLength(6);
    expect(getConversation(db, c.id).messages).toBe(6);
    expect(codeOf(() => c.add(999, "user", "x"))).toBe("not-found");
    const other = addConversation(db, { title: "Other" });
    expect(
        codeOf(() =>
            addMessage(db, { conversationId: other.id, parentId: c.soft, role: "user", content: "x" }),
        ),
    ).toBe("not-found");
    expect(
        codeOf(() => addMessage(db, { conversationId: 999, parentId: null, role: "user", content: "x" })),
    ).toBe("not-found");
});

test("deleting a message takes what follows with it, and can be taken back", () => {
    const db = openTemporary();
    const c = conversation(db);
    selectMessage(db, c.soft);
    const { ids, deletion } = deleteMessage(db, c.first);
    expect(ids).toEqual([c.first, c.more, c.soft]);
    expect(active(db, c.id)).toBe(c.second);
    expect(codeOf(() => getMessage(db, c.more))).toBe("not-found");
    expect(undoDeletion(db, deletion.id)).toMatchObject({ kind: "messages", count: 3 });
    selectMessage(db, c.first);
    expect(active(db, c.id)).toBe(c.soft);
    deleteMessage(db, c.question);
    expect(active(db, c.id)).toBeNull();
    expect(listMessages(db, c.id)).toEqual([]);
    expect(restoreRows(db, "messages", [c.question, c.second])).toBe(2);
    expect(listMessages(db, c.id).map(({ id }) => id)).toEqual([c.question, c.second]);
});

test("what a message was made with, its rating and its pairs", () => {
    const db = openTemporary();
    const c = conversation(db);
    const origin = { stack: [{ adapterId: 1, weight: 0.5, name: "warm" }], seed: 7 };
    const answer = addMessage(db, {
        conversationId: c.id,
        parentId: c.question,
        role: "assistant",
        content: "",
        state: "streaming",
        origin,
        groupId: 3,
    });
    expect(updateMessage(db, answer.id, { content: "Done", state: "complete", rating: "up" })).toMatchObject({
        content: "Done",
        state: "complete",
        origin,
        groupId: 3,
        rating: "up",
        preferredOver: [],
    });
    const pairId = addPair(db, somePair(1));
    linkPair(db, pairId, answer.id, c.first);
    expect(getMessage(db, answer.id).preferredOver).toEqual([pairId]);
    expect(pairsOfMessage(db, c.first)).toEqual([{ pairId, chosenId: answer.id, rejectedId: c.first }]);
    deleteRows(db, "pairs", [pairId]);
    expect(getMessage(db, answer.id).preferredOver).toEqual([]);
});

test("answers that were being written when the program ended are marked", () => {
    const db = openTemporary();
    const c = conversation(db);
    updateMessage(db, c.soft, { state: "streaming", content: "Five m" });
    expect(markInterruptedMessages(db)).toBe(1);
    expect(getMessage(db, c.soft)).toMatchObject({ state: "interrupted", content: "Five m" });
});

test("search finds beginnings of words, newest first, and follows edits and deletions", () => {
    const db = openTemporary();
    const c = conversation(db);
    expect(searchMessages(db, "minut", 10)).toEqual([
        { conversationId: c.id, messageId: c.soft, excerpt: "Five \u0002minutes\u0003." },
        { conversationId: c.id, messageId: c.first, excerpt: "Seven \u0002minutes\u0003." },
    ]);
    expect(searchMessages(db, "minutes sev", 10)).toHaveLength(1);
    updateMessage(db, c.first, { content: "Some hours." });
    expect(searchMessages(db, "seven", 10)).toEqual([]);
    expect(searchMessages(db, "hours", 10)).toHaveLength(1);
    c.add(c.soft, "user", `${"很".repeat(60)}怎样煮鸡蛋？`);
    expect(searchMessages(db, "煮鸡", 10)[0]?.excerpt).toContain("\u0002煮鸡\u0003蛋");
    for (const text of ['"', "*", "a AND", "NEAR(", "col:x", "", "-", "\u0000"]) searchMessages(db, text, 10);
    const { id } = deleteRows(db, "conversations", [c.id]);
    expect(searchMessages(db, "minutes", 10)).toEqual([]);
    undoDeletion(db, id);
    expect(searchMessages(db, "minutes", 1)).toHaveLength(1);
});

test("pages of conversations: pinned first, then the latest", () => {
    const db = openTemporary();
    const ids = ["a", "b", "c", "d", "e"].map((title) => addConversation(db, { title }).id);
    updateConversation(db, ids[1] as number, { pinned: true, systemPrompt: "Be kind." });
    updateConversation(db, ids[0] as number, { title: "A" });
    const titles: string[] = [];
    for (let cursor: string | null | undefined, end = false; !end; end = cursor === null) {
        const page = listConversations(db, 2, cursor);
        expect(page.total).toBe(5);
        titles.push(...page.items.map(({ title }) => title));
        cursor = page.next;
    }
    expect(titles).toEqual(["b", "A", "e", "d", "c"]);
    expect(listConversations(db, 2, "nonsense").items).toHaveLength(2);
    expect(getConversation(db, ids[1] as number)).toMatchObject({ pinned: true, systemPrompt: "Be kind." });
});
