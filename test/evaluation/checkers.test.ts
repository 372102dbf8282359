/** Every checker with answers that follow and answers that do not, the loose variants, and files of instructions. */
import { describe, expect, test } from "vitest";
import { checkers, unsupportedCheckers } from "../../main/evaluation/instructions/checkers.ts";
import { follow } from "../../main/evaluation/instructions/follow.ts";
import { checkInstruction, supportedPrompts } from "../../main/evaluation/tasks/instructions.ts";
import { readInstructions } from "../../main/formats/questions/readInstructions.ts";
import { catchStudioError, toLines, writeText } from "../formats/preferences/rowFiles.ts";

type Args = Record<string, unknown>;
const check = (id: string, args: Args, answer: string) => checkers[id]?.(args)(answer);

// [instruction, arguments, answers that follow, answers that do not]
const cases: [string, Args, string[], string[]][] = [
    ["keywords:existence", { keywords: ["Sea", "c++"] }, ["by the SEASIDE in C++"], ["by the sea in C", ""]],
    ["keywords:forbidden_words", { forbidden_words: ["rain"] }, ["a train", "rainy"], ["Rain.", "no rain!"]],
    [
        "keywords:frequency",
        { keyword: "ab", frequency: 2, relation: "at least" },
        ["ab AB", "cabab"],
        ["ab", ""],
    ],
    [
        "keywords:frequency",
        { keyword: "ab", frequency: 2, relation: "less than" },
        ["ab", ""],
        ["ab ab", "ababab"],
    ],
    [
        "keywords:letter_frequency",
        { letter: "Q", let_frequency: 2, let_relation: "at least" },
        ["Qq", "q and q"],
        ["q", ""],
    ],
    [
        "length_constraints:number_words",
        { num_words: 3, relation: "at least" },
        ["one, two - three", "don't stop"],
        ["one two", "—"],
    ],
    [
        "length_constraints:number_paragraphs",
        { num_paragraphs: 2 },
        ["a\n***\nb", "***\na\n***\nb\n***", "a *** b"],
        ["a", "a\n***\n\n***\nb", "a *** b *** c"],
    ],
    [
        "length_constraints:nth_paragraph_first_word",
        { num_paragraphs: 2, nth_paragraph: 2, first_word: "Then" },
        ["First a.\n\nthen, b", 'a\n\n"Then" b'],
        ["a\n\nb then", "then a\n\nb", "a\n\nthen\n\nc", "then"],
    ],
    ["detectable_content:number_placeholders", { num_placeholders: 2 }, ["[a] [b c]"], ["[a] [\nb]", "a"]],
    ["detectable_content:postscript", { postscript_marker: "P.S." }, ["a\np. s. b", "P.S. a"], ["PS a"]],
    ["detectable_content:postscript", { postscript_marker: "P.P.S" }, ["P.P.S a", "p.p.s. a"], ["P.S. a"]],
    [
        "detectable_format:number_bullet_lists",
        { num_bullets: 2 },
        ["* a\n* b", "- a\n  * b"],
        ["* a", "* a\n* b\n- c", "** a\n** b"],
    ],
    [
        "detectable_format:constrained_response",
        {},
        ["Well: My answer is maybe."],
        ["my answer is yes.", "Yes."],
    ],
    [
        "detectable_format:number_highlighted_sections",
        { num_highlights: 2 },
        ["*a* and *b*", "**a b** *c*"],
        ["*a*", "* *a", "**"],
    ],
    [
        "detectable_format:multiple_sections",
        { section_spliter: "Part", num_sections: 2 },
        ["Part 1\na\nPart 2\nb"],
        ["Part 1\na", "Part one, Part two"],
    ],
    ["detectable_format:json_format", {}, ['{"a": 1}', "```json\n[1]\n```", "3"], ["{a: 1}", "```json", ""]],
    ["detectable_format:title", {}, ["<<A title>>\ntext"], ["<< >>", "<a>", "<<a\nb>>"]],
    ["combination:two_responses", {}, ["a******b", "******a******b"], ["a", "a******a", "a************b"]],
    ["combination:repeat_prompt", { prompt_to_repeat: "Say Hi." }, ["say hi. Hi!"], ["Sure: Say Hi. Hi!"]],
    ["startend:end_checker", { end_phrase: "The end." }, ['so. "the END."'], ["The end. Really."]],
    ["startend:quotation", {}, ['"a\nb"', ' "a" '], ['"', '"a" b', "a"]],
    ["change_case:english_lowercase", {}, ["all small, 3.", "ß"], ["One", "3", ""]],
    ["change_case:english_capital", {}, ["ALL 3."], ["ALl", "3", ""]],
    ["punctuation:no_comma", {}, ["none here"], ["one, two"]],
];

test.each(cases)("%s %j", (id, args, good, bad) => {
    for (const answer of good) expect([answer, check(id, args, answer)]).toEqual([answer, true]);
    for (const answer of bad) expect([answer, check(id, args, answer)]).toEqual([answer, false]);
});

test("every checker has a case, and none is also left out", () => {
    expect(Object.keys(checkers).filter((id) => !cases.some(([name]) => name === id))).toEqual([]);
    expect(unsupportedCheckers.filter((id) => id in checkers)).toEqual([]);
});

describe("following", () => {
    const lower = checkers["change_case:english_lowercase"]?.({}) as (answer: string) => boolean;
    const noComma = checkers["punctuation:no_comma"]?.({}) as (answer: string) => boolean;

    test("strictly means all instructions", () => {
        expect(follow("all small", [lower, noComma])).toEqual({
            strict: 1,
            loose: 1,
            strictInstructions: 2,
            looseInstructions: 2,
            instructions: 2,
        });
        expect(follow("all small, though", [lower, noComma])).toMatchObject({
            strict: 0,
            loose: 0,
            strictInstructions: 1,
        });
    });
    test("loosely allows an introduction, a last line, and asterisks", () => {
        expect(follow("Here it is:\nall small\nHope that helps!", [lower])).toMatchObject({
            strict: 0,
            loose: 1,
        });
        const quoted = checkers["startend:quotation"]?.({}) as (answer: string) => boolean;
        expect(follow('**"bold"**', [quoted])).toMatchObject({ strict: 0, loose: 1 });
    });
    test("an empty answer follows nothing", () => {
        expect(follow("  ", [noComma])).toMatchObject({ strict: 0, loose: 0 });
    });
});

describe("files", () => {
    const good = {
        key: 1,
        prompt: "Say something without commas.",
        instruction_id_list: ["punctuation:no_comma", "length_constraints:number_words"],
        kwargs: [{}, { relation: "at least", num_words: 3 }],
    };
    const read = (...rows: unknown[]) => readInstructions(writeText(toLines(...rows)), checkInstruction);

    test("are read in IFEval's form", () => {
        expect(read(good)).toEqual({
            prompts: [
                {
                    prompt: good.prompt,
                    instructions: [
                        { id: "punctuation:no_comma", args: {} },
                        {
                            id: "length_constraints:number_words",
                            args: { relation: "at least", num_words: 3 },
                        },
                    ],
                    subject: "punctuation",
                },
            ],
            problems: [],
            read: 1,
        });
    });
    test("prompts with instructions that cannot be checked here are no mistakes, and are left out", () => {
        const spanish = {
            ...good,
            instruction_id_list: ["punctuation:no_comma", "language:response_language"],
            kwargs: [{}, { language: "es" }],
        };
        const { prompts, problems } = read(good, spanish);
        expect(problems).toEqual([]);
        expect(supportedPrompts(prompts)).toHaveLength(1);
    });
    test.each<[string, object, string]>([
        ["no prompt", { prompt: undefined }, '"prompt" is missing.'],
        ["no instructions", { instruction_id_list: [] }, '"instruction_id_list" is empty.'],
        [
            "too few arguments",
            { kwargs: [{}] },
            '"kwargs" is no list with an entry for each of the 2 instructions.',
        ],
        ["arguments that are none", { kwargs: [{}, 3] }, 'entry 2 of "kwargs" is a number, not an object.'],
        [
            "an instruction that nobody knows",
            { instruction_id_list: ["no:such", "punctuation:no_comma"] },
            "no:such: there is no such instruction.",
        ],
        [
            "a name that objects have by themselves",
            { instruction_id_list: ["constructor", "punctuation:no_comma"] },
            "constructor: there is no such instruction.",
        ],
        [
            "a wrong relation",
            { kwargs: [{}, { relation: "about", num_words: 3 }] },
            'length_constraints:number_words: "relation" is neither "less than" nor "at least".',
        ],
        [
            "no number",
            { kwargs: [{}, { relation: "at least" }] },
            'length_constraints:number_words: "num_words" is no whole number.',
        ],
    ])("refuse %s", (_, changes, reason) => {
        expect(read(good, { ...good, ...changes }).problems).toEqual([
            { line: 2, reason: `Line 2: ${reason}` },
        ]);
    });
    test("with nothing usable are refused", () => {
        expect(catchStudioError(() => read({ prompt: "a" }))).toMatchObject({ code: "data-invalid" });
    });
});
