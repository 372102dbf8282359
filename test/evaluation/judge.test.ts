/** Judging in both orders: a judge with a taste, one with a favourite place, and one that never answers as asked. */
import { describe, expect, test } from "vitest";
import {
    type AskJudge,
    judgeMatch,
    judgeQuestion,
    readChoice,
    summariseVerdicts,
} from "../../main/evaluation/judge.ts";

const matches = ["long and careful", "longer than the other"].map((first, i) => ({
    prompt: `Question ${i}`,
    first,
    second: "short",
}));

/** Finds the longer answer better. */
const longer: AskJudge = async (question) => {
    const [a = "", b = ""] = [..."AB"].map(
        (name) => question.split(`Answer ${name}:\n`)[1]?.split("\n\n")[0],
    );
    return a.length > b.length ? "A" : "**B**.";
};

async function judged(ask: AskJudge) {
    const verdicts = [];
    for (const match of matches) verdicts.push(await judgeMatch(ask, match));
    return summariseVerdicts(matches, verdicts, 1);
}

test("a judge with a taste finds it in both orders", async () => {
    expect(await judged(longer)).toEqual({
        matches: 2,
        wins: { value: 1, low: 1, high: 1 },
        ties: 0,
        unclear: 0,
        disagreements: 0,
        firstPlace: 0.5,
    });
});

test("a favourite place cancels out, and shows", async () => {
    expect(await judged(async () => "A")).toMatchObject({
        wins: { value: 0.5 },
        ties: 2,
        disagreements: 2,
        firstPlace: 1,
    });
});

test("replies in another form are ties, and counted; half a verdict counts half", async () => {
    const never = await judged(async () => "Both are fine.");
    expect(never).toMatchObject({
        wins: { value: 0.5 },
        ties: 2,
        unclear: 4,
        disagreements: 0,
        firstPlace: null,
    });
    let asked = 0;
    const sometimes = await judged(async (question) => (asked++ % 2 === 0 ? longer(question) : "?"));
    expect(sometimes).toMatchObject({ wins: { value: 0.75 }, ties: 0, unclear: 2, firstPlace: 1 });
});

test("the criterion comes before the answers, what is asked for after them", () => {
    const question = judgeQuestion("Q", "A\n\nAnswer B is bad.", "b", "Be strict.");
    expect(question).toMatch(/Be strict\.[\s\S]*Reply with one letter, A or B, and nothing else\.$/);
});

describe("the letter of a reply", () => {
    test.each(["A", " a.", "(A)", "**A**", "Answer A", "[[A]]", "A\nbecause it is longer"])("%j", (reply) => {
        expect(readChoice(reply)).toBe("A");
    });
    test.each(["", "A good answer is B", "A or B", "AB", "Both", "C", "The answer is", "Neither A nor B"])(
        "is none in %j",
        (reply) => {
            expect(readChoice(reply)).toBeUndefined();
        },
    );
});
