/**
 * What of a conversation's tree is shown: the branch that ends with the active message, as questions with the answers
 * to each. Answers side by side are a group; every place in the tree may have several versions.
 */
import type { MessageRecord } from "../../../preload/contract/chat.ts";
import type { ChatState } from "./chatState.ts";

/** One of several versions at the same place. */
export interface Versioned {
    message: MessageRecord;
    /** all versions of it, oldest first, this one among them */
    versions: readonly MessageRecord[];
}

/** A question with the answers that are shown for it. */
export interface Turn {
    question: Versioned;
    /** by column; one in an ordinary chat */
    answers: Versioned[];
    /** the answer that the conversation goes on from */
    continuedFrom: number | null;
    /** the answer groups of the question, where there are several: the id of a member of each, and which is shown */
    attempts: { ids: number[]; shown: number };
}

/** The turns of the branch that is shown, in order. */
export function visibleTurns({ conversation, messages }: ChatState): Turn[] {
    const children = childrenByParent(messages);
    const path = pathTo(messages, conversation?.activeMessageId ?? null);
    return path.flatMap((message, index): Turn[] => {
        if (message.role !== "user") return [];
        const next = path[index + 1];
        const answer = next?.role === "assistant" ? next : undefined;
        const siblings = children.get(message.parentId) ?? [];
        const answers = (children.get(message.id) ?? []).filter(({ role }) => role === "assistant");
        return [
            {
                question: { message, versions: siblings.filter(({ role }) => role === "user") },
                ...shownAnswers(answers, answer ?? answers.at(-1)),
                continuedFrom: answer?.id ?? null,
            },
        ];
    });
}

/** A branch is a line of turns; a group of answers that stands beside another group is a different attempt. */
function shownAnswers(
    answers: readonly MessageRecord[],
    active: MessageRecord | undefined,
): Pick<Turn, "answers" | "attempts"> {
    if (!active) return { answers: [], attempts: { ids: [], shown: 0 } };
    const attempts = attemptsOf(answers);
    const shown = attempts.findIndex((attempt) => attempt.includes(active));
    const columns = attempts[shown] ? byColumn(attempts[shown]) : [];
    return {
        answers: columns.map((versions) => ({
            message: versions.includes(active) ? active : (versions.at(-1) as MessageRecord),
            versions,
        })),
        attempts: { ids: attempts.map((attempt) => (attempt.at(-1) as MessageRecord).id), shown },
    };
}

/** All answers of one attempt: those of a group, or all that stand alone. */
function attemptsOf(answers: readonly MessageRecord[]): MessageRecord[][] {
    return [...Map.groupBy(answers, ({ groupId }) => groupId ?? 0).values()];
}

/** Versions by column. What the person wrote belongs to the column of the answer it was made from. */
function byColumn(answers: readonly MessageRecord[]): MessageRecord[][] {
    const column = (message: MessageRecord): number => {
        const original = answers.find(({ id }) => id === message.improvedFrom);
        return message.origin?.column ?? (original ? column(original) : 0);
    };
    const grouped = answers[0]?.groupId == null ? new Map([[0, [...answers]]]) : Map.groupBy(answers, column);
    return [...grouped].sort(([first], [second]) => first - second).map(([, versions]) => versions);
}

function childrenByParent(messages: ChatState["messages"]): Map<number | null, MessageRecord[]> {
    const inOrder = [...messages.values()].sort((first, second) => first.id - second.id);
    return Map.groupBy(inOrder, ({ parentId }) => parentId);
}

function pathTo(messages: ChatState["messages"], id: number | null): MessageRecord[] {
    const path: MessageRecord[] = [];
    for (let at = id === null ? undefined : messages.get(id); at; ) {
        path.unshift(at);
        at = at.parentId === null ? undefined : messages.get(at.parentId);
    }
    return path;
}
