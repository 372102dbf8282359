/**
 * Reads files of prompts to be answered: JSONL or a JSON list with "prompt" as a text or a conversation. Rows of
 * preference pairs will do, too; prompts that occur again are read once.
 */
import type { ChatMessage, RowProblem } from "../../../preload/records.ts";
import { checkPrompt } from "../preferences/conversations.ts";
import { parsePairRow, parsePrompt } from "../preferences/pairRow.ts";
import { noUsableRows, readRows } from "../preferences/rows.ts";

/** What was found. */
export interface PromptFile {
    prompts: ChatMessage[][];
    problems: RowProblem[];
    read: number;
}

/** Reads a file. Every row becomes a prompt or a problem. @throws StudioError where no row can be used */
export function readPrompts(path: string): PromptFile {
    const prompts = new Map<string, ChatMessage[]>();
    const report = readRows(path, (row) => {
        const isPair = row.chosen !== undefined && row.rejected !== undefined;
        const prompt = isPair ? parsePairRow(row).prompt : (parsePrompt(row) ?? []);
        checkPrompt(prompt);
        prompts.set(JSON.stringify(prompt), prompt);
    });
    if (prompts.size === 0) throw noUsableRows(path, "prompts", report);
    return { prompts: [...prompts.values()], ...report };
}
