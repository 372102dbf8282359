/** The study's figures by hand, its file after a crash, and its part of a document. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import {
    atEqualLearning,
    finalists,
    frontier,
    matches,
    moreLost,
    preferenceFigures,
} from "../../main/cli/studyFigures.ts";
import { type CellResult, isFinished, openStudyFile } from "../../main/cli/studyFile.ts";
import { cellKey, screeningCells, studyMethods } from "../../main/cli/studyPlan.ts";
import { replacePart } from "../../main/cli/studyReport.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-study-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A cell of two prompts with two answers each, and four questions. */
function cell(method: string, number: number, learned: number[], facts: number[], seed = 1): CellResult {
    const items = { learned, broken: [0, 0, 0, 1], heldOut: [1, 1], kept: { facts } };
    return {
        preference: "warm",
        method,
        try: number,
        seed,
        settings: {},
        items,
        prompts: 2,
        drift: 0.5,
        steps: 1,
        seconds: 1,
    };
}

const cells = [
    cell("base", 0, [0, 0, 0, 0], [1, 1, 1, 1], 0),
    cell("q-studio", 0, [1, 1, 1, 0], [1, 1, 1, 1]),
    cell("q-studio", 0, [1, 1, 1, 1], [1, 1, 1, 0], 2),
    cell("q-studio", 1, [0, 0, 0, 0], [1, 1, 1, 1]),
    cell("dpo", 0, [1, 1, 1, 1], [1, 0, 1, 0]),
    cell("dpo", 1, [1, 1, 1, 1], [0, 1, 0, 1]),
];

test("every method has the same number of tries, no two alike", () => {
    expect(new Set(studyMethods.map(({ tries }) => tries.length)).size).toBe(1);
    for (const { tries } of studyMethods)
        expect(new Set(tries.map((one) => JSON.stringify(one))).size).toBe(tries.length);
    const all = screeningCells(["a", "b"], 1);
    expect(new Set(all.map(cellKey)).size).toBe(all.length);
    expect(all).toHaveLength(2 + 2 * studyMethods.length * 4);
});

test("figures by hand: even cases choose, odd ones are reported, seeds are averaged", () => {
    const tries = preferenceFigures(cells, "warm");
    const [base, studio, weak, dpo, other] = tries;
    expect([base?.learned.reported.value, base?.lost.reported.value]).toEqual([0, 0]);
    // prompt 1 has answers 1 and 3: (1 + 0 + 1 + 1) / 4
    expect(studio?.learned.reported.value).toBe(0.75);
    expect(studio?.learned.choosing.value).toBe(1);
    expect(studio?.range).toEqual({ low: 0.5, high: 1 });
    // only the first seed chooses; questions 1 and 3: the second seed lost one of them
    expect(studio?.lost.reported.value).toBe(0.25);
    expect(studio?.lost.choosing.value).toBe(0);
    expect(dpo?.lost).toMatchObject({ choosing: { value: 0 }, reported: { value: 1 } });
    expect(atEqualLearning(tries, "q-studio", "dpo")).toEqual({ level: 1, ours: studio, theirs: dpo });
    expect(atEqualLearning(tries, "q-studio", "sft")).toBeUndefined();
    // a rival that learned less is met where it is: by the try that lost least
    const slow = tries.map((one) =>
        one.method === "dpo"
            ? { ...one, learned: { ...one.learned, choosing: weak?.learned.choosing } }
            : one,
    );
    expect(atEqualLearning(slow as never, "q-studio", "dpo")).toMatchObject({ level: 0, ours: studio });
    expect(matches(tries)).toHaveLength(1);
    expect(finalists(cells, "warm")).toEqual([studio, dpo]);
    expect(moreLost(cells, "warm", studio as never, dpo as never)).toMatchObject({ value: 0.75 });
    expect(frontier([studio, weak, dpo] as never)).toEqual([weak, studio, dpo]);
    expect(frontier([dpo, other] as never)).toEqual([other]);
});

test("a file that was cut off goes on, and one of another study is refused", () => {
    const path = join(folder, "pip.jsonl");
    const head = { model: "Pip", pairs: 1, answers: 1, version: "0", plan: "p" };
    const file = openStudyFile(path, head);
    for (const one of cells.slice(0, 2)) file.add(one);
    appendFileSync(path, '{"preference":"wa');
    const again = openStudyFile(path, head);
    expect(again.parts).toEqual(cells.slice(0, 2));
    expect([isFinished(again, cells[1] as CellResult), isFinished(again, cells[2] as CellResult)]).toEqual([
        true,
        false,
    ]);
    again.add(cells[2] as CellResult);
    expect(readFileSync(path, "utf8").trim().split("\n")).toHaveLength(4);
    appendFileSync(path, '{"cut');
    expect(() => openStudyFile(path, { ...head, pairs: 2 })).toThrow("holds another study");
    expect(readFileSync(path, "utf8")).toMatch(/\{"cut$/); // what is not ours stays as it was
});

test("only its own part of a document is replaced", () => {
    const first = replacePart("# Title\n\nWords.\n", "pip", "one");
    const second = replacePart(replacePart(first, "smollm2", "two"), "pip", "three");
    expect(second).toBe(
        "# Title\n\nWords.\n\n<!-- pip -->\nthree\n<!-- /pip -->\n\n<!-- smollm2 -->\ntwo\n<!-- /smollm2 -->\n",
    );
});
