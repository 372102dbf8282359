/** Texts are encoded once per tokenizer, prompts and answers apart, and not more is kept than there is room for. */
import { expect, test } from "vitest";
import { remembering } from "../../main/engine/rememberingEncoder.ts";

/** Counts what it is asked; a text that is a number becomes so many tokens. */
function counting() {
    const asked: string[] = [];
    const ids = (text: string) => {
        asked.push(text);
        return Array.from({ length: Number(text) || 1 }, (_, i) => i);
    };
    const encoder = {
        encodePrompt: ([message]: readonly { content: string }[]) => ids(message?.content ?? ""),
        encodeAnswer: ids,
    };
    return { asked, encoder, remembered: remembering(encoder) };
}

test("every text is encoded once", () => {
    const { asked, encoder, remembered } = counting();
    const prompt = [{ role: "user" as const, content: "2" }];
    for (let i = 0; i < 3; i++) {
        expect(remembered.encodePrompt(prompt)).toEqual([0, 1]);
        expect(remembered.encodeAnswer("3")).toEqual([0, 1, 2]);
        expect(remembered.encodeAnswer(JSON.stringify(prompt))).toEqual([0]);
    }
    expect(asked).toEqual(["2", "3", JSON.stringify(prompt)]);
    expect(remembering(encoder)).toBe(remembered);
    expect(counting().remembered).not.toBe(remembered);
});

test("what takes too much room is forgotten", () => {
    const { asked, remembered } = counting();
    for (const text of ["1000000", "1000001", "1000002", "1000001", "1000000"]) remembered.encodeAnswer(text);
    expect(asked).toEqual(["1000000", "1000001", "1000002", "1000001", "1000000"]);
    remembered.encodeAnswer("1000000");
    expect(asked).toHaveLength(5);
});
