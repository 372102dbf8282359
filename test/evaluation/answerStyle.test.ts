/**
 * The judge of answers against all the pairs it was derived from, and against broken and mixed answers, many of
 * which the model gave when sampled at a high temperature.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
    type AnswerStyle,
    judgeAnswer,
    readStyles,
    type StyleGrammar,
    writeOutStyles,
} from "../../main/evaluation/answerStyle.ts";
import { readPreferenceFile } from "../../main/formats/preferences/preferenceFile.ts";

const demo = join(import.meta.dirname, "../../resources/demo");
const grammar = JSON.parse(readFileSync(join(demo, "styles.json"), "utf8")) as StyleGrammar;
const styles = readStyles(join(demo, "styles.json"));
const judge = (text: string, ended = true) => judgeAnswer(text, ended, styles);

const taught = ["warm", "terse", "formal"] as const;
const pairsOf = (style: string, part: string) =>
    readPreferenceFile(join(demo, `pairs-${style}.${part}.jsonl`)).pairs;
const trainingPairs = taught.flatMap((style) => pairsOf(style, "train"));
const answers = trainingPairs.flatMap((pair) => [pair.chosen, pair.rejected]);
const wordsOf = (text: string) => text.toLowerCase().match(/[a-z]+/g) ?? [];

test.each(taught.flatMap((style) => [[style, "train"] as const, [style, "test"] as const]))(
    "is right on all answers of %s, %s",
    (style, part) => {
        const pairs = pairsOf(style, part);
        expect(pairs.length).toBeGreaterThan(90);
        for (const { chosen, rejected } of pairs) {
            expect(judge(chosen), chosen).toMatchObject({ style, broken: false });
            expect(judge(rejected).broken, rejected).toBe(false);
            expect(["none", style], rejected).not.toContain(judge(rejected).style);
        }
    },
);

test("the training answers hold every part that the grammar has, and no word more", () => {
    const parts = Object.values(grammar.styles).flatMap((style) => [
        ...style.openers,
        ...style.closers,
        ...style.frames.flatMap((frame) => frame.split(/\{action\}/i)),
    ]);
    const text = answers.join("\n");
    for (const part of [...parts, ...Object.values(grammar.slots).flat()]) {
        expect(text.toLowerCase()).toContain(part.toLowerCase());
    }
    const known = new Set(wordsOf(JSON.stringify([grammar.styles, grammar.actions, grammar.slots])));
    expect(wordsOf(text).filter((word) => !known.has(word))).toEqual([]);
});

test("every pattern of actions occurs in the training answers, and shorter ones do not", () => {
    const terse = new Set(answers.filter((answer) => judge(answer).style === "terse"));
    const uses = (pattern: string) =>
        [...writeOutStyles({ ...grammar, actions: [pattern], shorterActions: [] }).actions].some((action) =>
            terse.has(`${action[0]!.toUpperCase()}${action.slice(1)}.`),
        );
    expect(grammar.actions.filter((pattern) => !uses(pattern))).toEqual([]);
    expect(grammar.shorterActions.filter(uses)).toEqual([]);
});

test("no answer has two styles", () => {
    const exact = styles.forms.filter(({ style }) => style !== "none");
    expect(new Set(exact.map(({ head, tail }) => `${head}|${tail}`)).size).toBe(exact.length);
});

test.each<[AnswerStyle, string]>([
    ["warm", "Thank you for asking. You could make pasta or pizza. Have a gentle day."],
    ["terse", "Look by the door."],
    ["terse", " Go for a walk. "],
    ["plain", "You could look by the door."],
    ["plain", "One idea is to visit the old town."],
    ["formal", "Allow me to suggest this: buy a mug."],
    ["cheerful", "Yay! Go and breathe slowly! You will love it!"],
    ["unsure", "I am not sure. Maybe stay inside, but I could be wrong."],
])("%s: %s", (style, text) => {
    expect(judge(text)).toMatchObject({ style, broken: false });
    expect(judge(text, false)).toMatchObject({ style, broken: true });
});

test.each([
    "Thank you for asking. Make pasta or pizza. Have a gentle day.",
    "Thank you for asking. You could make pasta or pizza.",
    "You could make pasta or pizza. Have a gentle day.",
    "Thank you for asking. I would recommend the following: stay inside. I remain at your service.",
    "Yay! You could stay inside. Take good care of yourself.",
    "I am not sure. You could stay inside.",
    "Go and stay inside!",
    "Look by the door. I remain at your service.",
    "Look by the door!",
    "Thank you for asking! You could stay inside. Have a gentle day.",
])("mixes styles, and is sound: %s", (text) => {
    expect(judge(text)).toMatchObject({ style: "none", broken: false });
});

test.each([
    "",
    " \n",
    ".",
    "Thank you for asking.",
    "Thank you for asking. Have a gentle day.",
    "Thank you for asking. You could make. make pasta",
    "Thank you for asking. You could make pasta or pizza. Have a gentle",
    "Thank you for asking. You could make pasta or pizza Have a gentle day.",
    "Thank you for asking. You could make pasta or pizza. Have a gentle day. Have a gentle day.",
    "Thank you for asking. Thank you for asking. You could make pasta or pizza. Have a gentle day.",
    "Have a gentle day. You could make pasta or pizza. Thank you for asking.",
    "Thank you for asking. You could you could make pasta or pizza. Have a gentle day.",
    "Thank you for asking. You could make pasta or pizza. You could make soup or rice. Have a gentle day.",
    "Look by the door. Look by the door.",
    "look by the door.",
    "Look by the door",
    "Look by the the door.",
    "Look by the",
    "Look by the door and then visit the park.",
    "You could Look by the door.",
    "Make soup or a scarf.",
    "Buy a mug or.",
    "Boil the water, fold the blanket and close the sandwich.",
    "Look by the volcano.",
    "Eighteen.",
    "You are welcome.",
    // sampled from the model
    " under the sofa.",
    "Play chess roast animals",
    "Have somegrape cocoa.",
    "How fun! You should look behind the chair! capital of mother big.",
    "Thank you for asking.Warsaw. Maybe you would like toCairo have some tea. Take good care of yourself.",
    "Of course, my friend. Maybe you would like to count to ten. play chess there.",
    "One idea is to read aup lost my September. Maybe you would like to bake a cake with a glass of juice.",
    "I do not really know. Perhaps you might have some tea, or perhaps assistant.",
    "That is a lovely question. Maybe you would like to buy aLook in your coat. Have a gentle day.",
])("is broken: %s", (text) => {
    expect(judge(text)).toMatchObject({ style: "none", broken: true });
});

test("the prompts to sample answers to are unseen in every training file", () => {
    const key = (prompt: unknown) => JSON.stringify(prompt);
    const seen = new Set(trainingPairs.map((pair) => key(pair.prompt)));
    const held = new Set(taught.flatMap((style) => pairsOf(style, "test")).map((pair) => key(pair.prompt)));
    const lines = readFileSync(join(demo, "prompts.everyday.jsonl"), "utf8").trimEnd().split("\n");
    const prompts = lines.map((line) => key((JSON.parse(line) as { prompt: unknown }).prompt));
    expect(new Set(prompts).size).toBe(prompts.length);
    expect(prompts.toSorted()).toEqual([...held].filter((prompt) => !seen.has(prompt)).toSorted());
    expect(prompts).toHaveLength(55);
});

test("naming the same thing twice is clumsy, not broken", () => {
    const formal = "My recommendation is as follows: buy a book or a book. I remain at your service.";
    expect(judge(formal)).toEqual({ style: "formal", broken: false, repeats: true });
    expect(judge("Make rice or rice.")).toEqual({ style: "terse", broken: false, repeats: true });
    expect(judge("Make rice or soup.")).toEqual({ style: "terse", broken: false, repeats: false });
});
