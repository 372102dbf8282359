/**
 * Identifies preference pairs by what they say, whatever the layout of the file or table they lie in.
 * Stays as it is for ever: trained adapters name their data by the result.
 */

import { createHash, hash } from "node:crypto";
import type { ChatMessage, PreferencePair } from "../../../preload/records.ts";

/** SHA-256, in hexadecimal, of the pairs in their order as canonical JSON. */
export function hashPairs(pairs: Iterable<PreferencePair>): string {
    const digest = createHash("sha256").update("[");
    let isFirst = true;
    for (const pair of pairs) {
        digest.update(isFirst ? "" : ",").update(canonical(pair));
        isFirst = false;
    }
    return digest.update("]").digest("hex");
}

/** `hashPairs` of a single pair, quicker. */
export function hashPair(pair: PreferencePair): string {
    return hash("sha256", `[${canonical(pair)}]`);
}

/** The same for both orders of the two answers: finds what is judged both ways. */
export function hashAnswers({ prompt, chosen, rejected }: PreferencePair): string {
    const [one, other] = chosen < rejected ? [chosen, rejected] : [rejected, chosen];
    return hashPair({ prompt, chosen: one, rejected: other });
}

/** SHA-256, in hexadecimal, of one answer to a prompt. */
export function hashAnswer(prompt: readonly ChatMessage[], answer: string): string {
    return hash("sha256", JSON.stringify([prompt.map(plain), answer]));
}

/** The pair as JSON with its keys in a fixed order, and nothing but what it says. */
function canonical({ prompt, chosen, rejected }: PreferencePair): string {
    return JSON.stringify({ prompt: prompt.map(plain), chosen, rejected });
}

function plain({ role, content }: ChatMessage): ChatMessage {
    return { role, content };
}
