/**
 * Rows of the DSP data set (domain-specific preferences) as its files have them: two whole texts with the headings
 * "## Human:" and "## Assistant:", and a score for each. Makes whole conversations of them, the better one chosen.
 */
import type { ChatMessage } from "../../../preload/records.ts";
import { refuseRow } from "./rows.ts";

type Row = Record<string, unknown>;

const heading = /(?:^|\n\n)## (Human|Assistant):\n/;

/** The row with "chosen" and "rejected" where it is such a row; else the row itself. */
export function fromScoredTexts(row: Row): Row {
    const { text, score, ...rest } = row;
    const isScored = Array.isArray(text) && Array.isArray(score);
    if (!isScored || row.chosen !== undefined || row.rejected !== undefined) return row;
    if (text.length !== 2 || score.length !== 2)
        refuseRow(`there are ${text.length} texts and ${score.length} scores; a pair has two of each.`);
    const [first, second] = score.map((one) => {
        if (typeof one !== "number" || !Number.isFinite(one)) refuseRow("a score is no number.");
        return one;
    });
    if (first === second) refuseRow("both texts have the same score, so neither is preferred.");
    const [one, other] = text.map(parseTurns);
    return (first as number) > (second as number)
        ? { ...rest, chosen: one, rejected: other }
        : { ...rest, chosen: other, rejected: one };
}

function parseTurns(text: unknown, index: number): ChatMessage[] {
    const parts = typeof text === "string" ? text.split(heading) : [];
    if (parts[0] !== "" || parts.length < 3)
        refuseRow(`text ${index + 1} is no conversation that begins with "## Human:".`);
    const messages: ChatMessage[] = [];
    for (let i = 1; i < parts.length; i += 2)
        messages.push({ role: parts[i] === "Human" ? "user" : "assistant", content: parts[i + 1] as string });
    return messages;
}
