/** Figures over pairs, against numbers worked out by hand. */
import { expect, test } from "vitest";
import { compareLabellers } from "../../main/db/agreement.ts";
import { deleteRows } from "../../main/db/deletions.ts";
import { addLabel } from "../../main/db/labels.ts";
import { pairStatistics } from "../../main/db/pairStatistics.ts";
import { addPairs } from "../../main/db/pairs.ts";
import { openTemporary, somePair } from "./openTemporary.ts";

const prompt = [{ role: "user" as const, content: "Q" }];

test("balance, length bias and contradictions", () => {
    const db = openTemporary();
    addPairs(db, [
        somePair(1, { chosen: "long answer", rejected: "short", tags: ["a", "b"], labeller: "Ada" }),
        somePair(2, { chosen: "tiny", rejected: "much longer", tags: ["a"] }),
        somePair(3, { chosen: "same", rejected: "size", source: "queue" }),
        somePair(3, { chosen: "size", rejected: "same" }),
        somePair(4, { chosen: "x".repeat(999), rejected: "y", verdict: "tie", tags: ["b"] }),
    ]);
    const [gone] = addPairs(db, [somePair(9, { tags: ["a"] })]);
    deleteRows(db, "pairs", [gone as number]);
    addLabel(db, { prompt, answer: "x", rating: "down", source: "chat" });
    const figures = pairStatistics(db);
    expect(figures).toMatchObject({
        pairs: 5,
        byVerdict: { preferred: 4, tie: 1, "both-bad": 0, skip: 0 },
        bySource: [
            { source: "manual", pairs: 4 },
            { source: "queue", pairs: 1 },
        ],
        byTag: [
            { tag: "a", pairs: 2, chosenLonger: 0.5 },
            { tag: "b", pairs: 2, chosenLonger: 1 },
        ],
        byLabeller: [
            { labeller: "", pairs: 4 },
            { labeller: "Ada", pairs: 1 },
        ],
        agreement: null,
        contradictions: 2,
        repetitions: 0,
        length: { pairs: 4, chosenLonger: 0.5, meanChosen: 23 / 4, meanRejected: 24 / 4 },
        labels: { up: 0, down: 1 },
    });
    addPairs(db, [somePair(2, { chosen: "tiny", rejected: "much longer" })]);
    expect(pairStatistics(db)).toMatchObject({ pairs: 6, repetitions: 1 });
    expect(pairStatistics(db, { tags: ["b"] })).toMatchObject({
        pairs: 2,
        length: { pairs: 1, chosenLonger: 1 },
    });
    expect(pairStatistics(db, { tags: ["none"] })).toMatchObject({
        pairs: 0,
        length: { pairs: 0, chosenLonger: 0 },
    });
});

test("agreement of labellers, whichever answer stands first, by the last word of each", () => {
    const db = openTemporary();
    const judge = (
        labeller: string,
        chosen: string,
        rejected: string,
        verdict: "preferred" | "tie" = "preferred",
    ) => addPairs(db, [{ prompt, chosen, rejected, labeller, verdict, source: "queue" }]);
    judge("Ada", "A", "B");
    judge("Bob", "A", "B");
    judge("Ada", "D", "C");
    judge("Bob", "C", "D");
    judge("Ada", "E", "F", "tie");
    judge("Bob", "F", "E", "tie");
    judge("Ada", "G", "H");
    judge("Bob", "H", "G");
    judge("Bob", "G", "H"); // changed his mind
    judge("Ada", "only", "hers");
    // Ada: first, second, tie, first. Bob: first, first, tie, first.
    // By chance: 2/4 · 3/4 + 1/4 · 0 + 1/4 · 1/4 = 7/16; kappa = (3/4 − 7/16) / (1 − 7/16) = 5/9.
    const figures = pairStatistics(db).agreement;
    expect(figures).toMatchObject({ judgedTwice: 4, agree: 3 });
    expect(figures?.byLabellers).toMatchObject([{ first: "Ada", second: "Bob", judged: 4, agree: 3 }]);
    expect(figures?.byLabellers[0]?.kappa).toBeCloseTo(5 / 9, 12);
});

test("kappa where chance alone explains everything", () => {
    const judgement = (labeller: string) => ({ answers: "1", labeller, verdict: "first" });
    expect(compareLabellers([judgement("a"), judgement("b")])?.byLabellers[0]?.kappa).toBeNull();
    expect(compareLabellers([judgement("a")])).toBeNull();
    expect(compareLabellers([judgement("a"), judgement("b"), judgement("c")])?.judgedTwice).toBe(3);
});

test("days in a row", () => {
    const db = openTemporary();
    const noon = (day: number) => new Date(2026, 2, day, 12).toISOString(); // across the change to summer time
    addPairs(
        db,
        [31, 30, 29, 28, 26].map((day) => somePair(day, { labelledAt: noon(day) })),
    );
    expect(pairStatistics(db, {}, new Date(2026, 2, 31, 1)).streak).toBe(4);
    expect(pairStatistics(db, {}, new Date(2026, 3, 1, 23)).streak).toBe(4);
    expect(pairStatistics(db, {}, new Date(2026, 3, 2, 1)).streak).toBe(0);
    expect(
        pairStatistics(db)
            .byDay.map(({ day }) => day)
            .at(-1),
    ).toBe("2026-03-31");
});
