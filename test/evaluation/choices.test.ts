/**
 * Multiple choice as lm-evaluation-harness does it: tokens of context and continuation, the three scores, ties, too
 * long contexts; and on a model the same numbers as summing log-probabilities by hand.
 */
import { describe, expect, test } from "vitest";
import type { BranchScores } from "../../main/evaluation/stackScorer.ts";
import {
    choicesTask,
    encodePair,
    encodeQuestion,
    judgeChoices,
    type PlainEncoder,
} from "../../main/evaluation/tasks/choices.ts";
import { Workbench } from "../../main/evaluation/workbench.ts";
import type { Tokenizer } from "../../main/inference/tokenizer.ts";
import { openGolden, readGolden } from "../support/golden.ts";

/** A token per character, but "ab" is one; 0 begins a text. */
const letters: PlainEncoder & { encode(text: string): number[] } = {
    startOfText: 0,
    encode: (text) =>
        [...text.matchAll(/ab|./gsu)].map(([piece]) => (piece === "ab" ? 1000 : piece.charCodeAt(0))),
    encodeText: (text) => letters.encode(text),
};
const withStart: PlainEncoder = { startOfText: 0, encodeText: (text) => [0, ...letters.encode(text)] };
const ids = (text: string) => letters.encode(text);

describe("tokens", () => {
    test("a space at the context's end goes to the continuation", () => {
        expect(encodePair(letters, "Q:  ", "x")).toEqual({ context: ids("Q:"), continuation: ids("  x") });
        expect(encodePair(letters, "Q:\n", " x")).toEqual({ context: ids("Q:"), continuation: ids("\n x") });
    });
    test("context and continuation are tokenised together, and cut after as many tokens as the context has", () => {
        // "…a" + "b" become one token: the continuation begins after the context's two tokens, so it is empty
        expect(encodePair(letters, "Qa", "bc")).toEqual({ context: ids("Qa"), continuation: ids("c") });
    });
    test("the token that begins texts belongs to the context", () => {
        expect(encodePair(withStart, "Q", " x")).toEqual({
            context: [0, ...ids("Q")],
            continuation: ids(" x"),
        });
    });
    test("an empty context is that token alone, whether or not the tokenizer writes it", () => {
        for (const encoder of [letters, withStart])
            expect(encodePair(encoder, "", "x")).toEqual({ context: [0], continuation: ids("x") });
    });
    test("a context that is too long loses its beginning, as far as each choice needs", () => {
        const question = {
            context: "123456789",
            choices: [
                { delimiter: "", text: "x" },
                { delimiter: "", text: "xyz" },
            ],
            answer: 0,
            question: "",
        };
        const encoded = encodeQuestion(letters, question, 6);
        // the model reads all but the last token: 6 of them
        expect(encoded.choices.map(({ context }) => context)).toEqual([ids("456789"), ids("6789")]);
    });
});

describe("scores", () => {
    test("acc by likelihood, acc_norm per character, acc_bytes per byte", () => {
        // characters 1, 4, 1; bytes 1, 4, 3
        expect(judgeChoices([-2, -3, -2.5], ["a", "abcd", "€"], 0)).toEqual({
            acc: 1,
            acc_norm: 0,
            acc_bytes: 0,
            said: 0,
        });
        expect(judgeChoices([-2, -8, -2.7], ["a", "abcd", "€"], 2)).toEqual({
            acc: 0,
            acc_norm: 0,
            acc_bytes: 1,
            said: 0,
        });
    });
    test("characters are code points, not UTF-16 units", () => {
        expect(judgeChoices([-3, -2], ["😀😀", "a"], 0).acc_norm).toBe(1); // −1.5 against −2; by units −0.75
        expect(judgeChoices([-5, -2], ["😀😀", "a"], 1).acc_norm).toBe(1); // −2.5 against −2; by units −1.25 would win
    });
    test("of equal choices the first counts", () => {
        expect(judgeChoices([-1, -1], ["a", "b"], 0).acc).toBe(1);
        expect(judgeChoices([-1, -1], ["a", "b"], 1).acc).toBe(0);
    });
});

test("on a model: likelihoods as summed by hand, for base and candidates, cut contexts and all", async () => {
    const golden = readGolden("llama_all");
    const { model, adapter } = openGolden("llama_all");
    const token = (text: string) => [...text].map((letter) => 4 + (letter.charCodeAt(0) % 60));
    const encoder = { startOfText: 1, encodeText: (text: string) => [1, ...token(text)] };
    const question = (context: string, choices: string[], answer: number) => ({
        context,
        choices: choices.map((text) => ({ delimiter: " ", text })),
        answer,
        subject: "letters",
        question: context,
    });
    const questions = [
        question("the quick brown fox", ["jumps", "sleeps", "is a dog"], 0),
        question("x".repeat(40), ["y", "a much longer one"], 1),
        question("lorem ipsum", ["dolor", "amet"], 1),
    ];
    const length = 32;
    const encoded = questions.map((one) => encodeQuestion(encoder, one, length));
    expect(new Set(encoded[1]?.choices.map(({ context }) => context.length)).size).toBe(2);
    const task = choicesTask("letters", "letters", encoded, {});
    const tokenizer = { endOfText: golden.special.pad } as Tokenizer;
    const bench = new Workbench({ model, tokenizer, stacks: [[{ adapter, weight: 1 }], []] });
    const items = [];
    for (let unit = 0; unit < task.units; unit++) items.push(...(await task.run(unit, bench)));
    expect(items.map(({ index, subject, answers }) => [index, subject, answers?.length])).toEqual(
        questions.map((_, i) => [i, "letters", 3]),
    );
    for (const [i, { choices }] of encoded.entries()) {
        const texts = questions[i]?.choices.map(({ text }) => text) ?? [];
        const alone: BranchScores[][] = [];
        for (const { context, continuation } of choices)
            alone.push(...(await bench.scorer.score([{ prompt: context, branches: [continuation] }], false)));
        const values = (who: number) =>
            alone.map(([score]) => (who === 0 ? score?.base : score?.stacks[who - 1]?.policy) as number);
        items[i]?.scores.forEach((scores, who) => {
            const { said: _, ...credits } = judgeChoices(values(who), texts, questions[i]?.answer ?? -1);
            expect(scores, `question ${i}, ${who}`).toEqual(credits);
        });
        expect(items[i]?.scores[2]).toEqual(items[i]?.scores[0]);
    }
    bench.dispose();
    model.dispose();
});
