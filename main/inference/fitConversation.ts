/**
 * Shortens a conversation that is longer than the context: the earliest turns go, the system text and the last question
 * stay. Not tokenising (tokenizer.ts).
 */
import type { ChatMessage } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";

/** A prompt that fits. */
export interface FittedPrompt {
    /** ids up to where the answer begins */
    tokens: number[];
    /** earliest messages that were left out */
    dropped: number;
}

/**
 * Turns are left out in steps of this many, so that the beginning stays the same for some turns: what a decoder has
 * read of it need not be read again at every turn.
 */
const turnsAtOnce = 8;

/**
 * The longest end of a conversation that has at most `limit` tokens.
 * @throws StudioError `context-full` if not even the last question fits
 */
export function fitConversation(
    encodePrompt: (messages: readonly ChatMessage[]) => number[],
    messages: readonly ChatMessage[],
    limit: number,
): FittedPrompt {
    const systems = messages.findIndex(({ role }) => role !== "system");
    const [system, turns] = [messages.slice(0, systems), messages.slice(systems)];
    const starts = turns.flatMap(({ role }, i) => (role === "user" ? [i] : []));
    const from = (turn: number) => encodePrompt([...system, ...turns.slice(starts[turn] ?? 0)]);
    const whole = encodePrompt(messages);
    if (whole.length <= limit) return { tokens: whole, dropped: 0 };
    let [low, high] = [1, starts.length - 1]; // fewest turns to leave out, found by halving
    while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (from(middle).length <= limit) high = middle;
        else low = middle + 1;
    }
    const last = starts.length - 1;
    const turn = Math.min(Math.ceil(high / turnsAtOnce) * turnsAtOnce, last);
    const tokens = last > 0 ? from(turn) : whole;
    if (tokens.length > limit)
        throw new StudioError(
            "context-full",
            `This question has ${tokens.length} tokens, and there is room for ${limit}. Shorten it, or choose a larger context in the settings.`,
        );
    return { tokens, dropped: starts[turn] ?? 0 };
}
