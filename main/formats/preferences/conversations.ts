/**
 * Reads conversations: lists of messages, and Anthropic's "\n\nHuman: …\n\nAssistant: …" text.
 * Not about pairs: which part of a conversation is the answer is decided elsewhere.
 */

import type { ChatMessage } from "../../../preload/records.ts";
import { describeKind, isBlankText, refuseRow, requireText } from "./rows.ts";

const roles: readonly string[] = ["system", "user", "assistant"] satisfies ChatMessage["role"][];

/** Reads a list of messages; `field` is its name in the row. */
export function parseMessages(list: readonly unknown[], field: string): ChatMessage[] {
    if (list.length === 0) {
        refuseRow(`"${field}" is an empty list.`);
    }
    if (list.every((entry) => typeof entry === "string")) {
        const count = list.length === 1 ? "1 text" : `${list.length} texts`;
        refuseRow(`"${field}" is a list of ${count}; it must be one text or a list of messages.`);
    }
    return list.map((entry, index) => parseMessage(entry, `message ${index + 1} of "${field}"`));
}

function parseMessage(value: unknown, what: string): ChatMessage {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        refuseRow(`${what} is ${describeKind(value)}, not an object with a role and a content.`);
    }
    const { role, content } = value as Record<string, unknown>;
    const known = requireText(role, `the role of ${what}`);
    if (!roles.includes(known)) {
        const shown = JSON.stringify(known.slice(0, 40).toWellFormed());
        refuseRow(`${what} has the unknown role ${shown}; only system, user and assistant are known.`);
    }
    return { role: known as ChatMessage["role"], content: requireText(content, `the content of ${what}`) };
}

/** Tells whether a text is a conversation in Anthropic's form. */
export function isTranscript(text: string): boolean {
    return /^\s*\n\nHuman:/.test(text);
}

/** Reads a conversation in Anthropic's form. One space behind each colon is part of the form. */
export function parseTranscript(text: string, field: string): ChatMessage[] {
    requireText(text, `"${field}"`);
    const parts = text.split(/\n\n(Human|Assistant):/);
    const messages: ChatMessage[] = [];
    for (let index = 1; index < parts.length; index += 2) {
        const role = parts[index] === "Human" ? "user" : "assistant";
        messages.push({ role, content: (parts[index + 1] as string).replace(/^ /, "") });
    }
    return messages;
}

/** Refuses a prompt that does not end on a user's message, or in which a turn is empty. */
export function checkPrompt(prompt: readonly ChatMessage[]): void {
    for (const [index, message] of prompt.entries()) {
        if (message.role !== "system" && isBlankText(message.content)) {
            refuseRow(
                prompt.length === 1 ? "the prompt is empty." : `message ${index + 1} of the prompt is empty.`,
            );
        }
    }
    const last = prompt.at(-1);
    if (last?.role !== "user") {
        const found = last ? `on a turn of the ${last.role}` : "before the first question";
        refuseRow(`the prompt ends ${found}; it must end with a user's message.`);
    }
}

/** The position of the first message in which two conversations differ, or -1 if they are equal. */
export function findDifference(left: readonly ChatMessage[], right: readonly ChatMessage[]): number {
    const longest = Math.max(left.length, right.length);
    for (let index = 0; index < longest; index += 1) {
        const [one, other] = [left[index], right[index]];
        if (one?.role !== other?.role || one?.content !== other?.content) {
            return index;
        }
    }
    return -1;
}
