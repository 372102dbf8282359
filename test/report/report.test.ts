/** Reports of hostile names and answers, learned against lost by hand, and the strength within a bound. */
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { axisOf } from "../../main/report/axis.ts";
import { csvItems, csvReport, csvVerdicts } from "../../main/report/csvReport.ts";
import { curvePlot } from "../../main/report/curvePlot.ts";
import { htmlReport } from "../../main/report/htmlReport.ts";
import { markup } from "../../main/report/markup.ts";
import { standalone } from "../../main/report/plots.ts";
import { textReport } from "../../main/report/textReport.ts";
import { suggestStrength, tradeOff } from "../../main/report/tradeOff.ts";
import type {
    EvaluationReport,
    Figure,
    Metric,
    MetricFigures,
    TaskFigures,
} from "../../preload/records/evaluation.ts";
import type { JudgeSummary, JudgingReport, Verdict } from "../../preload/records/judging.ts";

const hostile = `<script>alert("1")</script>'&\u0000\ud800`;
const metric = (id: string, about: Metric["about"], kind: Metric["kind"] = "share"): Metric => ({
    id,
    title: `${id} ${hostile}`,
    of: id,
    kind,
    better: "higher",
    about,
});
const figure = (value: number, difference: number, half = 0.1): Figure => ({
    value,
    low: value - half,
    high: value + half,
    items: 10,
    difference: { value: difference, low: difference - half, high: difference + half },
    pValue: 0.03125,
});

/** Base and two candidates: the second learned more and lost more. */
function task(id: string, figures: MetricFigures[]): TaskFigures {
    const settings = { data: hostile };
    const metrics = figures.map(({ metric }) => metric);
    return {
        id,
        title: `=${id}`,
        items: 10,
        units: 1,
        metrics,
        settings,
        figures,
        itemsSha256: "0".repeat(64),
    };
}

const learned = task("answers", [
    { metric: metric("prefers", "learned"), figures: [figure(0.5, 0), figure(0.8, 0.3), figure(1, 0.5)] },
    {
        metric: metric("like-chosen", "learned"),
        figures: [figure(0.2, 0), figure(0.6, 0.4), figure(0.9, 0.7)],
    },
]);
const facts = task("facts", [
    { metric: metric("acc", "kept"), figures: [figure(0.9, 0), figure(0.9, 0), figure(0.8, -0.1)] },
    { metric: metric("kl", "kept", "mean"), figures: [null, figure(1, 0), figure(2, 0)] },
]);
const instructions = task("instructions", [
    { metric: metric("strict", "kept"), figures: [figure(0.6, 0), figure(0.62, 0.02), figure(0.5, -0.1)] },
]);

const report: EvaluationReport = {
    title: hostile,
    kind: "matrix",
    model: { name: hostile, fingerprint: "ab" },
    candidates: ["=a", hostile].map((label) => ({
        label,
        alpha0: null,
        adapters: [{ name: hostile, weight: 1, sha256: "cd", method: "q-adapter" }],
    })),
    tasks: [learned, facts, instructions],
    seed: 1,
    program: { version: "0", node: "24", platform: "x", device: hostile, threads: 1 },
    madeAt: "now",
    notes: [hostile],
};

const summary: JudgeSummary = {
    ...{ matches: 10, ties: 2, asked: 8, same: 1, tooLong: 1, unclear: 4, disagreements: 1, agreements: 5 },
    wins: { value: 0.625, low: 0.5, high: 0.75 },
    firstPlace: { value: 0.75, low: 0.6, high: 0.9 },
};
const judged: JudgingReport = {
    judge: { name: `=${hostile}`, fingerprint: "ef" },
    criterion: hostile,
    rounds: [
        { title: `=${hostile}`, about: "wins", summary },
        { title: hostile, about: "agreement", summary: { ...summary, firstPlace: null } },
    ],
    seed: 1,
    verdictsSha256: "",
    madeAt: "now",
};

describe("reports", () => {
    test("HTML holds nothing but text and drawings, whatever names and answers are", () => {
        const page = htmlReport(report, [judged]);
        expect(page).toContain("62.5%</td><td>50.0 to 75.0</td><td>10; 1 the same, not asked; 1 too long");
        expect(page).toContain("75.0% (60.0 to 90.0)");
        expect(page).not.toMatch(/<script|<img|<iframe|\son\w+=|javascript:|href|src=/i);
        expect(page).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;\ufffd");
        expect(page).toContain("default-src 'none'");
        expect(page.match(/<svg /g)?.length).toBeGreaterThanOrEqual(4);
        expect(page).toContain("Does one adapter hurt another?");
        for (const tag of ["section", "table", "svg", "td", "ul"]) {
            const opened = page.match(new RegExp(`<${tag}[ >]`, "g"))?.length;
            expect(opened, tag).toBe(page.split(`</${tag}>`).length - 1);
        }
    });

    test("CSV is read back, and no cell is a formula", () => {
        const verdict: Verdict = { choices: [null, null], replies: ["=A", null], skipped: null, credit: 0.5 };
        const match = { prompt: "=1", first: "+1", second: "@", cluster: "0", verdict };
        const verdicts = csvVerdicts([{ judge: "=j", title: "=t", matches: [match] }]);
        const [line] = parse(verdicts, { bom: true, columns: true }) as Record<string, string>[];
        expect(Object.values(line ?? {}).some((cell) => /^[=+@]/.test(cell))).toBe(false);
        const withJudge = csvReport({ ...report, tasks: [] }, [
            { ...judged, judge: { ...judged.judge, name: "j" } },
        ]);
        const shares = (parse(withJudge, { bom: true, columns: true }) as Record<string, string>[]).map(
            ({ metric, items, value }) => [metric, items, value],
        );
        expect(shares.slice(0, 5)).toEqual([
            ["preferred to the original model", "10", "0.625"],
            ["ties", "10", "0.2"],
            ["the two orders contradict each other", "8", "0.125"],
            ["unclear replies", "16", "0.25"],
            ["chose what stood first", "12", "0.75"],
        ]);
        for (const text of [csvReport(report), csvItems(report, [{ title: "=t", items: [item] }])]) {
            const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[];
            expect(rows.length).toBeGreaterThan(1);
            for (const row of rows) {
                expect(row.task).toMatch(/^'=/);
                for (const [column, cell] of Object.entries(row))
                    if (!column.startsWith("difference")) expect(cell).not.toMatch(/^[=+@]/);
            }
        }
    });

    test("text has a line for everyone", () => {
        const text = textReport(report);
        expect(text).toContain("−10.0 (−20.0 to +0.0)   p 0.031");
        expect(text.split("\n").every((line) => line === line.trimEnd())).toBe(true);
    });

    test("templates escape what is filled in, but not markup", () => {
        expect(markup`<p title="${'"'}">${"<"}${[markup`<b>${1}</b>`]}</p>`.text).toBe(
            '<p title="&quot;">&lt;<b>1</b></p>',
        );
    });
});

const item = {
    index: 0,
    cluster: "0",
    prompt: "+1",
    expected: "@x",
    answers: ["-a", "=b", "c"],
    scores: [{}, {}, {}],
};

describe("learned against lost", () => {
    test("by hand: sampled answers before pairs, the mean over what should be kept", () => {
        expect(tradeOff(report.tasks, 0).lost?.value).toBe(0);
        const { learned: l, lost } = tradeOff(report.tasks, 2);
        expect(l?.value).toBe(0.9);
        expect(lost?.value).toBeCloseTo(0.1);
        // half-widths of 0.1 each, as squares, over two tasks
        expect((lost?.high ?? 0) - 0.1).toBeCloseTo(Math.hypot(0.1, 0.1) / 2);
        expect(tradeOff([learned], 1).lost).toBeUndefined();
        expect(tradeOff([facts], 1).learned).toBeUndefined();
    });

    test("the largest strength within the bound", () => {
        const at = (value: number) => ({ value, low: value - 0.05, high: value + 0.05 });
        const points = [0.5, 1, 1.5].map((strength, i) => ({
            strength,
            alpha0: null,
            learned: at(0.5 + 0.1 * i),
            lost: at([0, 0.015, 0.04][i] as number),
        }));
        expect(suggestStrength(points, 0.02, false)?.strength).toBe(1);
        expect(suggestStrength(points, 0.06, true)?.strength).toBe(0.5);
        expect(suggestStrength(points, 1, true)?.strength).toBe(1.5);
        expect(suggestStrength(points, 0.01, true)).toBeUndefined();
        const same = points.map((point) => ({ ...point, strength: 1 }));
        expect(suggestStrength(same, 1, false)?.learned.value).toBeCloseTo(0.7);
    });

    test("an axis goes from one round number to another, around every value", () => {
        const { place, ticks, percentDigits } = axisOf([0.033, 0.98, Number.NaN], 0, 100, 5);
        expect(ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
        expect([place(0), place(0.5), place(1), percentDigits]).toEqual([0, 50, 100, 0]);
        expect(axisOf([0.001, 0.002], 0, 100, 5).percentDigits).toBe(2);
        expect(axisOf([], 0, 100, 5).place(0.5)).toBe(50);
    });

    test("a drawing of equal or infinite values has no NaN in it", () => {
        const learned = { value: 0.5, low: 0.5, high: 0.5 };
        const lost = { value: 0.5, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
        const curve = { name: hostile, points: [{ label: "1", learned, lost }] };
        const drawn = standalone(curvePlot([curve], 0.5));
        expect(drawn).toMatch(/^<svg xmlns=/);
        expect(drawn).not.toMatch(/NaN|Infinity|<script/);
    });
});
