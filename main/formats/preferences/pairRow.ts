/**
 * Makes a preference pair out of one row, whichever of the known shapes the row has:
 * a prompt with two answers, or two whole conversations that differ in the last answer.
 * Not a reader of files, and never a mender: a row that is not clear is refused with a reason.
 */

import type { ChatMessage, PreferencePair } from "../../../preload/records.ts";
import {
    checkPrompt,
    findDifference,
    isTranscript,
    parseMessages,
    parseTranscript,
} from "./conversations.ts";
import { describeKind, isBlankText, refuseRow, requireText } from "./rows.ts";
import { fromScoredTexts } from "./scoredTexts.ts";

type Row = Record<string, unknown>;

/** One of the two sides of a pair. */
interface Side {
    prompt: ChatMessage[];
    answer: string;
}

/** Reads a row; calls `refuseRow` where it cannot be used. */
export function parsePairRow(given: Row): PreferencePair {
    const row = fromScoredTexts(given);
    refuseFurtherAnswers(row);
    const whole = joinTranscript(row);
    const prompt = parsePrompt(whole);
    const chosen = parseSide(whole, "chosen", prompt);
    const rejected = parseSide(whole, "rejected", prompt);
    checkSamePrompt(chosen, rejected);
    checkPrompt(chosen.prompt);
    checkAnswers(chosen.answer, rejected.answer);
    const system = parseSystem(row, chosen.prompt);
    return { prompt: [...system, ...chosen.prompt], chosen: chosen.answer, rejected: rejected.answer };
}

/** A row such as {chosen, rejected, rejected_2} would lose an answer without a word. */
function refuseFurtherAnswers(row: Row): void {
    const further = Object.keys(row).find((key) => /^(chosen|rejected)[_-]?\d+$/.test(key));
    if (further) {
        refuseRow(`there is a further answer, "${further}"; a pair has one chosen and one rejected answer.`);
    }
}

/** A prompt "\n\nHuman: …\n\nAssistant:" and the answers to it are whole conversations cut in two. */
function joinTranscript(row: Row): Row {
    const { prompt, chosen, rejected } = row;
    const isPlain = (value: unknown) => typeof value === "string" && !isTranscript(value);
    if (typeof prompt === "string" && isTranscript(prompt) && isPlain(chosen) && isPlain(rejected)) {
        return { ...row, prompt: undefined, chosen: `${prompt}${chosen}`, rejected: `${prompt}${rejected}` };
    }
    return row;
}

/** The prompt, or undefined where the answers are whole conversations. */
export function parsePrompt(row: Row): ChatMessage[] | undefined {
    const { prompt } = row;
    if (prompt === undefined || prompt === null) {
        return undefined;
    }
    if (Array.isArray(prompt)) {
        return parseMessages(prompt, "prompt");
    }
    if (typeof prompt !== "string") {
        refuseRow(`"prompt" is ${describeKind(prompt)}; it must be a text or a list of messages.`);
    }
    if (isTranscript(prompt)) {
        return withoutCue(parseTranscript(prompt, "prompt"));
    }
    return [{ role: "user", content: requireText(prompt, `"prompt"`) }];
}

/** A transcript that ends in "Assistant:" only asks for the answer; that is no turn of its own. */
function withoutCue(messages: ChatMessage[]): ChatMessage[] {
    const last = messages.at(-1);
    const isCue = last?.role === "assistant" && isBlankText(last.content);
    return isCue ? messages.slice(0, -1) : messages;
}

function parseSide(row: Row, field: "chosen" | "rejected", prompt: ChatMessage[] | undefined): Side {
    const turns = parseAnswerTurns(row[field], field);
    const last = turns.at(-1) as ChatMessage;
    if (last.role !== "assistant") {
        refuseRow(`"${field}" ends on a turn of the ${last.role}; it must end with the assistant's answer.`);
    }
    const before = turns.slice(0, -1);
    if (prompt === undefined && before.length === 0) {
        refuseRow(`"prompt" is missing, and "${field}" is an answer without the conversation before it.`);
    }
    if (prompt !== undefined && before.length > 0 && !restates(before, prompt)) {
        refuseRow(
            `"${field}" has ${turns.length} messages that do not start with the prompt; it must be one answer, or the whole conversation.`,
        );
    }
    return { prompt: before.length > 0 ? before : (prompt ?? []), answer: last.content };
}

/** The messages of an answer, which may be a whole conversation. */
export function parseAnswerTurns(value: unknown, field: string): ChatMessage[] {
    if (value === undefined || value === null) {
        refuseRow(`the ${field} answer is missing ("${field}" is ${value === null ? "null" : "not there"}).`);
    }
    if (Array.isArray(value)) {
        return parseMessages(value, field);
    }
    if (typeof value !== "string") {
        refuseRow(`"${field}" is ${describeKind(value)}; it must be a text or a list of messages.`);
    }
    if (isTranscript(value)) {
        return parseTranscript(value, field);
    }
    return [{ role: "assistant", content: requireText(value, `"${field}"`) }];
}

/**
 * Tells whether the messages before the answer say the prompt again: word for word, or with
 * a single question as one of the user's turns, as in UltraFeedback.
 */
function restates(before: readonly ChatMessage[], prompt: readonly ChatMessage[]): boolean {
    const [only] = prompt;
    const isQuestion = prompt.length === 1 && only?.role === "user";
    const repeats = (message: ChatMessage) => message.role === "user" && message.content === only?.content;
    return findDifference(before, prompt) === -1 || (isQuestion && before.some(repeats));
}

function checkSamePrompt(chosen: Side, rejected: Side): void {
    const difference = findDifference(chosen.prompt, rejected.prompt);
    if (difference !== -1) {
        refuseRow(
            `"chosen" and "rejected" answer different prompts (message ${difference + 1} is not the same); only their last answers may differ.`,
        );
    }
}

function checkAnswers(chosen: string, rejected: string): void {
    for (const [name, answer] of [
        ["chosen", chosen],
        ["rejected", rejected],
    ] as const) {
        if (isBlankText(answer)) {
            refuseRow(`the ${name} answer is empty.`);
        }
    }
    if (chosen === rejected) {
        refuseRow("the chosen and the rejected answer are the same.");
    }
    if (chosen.trim() === rejected.trim()) {
        refuseRow("the chosen and the rejected answer differ only by spaces or line ends around them.");
    }
}

/** The "system" field as the first message; an empty one means that there is none. */
/** The system message of a row that gives one beside its conversation. */
export function parseSystem(row: Row, prompt: readonly ChatMessage[]): ChatMessage[] {
    const { system } = row;
    if (system === undefined || system === null || system === "") {
        return [];
    }
    const content = requireText(system, `"system"`);
    if (prompt.some((message) => message.role === "system")) {
        refuseRow(
            `there is a "system" text besides the system message in the conversation; keep one of them.`,
        );
    }
    return [{ role: "system", content }];
}
