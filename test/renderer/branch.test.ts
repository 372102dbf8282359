/** Which part of a conversation's tree is shown. */
import { expect, test } from "vitest";
import type { AnswerOrigin, ConversationRecord, MessageRecord } from "../../preload/contract/chat.ts";
import { visibleTurns } from "../../renderer/features/chat/branch.ts";
import { type ChatState, emptyChat, reduceChat } from "../../renderer/features/chat/chatState.ts";

const conversation = {
    id: 1,
    title: "",
    columns: [],
    activeMessageId: null,
} as unknown as ConversationRecord;

function message(id: number, parentId: number | null, more: Partial<MessageRecord> = {}): MessageRecord {
    return {
        id,
        conversationId: 1,
        parentId,
        role: parentId === null || parentId % 2 === 0 ? "user" : "assistant",
        content: `text ${id}`,
        state: "complete",
        problem: null,
        origin: null,
        groupId: null,
        improvedFrom: null,
        rating: null,
        preferredOver: [],
        createdAt: "2026-01-01T00:00:00.000Z",
        ...more,
    };
}

function state(activeMessageId: number, messages: MessageRecord[]): ChatState {
    const snapshot = { conversation: { ...conversation, activeMessageId }, messages };
    return reduceChat(emptyChat, { type: "snapshot", ...snapshot });
}

const inColumn = (column: number) => ({ origin: { column } as AnswerOrigin, role: "assistant" as const });
const answer = { role: "assistant" as const };
const question = { role: "user" as const };

test("the branch that ends with the active message, with the other versions of each place", () => {
    const messages = [
        message(1, null),
        message(2, 1, answer),
        message(3, 1, answer),
        message(4, 3, question),
        message(5, 4, answer),
        message(6, 3, question),
    ];
    const turns = visibleTurns(state(5, messages));
    expect(turns.map(({ question }) => question.message.id)).toEqual([1, 4]);
    expect(turns[0]?.answers[0]?.message.id).toBe(3);
    expect(turns[0]?.answers[0]?.versions.map(({ id }) => id)).toEqual([2, 3]);
    expect(turns[1]?.question.versions.map(({ id }) => id)).toEqual([4, 6]);
    expect(turns[1]?.continuedFrom).toBe(5);
});

test("answers side by side are columns in order, each with its own versions", () => {
    const messages = [
        message(1, null),
        message(2, 1, { ...inColumn(1), groupId: 2 }),
        message(3, 1, { ...inColumn(0), groupId: 2 }),
        message(4, 1, { ...inColumn(1), groupId: 2 }),
    ];
    const [turn] = visibleTurns(state(3, messages));
    expect(turn?.answers.map(({ message }) => message.id)).toEqual([3, 4]);
    expect(turn?.answers[1]?.versions.map(({ id }) => id)).toEqual([2, 4]);
    const [other] = visibleTurns(state(2, messages));
    expect(other?.answers.map(({ message }) => message.id)).toEqual([3, 2]);
});

test("a comparison after a single answer is another attempt", () => {
    const messages = [
        message(1, null),
        message(2, 1, answer),
        message(3, 1, { ...inColumn(0), groupId: 3 }),
        message(4, 1, { ...inColumn(1), groupId: 3 }),
    ];
    const [turn] = visibleTurns(state(4, messages));
    expect(turn?.answers).toHaveLength(2);
    expect(turn?.attempts).toEqual({ ids: [2, 4], shown: 1 });
});

test("what a person wrote stands among the versions of what it was made from", () => {
    const messages = [message(1, null), message(2, 1, answer), message(3, 1, { ...answer, improvedFrom: 2 })];
    const [turn] = visibleTurns(state(3, messages));
    expect(turn?.answers).toHaveLength(1);
    expect(turn?.answers[0]?.versions.map(({ id }) => id)).toEqual([2, 3]);
});

test("text is appended to its message only, and unknown messages are let be", () => {
    const before = state(2, [message(1, null), message(2, 1, { ...answer, content: "a", state: "waiting" })]);
    const after = reduceChat(before, {
        type: "text",
        messageId: 2,
        text: "b",
        tokens: 2,
        tokensPerSecond: 30,
    });
    expect(after.messages.get(2)).toMatchObject({ content: "ab", state: "streaming" });
    expect(after.messages.get(1)).toBe(before.messages.get(1));
    expect(reduceChat(after, { type: "text", messageId: 9, text: "b", tokens: 1, tokensPerSecond: 1 })).toBe(
        after,
    );
});
