/** Judging in both orders: a judge with a taste, one with a favourite place, and one that never answers as asked. */
import { describe, expect, test } from "vitest";
import {
    type AskJudge,
    judgeMatch,
    judgeQuestion,
    pairMatch,
    readChoice,
    summariseVerdicts,
} from "../../main/evaluation/judge.ts";

const matches = ["long and careful", "longer than the other"].map((first, i) => ({
    prompt: `Question ${i}`,
    first,
    second: "short",
    cluster: String(i),
}));

type Reply = (question: string) => string;
const inTurn =
    (reply: Reply): AskJudge =>
    async ([one, two]) => [reply(one), reply(two)];

/** Finds the longer answer better. */
const longer: Reply = (question) => {
    const [a = "", b = ""] = [..."AB"].map(
        (name) => question.split(`Answer ${name}:\n`)[1]?.split("\n\n")[0],
    );
    return a.length > b.length ? "A" : "**B**.";
};

async function judged(reply: Reply) {
    const verdicts = [];
    for (const match of matches) verdicts.push(await judgeMatch(inTurn(reply), match));
    return summariseVerdicts(matches, verdicts, 1);
}

test("a judge with a taste finds it in both orders", async () => {
    expect(await judged(longer)).toEqual({
        matches: 2,
        wins: { value: 1, low: 1, high: 1 },
        ties: 0,
        asked: 2,
        same: 0,
        tooLong: 0,
        unclear: 0,
        disagreements: 0,
        agreements: 2,
        firstPlace: { value: 0.5, low: expect.closeTo(0.15, 2), high: expect.closeTo(0.85, 2) },
    });
});

test("a favourite place cancels out, and shows", async () => {
    expect(await judged(() => "A")).toMatchObject({
        wins: { value: 0.5 },
        ties: 2,
        disagreements: 2,
        agreements: 0,
        firstPlace: { value: 1, high: 1 },
    });
});

test("replies in another form are ties, and counted; half a verdict counts half", async () => {
    const never = await judged(() => "Both are fine.");
    expect(never).toMatchObject({
        wins: { value: 0.5 },
        ties: 2,
        unclear: 4,
        disagreements: 0,
        firstPlace: null,
    });
    let asked = 0;
    const sometimes = await judged((question) => (asked++ % 2 === 0 ? longer(question) : "?"));
    expect(sometimes).toMatchObject({ wins: { value: 0.75 }, ties: 0, unclear: 2, firstPlace: { value: 1 } });
});

test("answers that are the same, and questions that are too long, are ties without asking", async () => {
    const ask: AskJudge = async ([question]) => (question.length > 300 ? null : ["A", "A"]);
    const [match] = matches as [(typeof matches)[0]];
    const [same, long] = [
        { ...match, second: match.first },
        { ...match, prompt: "x".repeat(300) },
    ];
    const verdicts = [await judgeMatch(ask, same), await judgeMatch(ask, long), await judgeMatch(ask, match)];
    expect(verdicts.map(({ skipped }) => skipped)).toEqual(["same", "too-long", null]);
    expect(verdicts.map(({ replies }) => replies[0])).toEqual([null, null, "A"]);
    expect(summariseVerdicts([same, long, match], verdicts, 1)).toMatchObject({
        matches: 3,
        asked: 1,
        same: 1,
        tooLong: 1,
        ties: 3,
        unclear: 0,
        disagreements: 1,
    });
});

test("of a pair the preferred answer stands first, and a conversation says who wrote what", () => {
    const [question, answer] = [
        { role: "user" as const, content: "Q" },
        { role: "assistant" as const, content: "A" },
    ];
    const pair = { prompt: [question], chosen: "good", rejected: "bad" };
    expect(pairMatch(pair)).toMatchObject({ prompt: "Q", first: "good", second: "bad" });
    const longer = pairMatch({ ...pair, prompt: [question, answer, question] });
    expect(longer.prompt).toBe("user: Q\n\nassistant: A\n\nuser: Q");
    expect(longer.cluster).not.toBe(pairMatch(pair).cluster);
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
