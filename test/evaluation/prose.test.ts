/** The judge of prose by its form, on answers as models give them. */
import { expect, test } from "vitest";
import { judgeProse, splitSentences } from "../../main/evaluation/prose.ts";

test.each([
    ["The capital of France is Paris.", 1],
    ["Boil water. Add pasta, then wait. Enjoy!", 3],
    ["Ask Dr. Smith about it.", 2], // the segmenter knows no titles; made pairs then only get shorter
    ["Three things:\n\n1. Sleep\n2. Water\n3. Walks", 4],
    ["  \n ", 0],
    ["42.", 0],
])("counts the sentences of %j", (text, count) => {
    expect(splitSentences(text)).toHaveLength(count);
});

test("the sentences together are the words of the text, in order", () => {
    const text = "First comes this. Does that follow? It does!\nAnd a last one";
    expect(splitSentences(text).join(" ").split(/\s+/)).toEqual(text.split(/\s+/));
});

test.each([
    ["It is warm today.", true, true],
    ["It is warm today.", false, false],
    ["It is warm to", true, false],
    ["Here is how:", true, false],
    ['He said "it is warm."', true, true],
    ["(It is warm today.)", true, true],
    ["“It is warm today.” ", true, true],
])("%j, ended %s: whole %s", (text, ended, whole) => {
    expect(judgeProse(text, ended).whole).toBe(whole);
});

test("going round in circles is nonsense, a refrain is not", () => {
    const line = "the cat sat on the mat. ";
    expect(judgeProse(line.repeat(4), true).nonsense).toBe(true);
    expect(judgeProse(line.repeat(2), true).nonsense).toBe(false);
    expect(judgeProse("?!", true).nonsense).toBe(true);
});
