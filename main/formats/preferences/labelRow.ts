/**
 * Makes a label out of a row of TRL's unpaired form: a prompt, one completion, and whether it is good.
 * Not a pair: that is pairRow.ts.
 */
import type { ChatMessage } from "../../../preload/records.ts";
import { checkPrompt } from "./conversations.ts";
import { parseAnswerTurns, parsePrompt } from "./pairRow.ts";
import { describeKind, isBlankText, refuseRow } from "./rows.ts";

/** A completion with a thumb. */
export interface UnpairedLabel {
    prompt: ChatMessage[];
    answer: string;
    rating: "up" | "down";
}

const ratings = new Map<unknown, UnpairedLabel["rating"]>([
    [true, "up"],
    ["true", "up"],
    [1, "up"],
    ["1", "up"],
    [false, "down"],
    ["false", "down"],
    [0, "down"],
    ["0", "down"],
]);

/** Tells whether a row is of this form. */
export function isLabelRow(row: Record<string, unknown>): boolean {
    return row.completion !== undefined && row.chosen === undefined && row.rejected === undefined;
}

/** Reads a row; calls `refuseRow` where it cannot be used. */
export function parseLabelRow(row: Record<string, unknown>): UnpairedLabel {
    const prompt = parsePrompt(row);
    if (!prompt) refuseRow(`"prompt" is missing.`);
    checkPrompt(prompt);
    const turns = parseAnswerTurns(row.completion, "completion");
    const [answer] = turns;
    if (turns.length !== 1 || answer?.role !== "assistant")
        refuseRow(`"completion" must be one answer of the assistant.`);
    if (isBlankText(answer.content)) refuseRow("the completion is empty.");
    return { prompt, answer: answer.content, rating: parseRating(row.label) };
}

function parseRating(label: unknown): UnpairedLabel["rating"] {
    const rating = ratings.get(typeof label === "string" ? label.trim().toLowerCase() : label);
    return rating ?? refuseRow(`"label" is ${describeKind(label)} that is neither true nor false.`);
}
