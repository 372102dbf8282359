/**
 * Pairs and labels as rows of the formats that other programs read: TRL's JSONL, paired and unpaired, and HH-RLHF.
 * Only turns one into the other; files are written by those who call it.
 */
import type { ChatMessage, PreferencePair } from "../../../preload/records.ts";
import { hashPair } from "./pairHash.ts";
import { parsePairRow } from "./pairRow.ts";

type Row = Record<string, unknown>;

const answer = (content: string) => [{ role: "assistant", content }];
const plain = (prompt: readonly ChatMessage[]) => prompt.map(({ role, content }) => ({ role, content }));

/** TRL's explicit-prompt, conversational form. */
export function toTrlRow({ prompt, chosen, rejected }: PreferencePair): Row {
    return { prompt: plain(prompt), chosen: answer(chosen), rejected: answer(rejected) };
}

/** TRL's unpaired form. */
export function toUnpairedRow(prompt: readonly ChatMessage[], completion: string, label: boolean): Row {
    return { prompt: plain(prompt), completion: answer(completion), label };
}

/** HH-RLHF: both conversations as one text each. Undefined where the form cannot hold the pair unchanged. */
export function toHhRlhfRow({ prompt, chosen, rejected }: PreferencePair): Row | undefined {
    const [first, ...rest] = prompt;
    const system = first?.role === "system" ? { system: first.content } : {};
    const turns = first?.role === "system" ? rest : prompt;
    const names = { user: "Human", assistant: "Assistant", system: "" };
    const before = turns.map(({ role, content }) => `\n\n${names[role]}: ${content}`).join("");
    const row = {
        ...system,
        chosen: `${before}\n\nAssistant: ${chosen}`,
        rejected: `${before}\n\nAssistant: ${rejected}`,
    };
    return readsTheSame(row, { prompt, chosen, rejected }) ? row : undefined;
}

/** The form has no way to mark text that looks like the beginning of a turn. */
function readsTheSame(row: Row, pair: PreferencePair): boolean {
    try {
        return hashPair(parsePairRow(row)) === hashPair(pair);
    } catch {
        return false;
    }
}
