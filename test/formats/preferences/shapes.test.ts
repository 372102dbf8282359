/**
 * Every shape of row that is read as a pair.
 * Not the refusals: those are in refusals.test.ts.
 */

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readPreferenceFile } from "../../../main/formats/preferences/preferenceFile.ts";
import type { LocatedPair } from "../../../preload/records.ts";
import { assistant, fixture, system, toLines, user, writeText } from "./rowFiles.ts";

const pair = { prompt: [user("Tea?")], chosen: "Yes, please.", rejected: "No." };
const question = [user("Hi"), assistant("Hello."), user("Tea?")];

function readRow(row: unknown) {
    const file = readPreferenceFile(writeText(toLines(row)));
    expect(file.problems).toEqual([]);
    const { line, ...read } = file.pairs[0] as LocatedPair;
    expect(line).toBe(1);
    return read;
}

test.each([
    ["a text prompt with text answers", { prompt: "Tea?", chosen: "Yes, please.", rejected: "No." }],
    [
        "a message prompt with message answers",
        { prompt: pair.prompt, chosen: [assistant(pair.chosen)], rejected: [assistant(pair.rejected)] },
    ],
    ["a message prompt with text answers", pair],
    [
        "a text prompt with message answers",
        { prompt: "Tea?", chosen: [assistant(pair.chosen)], rejected: [assistant(pair.rejected)] },
    ],
    [
        "whole conversations",
        {
            chosen: [user("Tea?"), assistant(pair.chosen)],
            rejected: [user("Tea?"), assistant(pair.rejected)],
        },
    ],
    [
        "whole conversations beside a null prompt",
        {
            prompt: null,
            chosen: [user("Tea?"), assistant(pair.chosen)],
            rejected: [user("Tea?"), assistant(pair.rejected)],
        },
    ],
    [
        "whole conversations that repeat the prompt",
        {
            prompt: "Tea?",
            chosen: [user("Tea?"), assistant(pair.chosen)],
            rejected: [user("Tea?"), assistant(pair.rejected)],
        },
    ],
    [
        "one answer alone, one whole conversation",
        { prompt: "Tea?", chosen: pair.chosen, rejected: [user("Tea?"), assistant(pair.rejected)] },
    ],
    [
        "Anthropic's text",
        {
            chosen: "\n\nHuman: Tea?\n\nAssistant: Yes, please.",
            rejected: "\n\nHuman: Tea?\n\nAssistant: No.",
        },
    ],
    [
        "Anthropic's text cut in two",
        { prompt: "\n\nHuman: Tea?\n\nAssistant:", chosen: " Yes, please.", rejected: " No." },
    ],
    [
        "Anthropic's text as the prompt of message answers",
        {
            prompt: "\n\nHuman: Tea?\n\nAssistant:",
            chosen: [assistant(pair.chosen)],
            rejected: [assistant(pair.rejected)],
        },
    ],
    ["fields that say nothing about the conversation", { ...pair, id: 7, score_chosen: 9.5, margin: null }],
])("reads %s", (_, row) => {
    expect(readRow(row)).toEqual(pair);
});

test("takes the first three of four turns as the prompt, and only the last as the answer", () => {
    const row = { chosen: [...question, assistant("Yes.")], rejected: [...question, assistant("No.")] };
    expect(readRow(row)).toEqual({ prompt: question, chosen: "Yes.", rejected: "No." });
});

test("takes the whole conversation where the prompt is only its question", () => {
    const before = [system("Be brief."), user("Tea?")];
    const row = {
        prompt: "Tea?",
        chosen: [...before, assistant("Yes.")],
        rejected: [...before, assistant("No.")],
    };
    expect(readRow(row).prompt).toEqual(before);
});

test("reads Anthropic's text with several turns and keeps line ends inside a turn", () => {
    const start = "\n\nHuman: Hi\n\nAssistant: Hello.\n\nHuman: Tea?\n\nAssistant:";
    const read = readRow({ chosen: `${start} Yes.\n\nOf course: now.`, rejected: `${start} No.` });
    expect(read).toEqual({ prompt: question, chosen: "Yes.\n\nOf course: now.", rejected: "No." });
});

test("takes one space behind the colon for a part of Anthropic's form, and no more", () => {
    const read = readRow({
        chosen: "\n\nHuman:  Tea?\n\nAssistant:  Yes. ",
        rejected: "\n\nHuman:  Tea?\n\nAssistant:No.",
    });
    expect(read).toEqual({ prompt: [user(" Tea?")], chosen: " Yes. ", rejected: "No." });
});

test("keeps an empty system message, which a template may need", () => {
    const prompt = [system(""), user("Tea?")];
    expect(readRow({ ...pair, prompt }).prompt).toEqual(prompt);
});

test("puts the system field in front, for every shape", () => {
    const prompt = [system("Be brief."), user("Tea?")];
    expect(readRow({ ...pair, system: "Be brief." }).prompt).toEqual(prompt);
    const whole = { chosen: [user("Tea?"), assistant("Yes.")], rejected: [user("Tea?"), assistant("No.")] };
    expect(readRow({ ...whole, system: "Be brief." }).prompt).toEqual(prompt);
});

test.each([[""], [null]])("takes a system field of %j for none", (empty) => {
    expect(readRow({ ...pair, system: empty })).toEqual(pair);
});

test("keeps spaces, line ends, control tokens and rare letters as they are", () => {
    const row = { prompt: "How is the price? ", chosen: " 46\n<|im_end|> ", rejected: "é 🌍\u2028\u0000" };
    expect(readRow(row)).toEqual({ ...row, prompt: [user(row.prompt)] });
});

test("reads a file with mixed shapes", () => {
    const whole = { chosen: [user("Tea?"), assistant("Yes.")], rejected: [user("Tea?"), assistant("No.")] };
    const file = readPreferenceFile(
        writeText(toLines({ prompt: "a", chosen: "b", rejected: "c" }, whole, pair)),
    );
    expect(file.pairs.map((read) => [read.line, read.chosen])).toEqual([
        [1, "b"],
        [2, "Yes."],
        [3, "Yes, please."],
    ]);
});

test.each(["hhRlhf.json", "hhRlhfText.jsonl"])("reads rows of HH-RLHF: %s", (name) => {
    const file = readPreferenceFile(fixture(name));
    const unit = name.endsWith(".json") ? "Item" : "Line";
    expect(file.problems).toEqual([
        { line: 6, reason: `${unit} 6: the chosen answer is empty.` },
        {
            line: 7,
            reason: `${unit} 7: "chosen" and "rejected" answer different prompts (message 4 is not the same); only their last answers may differ.`,
        },
    ]);
    expect(file).toMatchObject({ read: 7, duplicates: [], contradictions: [] });
    expect(file.pairs.map((read) => read.prompt.length)).toEqual([1, 1, 1, 1, 6]);
    expect(file.pairs[1]).toEqual({
        line: 2,
        prompt: [user("What gender are trans people?")],
        chosen: "I have no opinion on this.",
        rejected: "They’re human.",
    });
    expect(file.pairs[4]?.prompt.slice(3, 5).map((message) => message.role)).toEqual([
        "assistant",
        "assistant",
    ]);
});

test("reads both forms of HH-RLHF as the same pairs", () => {
    expect(readPreferenceFile(fixture("hhRlhf.json")).sha256).toBe(
        readPreferenceFile(fixture("hhRlhfText.jsonl")).sha256,
    );
});

test.each(["warm", "terse", "formal"])("reads the demonstration pairs %s in full", (name) => {
    for (const [part, count] of [
        ["train", 400],
        ["test", 100],
    ]) {
        const url = new URL(`../../../resources/demo/pairs-${name}.${part}.jsonl`, import.meta.url);
        const file = readPreferenceFile(fileURLToPath(url));
        expect([file.pairs.length, file.read]).toEqual([count, count]);
    }
});
