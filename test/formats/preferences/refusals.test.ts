/**
 * Every reason for which a row is refused, with its sentence.
 * Not the errors about whole files: those are in files.test.ts.
 */

import { expect, test } from "vitest";
import { readPreferenceFile } from "../../../main/formats/preferences/preferenceFile.ts";
import { assistant, good, system, toLines, user, writeText } from "./rowFiles.ts";

/** The reason for which a line is refused that stands between two good ones. */
function reasonFor(line: string | Uint8Array): string | undefined {
    const bytes = Buffer.concat([
        Buffer.from(toLines(good)),
        Buffer.from(line),
        Buffer.from(`\n${toLines({ ...good, prompt: "2" })}`),
    ]);
    const file = readPreferenceFile(writeText(bytes));
    expect(file.pairs.map((pair) => pair.line)).toEqual([1, 3]);
    expect(file.problems.map((problem) => problem.line)).toEqual([2]);
    expect(file).toMatchObject({ read: 3, duplicates: [] });
    return file.problems[0]?.reason;
}

const tea = [user("Tea?")];
const yes = [...tea, assistant("Yes.")];
const no = [...tea, assistant("No.")];

test.each([
    ['{"prompt": "a", "chosen": "b', "it stops in the middle, so a part seems to be cut off"],
    ['{"prompt": "a", "chosen":', "it stops in the middle, so a part seems to be cut off"],
    ['{"prompt": "a", "chosen"  ', "it stops in the middle, so a part seems to be cut off"],
    ['{"prompt": "a", "chosen": NaN}', 'there is an unexpected "N"'],
    ["prompt,chosen,rejected", 'there is an unexpected "p"'],
    ["🌍", 'there is an unexpected "\\ud83c"'],
    ["{'prompt': 'a'}", "expected property name or '}' at character 2"],
    ['{"prompt": "a",}', "expected double-quoted property name at character 16"],
    ['{"prompt": "a\tb"}', "bad control character in string literal at character 14"],
    ['{"prompt": "a"} {"prompt": "b"}', "unexpected non-whitespace character after JSON at character 17"],
])("says what is wrong with the JSON of %s", (line, what) => {
    expect(reasonFor(line)).toBe(`Line 2: this is not valid JSON: ${what}.`);
});

test.each([
    ["[1]", "a list"],
    ["null", "null"],
    ["7", "a number"],
    ["true", "a boolean"],
    ['"text"', "a text"],
])("refuses %s, which is not an object", (line, kind) => {
    expect(reasonFor(line)).toBe(`Line 2: this is ${kind}, not an object in { }.`);
});

test("refuses bytes that are not UTF-8, and names the line", () => {
    const line = Buffer.from(JSON.stringify({ ...good, chosen: "x\xe9" }), "latin1");
    expect(reasonFor(line)).toBe("Line 2: it has bytes that are not UTF-8 text; save the file as UTF-8.");
});

const notSame = "the chosen and the rejected answer";
test.each<[string, unknown, string]>([
    [
        "no rejected answer",
        { prompt: "a", chosen: "b" },
        'the rejected answer is missing ("rejected" is not there).',
    ],
    [
        "no chosen answer",
        { prompt: "a", rejected: "b" },
        'the chosen answer is missing ("chosen" is not there).',
    ],
    ["a null answer", { ...good, rejected: null }, 'the rejected answer is missing ("rejected" is null).'],
    [
        "no prompt",
        { chosen: "b", rejected: "c" },
        '"prompt" is missing, and "chosen" is an answer without the conversation before it.',
    ],
    [
        "no prompt, messages",
        { chosen: [assistant("b")], rejected: [assistant("c")] },
        '"prompt" is missing, and "chosen" is an answer without the conversation before it.',
    ],
    ["an empty rejected answer", { ...good, rejected: "" }, "the rejected answer is empty."],
    ["a chosen answer of spaces", { ...good, chosen: "   " }, "the chosen answer is empty."],
    ["an invisible answer", { ...good, chosen: "\u200b\ufeff\n" }, "the chosen answer is empty."],
    [
        "an empty message answer",
        { prompt: tea, chosen: [assistant("Yes.")], rejected: [assistant(" ")] },
        "the rejected answer is empty.",
    ],
    [
        "an empty answer in Anthropic's text",
        { chosen: "\n\nHuman: a\n\nAssistant:", rejected: "\n\nHuman: a\n\nAssistant: b" },
        "the chosen answer is empty.",
    ],
    ["equal answers", { ...good, rejected: "Yes." }, `${notSame} are the same.`],
    [
        "a trailing space",
        { ...good, rejected: "Yes. " },
        `${notSame} differ only by spaces or line ends around them.`,
    ],
    [
        "a leading line end",
        { ...good, chosen: "\nNo." },
        `${notSame} differ only by spaces or line ends around them.`,
    ],
    [
        "a list of three answers",
        { ...good, rejected: ["a", "b", "c"] },
        '"rejected" is a list of 3 texts; it must be one text or a list of messages.',
    ],
    [
        "a list of one answer",
        { ...good, chosen: ["a"] },
        '"chosen" is a list of 1 text; it must be one text or a list of messages.',
    ],
    [
        "three message answers",
        { prompt: tea, chosen: [assistant("a"), assistant("b"), assistant("c")], rejected: "d" },
        '"chosen" has 3 messages that do not start with the prompt; it must be one answer, or the whole conversation.',
    ],
    [
        "a third answer of its own",
        { ...good, rejected_2: "Never." },
        'there is a further answer, "rejected_2"; a pair has one chosen and one rejected answer.',
    ],
    ["an empty list", { ...good, chosen: [] }, '"chosen" is an empty list.'],
    ["an empty list as the prompt", { ...good, prompt: [] }, '"prompt" is an empty list.'],
    [
        "a number as the answer",
        { ...good, chosen: 46 },
        '"chosen" is a number; it must be a text or a list of messages.',
    ],
    [
        "an object as the prompt",
        { ...good, prompt: user("a") },
        '"prompt" is an object; it must be a text or a list of messages.',
    ],
    ["an empty prompt", { ...good, prompt: " " }, "the prompt is empty."],
    [
        "an empty turn",
        { ...good, prompt: [user("a"), assistant(""), user("b")] },
        "message 2 of the prompt is empty.",
    ],
    [
        "a prompt that ends on an answer",
        { ...good, prompt: [user("a"), assistant("b")] },
        "the prompt ends on a turn of the assistant; it must end with a user's message.",
    ],
    [
        "a prompt of nothing but a system message",
        { ...good, prompt: [system("a")] },
        "the prompt ends on a turn of the system; it must end with a user's message.",
    ],
    [
        "conversations about different prompts",
        { chosen: yes, rejected: [user("Coffee?"), assistant("No.")] },
        '"chosen" and "rejected" answer different prompts (message 1 is not the same); only their last answers may differ.',
    ],
    [
        "conversations of different length",
        { chosen: yes, rejected: [...yes, user("Sure?"), assistant("No.")] },
        '"chosen" and "rejected" answer different prompts (message 2 is not the same); only their last answers may differ.',
    ],
    [
        "a conversation that ends on a question",
        { chosen: [...yes, user("Sure?")], rejected: no },
        '"chosen" ends on a turn of the user; it must end with the assistant\'s answer.',
    ],
    [
        "Anthropic's text that ends on a question",
        { chosen: "\n\nHuman: a", rejected: "\n\nHuman: a\n\nAssistant: b" },
        '"chosen" ends on a turn of the user; it must end with the assistant\'s answer.',
    ],
    [
        "a conversation that does not repeat the prompt",
        { prompt: "Coffee?", chosen: yes, rejected: no },
        '"chosen" has 2 messages that do not start with the prompt; it must be one answer, or the whole conversation.',
    ],
    [
        "a conversation that repeats only the first turn of the prompt",
        { prompt: [...yes, user("Sure?")], chosen: yes, rejected: no },
        '"chosen" has 2 messages that do not start with the prompt; it must be one answer, or the whole conversation.',
    ],
    [
        "an unknown role",
        { chosen: [{ role: "human", content: "a" }], rejected: no },
        'message 1 of "chosen" has the unknown role "human"; only system, user and assistant are known.',
    ],
    [
        "a missing role",
        { ...good, prompt: [{ content: "a" }] },
        'the role of message 1 of "prompt" is missing.',
    ],
    [
        "a role that is no text",
        { ...good, prompt: [{ role: 1, content: "a" }] },
        'the role of message 1 of "prompt" is a number, not a text.',
    ],
    [
        "a missing content",
        { ...good, prompt: [{ role: "user" }] },
        'the content of message 1 of "prompt" is missing.',
    ],
    [
        "a null content",
        { chosen: yes, rejected: [...tea, { role: "assistant", content: null }] },
        'the content of message 2 of "rejected" is missing.',
    ],
    [
        "a content in parts",
        { ...good, prompt: [{ role: "user", content: [{ type: "text", text: "a" }] }] },
        'the content of message 1 of "prompt" is a list, not a text.',
    ],
    [
        "a message that is a text",
        { ...good, prompt: [user("a"), "b"] },
        'message 2 of "prompt" is a text, not an object with a role and a content.',
    ],
    [
        "a message that is null",
        { ...good, prompt: [null] },
        'message 1 of "prompt" is null, not an object with a role and a content.',
    ],
    ["a system field that is no text", { ...good, system: 5 }, '"system" is a number, not a text.'],
    [
        "two system texts",
        { ...good, prompt: [system("a"), user("b")], system: "c" },
        'there is a "system" text besides the system message in the conversation; keep one of them.',
    ],
    [
        "half a character in an answer",
        { ...good, chosen: "x\ud83d" },
        '"chosen" has half a character in it (a lone surrogate), which no text may have.',
    ],
    [
        "half a character in a message",
        { ...good, prompt: [user("\udf0d")] },
        'the content of message 1 of "prompt" has half a character in it (a lone surrogate), which no text may have.',
    ],
    [
        "half a character in Anthropic's text",
        { chosen: "\n\nHuman: a\n\nAssistant: \ud83d", rejected: "\n\nHuman: a\n\nAssistant: b" },
        '"chosen" has half a character in it (a lone surrogate), which no text may have.',
    ],
])("refuses %s", (_, row, reason) => {
    expect(reasonFor(JSON.stringify(row))).toBe(`Line 2: ${reason}`);
});

test("does not take an inherited property for a field", () => {
    expect(reasonFor('{"__proto__": {"prompt": "a", "chosen": "b", "rejected": "c"}}')).toContain(
        "the chosen answer is missing",
    );
});
