/** DSP's rows in both of the reference repository's forms, and those that say nothing clear. */
import { describe, expect, test } from "vitest";
import { readPreferenceFile } from "../../../main/formats/preferences/preferenceFile.ts";
import { assistant, toLines, user, writeText } from "./rowFiles.ts";

const text = (answer: string) => `## Human:\nExplain gravity.\n\n## Assistant:\n${answer}`;
const good = "Mass attracts mass.\n\n## Why\nBecause.";
const rows = {
    texts: { text: [text("Magic."), text(good)], score: [0, 1], domain: "academy" },
    conversations: {
        chosen: [user("Explain gravity."), assistant(good)],
        rejected: [user("Explain gravity."), assistant("Magic.")],
    },
};

test.each(Object.entries(rows))("reads %s", (_, row) => {
    const { pairs, problems } = readPreferenceFile(writeText(toLines(row)));
    expect(problems).toEqual([]);
    expect(pairs).toEqual([
        { line: 1, prompt: [user("Explain gravity.")], chosen: good, rejected: "Magic." },
    ]);
});

test("whatever stands first, the higher score is chosen; earlier turns belong to the prompt", () => {
    const before = "## Human:\nHi\n\n## Assistant:\nHello.\n\n";
    const row = { text: [before + text(good), before + text("Magic.")], score: [0.5, -2] };
    const [pair] = readPreferenceFile(writeText(toLines(row))).pairs;
    expect(pair).toMatchObject({ chosen: good, rejected: "Magic." });
    expect(pair?.prompt).toEqual([user("Hi"), assistant("Hello."), user("Explain gravity.")]);
});

describe("refused", () => {
    test.each([
        [{ text: [text("a"), text("b")], score: [1, 1] }, "the same score"],
        [{ text: [text("a"), text("b"), text("c")], score: [1, 2, 3] }, "3 texts and 3 scores"],
        [{ text: [text("a"), text("b")], score: [1, "2"] }, "a score is no number"],
        [{ text: [text("a"), "b"], score: [1, 2] }, 'text 2 is no conversation that begins with "## Human:"'],
        [{ text: [text("a"), 7], score: [1, 2] }, "text 2 is no conversation"],
        [{ text: [text("a"), text("a")], score: [1, 2] }, "are the same"],
    ])("%j", (row, reason) => {
        const { problems } = readPreferenceFile(writeText(toLines(rows.texts, row)));
        expect(problems).toEqual([{ line: 2, reason: expect.stringContaining(reason) }]);
    });
});
