/**
 * Question files: what is read, and every refusal with its sentence.
 * Not JSONL and JSON lists as such: those are tested with the preference files.
 */

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readQuestions } from "../../../main/formats/questions/readQuestions.ts";
import { catchStudioError, toLines, writeText } from "../preferences/rowFiles.ts";

const color = {
    subject: "colors",
    question: "What color is snow?",
    choices: ["Red.", "White.", "Blue."],
    answer: 1,
};
const sum = { subject: "sums", prompt: "Add one and one.", expected: "Two." };
const readRows = (...rows: unknown[]) => readQuestions(writeText(toLines(...rows)));
const reasonFor = (row: unknown) => readRows(sum, row).problems;

test("reads both kinds from one file", () => {
    expect(readRows(color, sum)).toEqual({ multipleChoice: [color], exact: [sum], problems: [], read: 2 });
});

test("reads a JSON list with a byte-order mark", () => {
    const path = writeText(`\ufeff${JSON.stringify([color, sum, 5], null, 2)}`);
    expect(readQuestions(path)).toEqual({
        multipleChoice: [color],
        exact: [sum],
        problems: [{ line: 3, reason: "Item 3: this is a number, not an object in { }." }],
        read: 3,
    });
});

test.each([
    ["a position", 1],
    ["a letter", "B"],
    ["a small letter", "b"],
    ["the text", "White."],
    ["the text with a space", " White. "],
])("takes %s for the answer", (_, answer) => {
    expect(readRows({ ...color, answer }).multipleChoice).toEqual([color]);
});

test("takes a number for a position, even where the choices are numbers", () => {
    expect(readRows({ ...color, choices: ["2", "1", "0"], answer: 0 }).multipleChoice[0]?.answer).toBe(0);
});

test("takes a letter that is the text of the same choice", () => {
    expect(readRows({ ...color, choices: ["A", "B", "C"], answer: "B" }).multipleChoice[0]?.answer).toBe(1);
});

test("refuses equal choices, which no answer can tell apart", () => {
    expect(reasonFor({ ...color, choices: ["Red.", "White.", "White. "], answer: 1 })).toEqual([
        { line: 2, reason: 'Line 2: two choices are the same ("White.").' },
    ]);
});

test("takes other data sets' names: options, answerKey, and ARC's labels", () => {
    const { choices, answer: _, ...rest } = color;
    for (const row of [
        { ...rest, options: choices, answerKey: "B" },
        { ...rest, options: choices, answer_index: 1 },
        { ...rest, choices: { text: choices, label: ["1", "2", "3"] }, answerKey: "2" },
    ])
        expect(readRows(row).multipleChoice).toEqual([color]);
});

test("takes the kind of an instruction for its subject", () => {
    const { subject, ...rest } = sum;
    expect(readRows({ ...rest, kind: subject }).exact).toEqual([sum]);
});

test("leaves the subject out where there is none", () => {
    const read = readRows({ ...sum, subject: null }).exact[0];
    expect(Object.keys(read ?? {})).toEqual(["prompt", "expected"]);
});

test.each<[string, unknown, string]>([
    [
        "neither kind",
        { prompt: "a" },
        'a question needs either "choices" with an "answer", or an "expected" text.',
    ],
    [
        "both kinds",
        { ...color, expected: "a" },
        'there are both "choices" and "expected"; a question has one of them.',
    ],
    ["no answer", { ...color, answer: undefined }, '"answer" is missing.'],
    ["a null answer", { ...color, answer: null }, '"answer" is missing.'],
    ["an empty answer", { ...color, answer: " " }, '"answer" is empty.'],
    ["a list of answers", { ...color, answer: [1] }, '"answer" is a list, not a text.'],
    [
        "a position beyond the end",
        { ...color, answer: 3 },
        "the answer 3 is not the position of a choice; positions go from 0 to 2.",
    ],
    [
        "a negative position",
        { ...color, answer: -1 },
        "the answer -1 is not the position of a choice; positions go from 0 to 2.",
    ],
    [
        "half a position",
        { ...color, answer: 0.5 },
        "the answer 0.5 is not the position of a choice; positions go from 0 to 2.",
    ],
    [
        "a letter beyond the end",
        { ...color, answer: "D" },
        'the answer "D" is neither a choice nor the letter of one.',
    ],
    [
        "a position in quotes",
        { ...color, answer: "1" },
        'the answer "1" is neither a choice nor the letter of one.',
    ],
    [
        "a text that is no choice",
        { ...color, answer: "x".repeat(41) },
        `the answer "${"x".repeat(40)}…" is neither a choice nor the letter of one.`,
    ],
    [
        "a text that two choices have",
        { ...color, choices: ["a b", "a b"], answer: "a b" },
        'two choices are the same ("a b").',
    ],
    [
        "a letter that is the text of another choice",
        { ...color, choices: ["B", "A"], answer: "A" },
        'the answer "A" can mean more than one choice; give its position, counted from 0.',
    ],
    ["one choice", { ...color, choices: ["a"] }, '"choices" has one entry; there must be at least two.'],
    ["no choice", { ...color, choices: [] }, '"choices" has no entry; there must be at least two.'],
    [
        "choices that are no list",
        { ...color, choices: { texts: [] } },
        '"choices" is an object, not a list of texts.',
    ],
    [
        "labels that are too few",
        { ...color, choices: { text: ["a", "b"], label: ["1"] }, answer: "1" },
        '"label" has not one entry for each of the 2 choices.',
    ],
    ["a choice that is no text", { ...color, choices: ["a", 2] }, "choice 2 is a number, not a text."],
    ["an empty choice", { ...color, choices: ["", "a"] }, "choice 1 is empty."],
    ["no question", { ...color, question: undefined }, '"question" is missing.'],
    ["an empty question", { ...color, question: "" }, '"question" is empty.'],
    ["no prompt", { ...sum, prompt: undefined }, '"prompt" is missing.'],
    ["an expected text that is none", { ...sum, expected: 2 }, '"expected" is a number, not a text.'],
    ["an empty expected text", { ...sum, expected: "\n" }, '"expected" is empty.'],
    ["a subject that is no text", { ...sum, subject: 5 }, '"subject" is a number, not a text.'],
    [
        "half a character",
        { ...sum, expected: "\ud83d" },
        '"expected" has half a character in it (a lone surrogate), which no text may have.',
    ],
])("refuses %s", (_, row, reason) => {
    expect(reasonFor(row)).toEqual([{ line: 2, reason: `Line 2: ${reason}` }]);
});

test("gives the first reason when no question can be used", () => {
    expect(catchStudioError(() => readRows({ prompt: "a", expected: "" }, {}))).toMatchObject({
        code: "data-invalid",
        message:
            '"rows.jsonl" has no usable questions. None of its 2 rows can be used. Line 1: "expected" is empty.',
    });
});

test.each([
    ["facts.mcq", 200, 0],
    ["facts.exact", 0, 200],
    ["instructions", 0, 75],
])("reads the demonstration file %s in full", (name, choices, exact) => {
    const file = readQuestions(
        fileURLToPath(new URL(`../../../resources/demo/${name}.jsonl`, import.meta.url)),
    );
    expect([file.multipleChoice.length, file.exact.length, file.problems]).toEqual([choices, exact, []]);
});
