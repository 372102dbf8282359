/**
 * `qadapter evaluate` and `compare` with Pip and random adapters: tables, JSON, reports, exact repetition, an
 * interrupted run that goes on, judges, sweeps, matrices, and what is refused.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EvaluationReport } from "../../preload/records/evaluation.ts";
import { pipPath, qadapter, start, warmPairs } from "../support/command.ts";
import { writeRandomAdapter } from "../support/logits.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-evaluate-"));
const at = (name: string) => join(folder, name);
const residual = { method: "q-adapter", origin: "residual", alpha0: 1, alphaTilde: 1, gamma: 1 } as const;
const base = [
    "--model",
    pipPath,
    "--threads",
    "1",
    "--pairs",
    at("pairs.jsonl"),
    "--questions",
    at("q.jsonl"),
];
const question = (n: number) => ({
    question: `Is it ${n}?`,
    choices: ["Yes.", "No.", "Maybe."],
    answer: n % 3,
});

beforeAll(() => {
    writeRandomAdapter(at("a.gguf"), pipPath, 5, residual);
    writeRandomAdapter(at("b.gguf"), pipPath, 6, residual);
    writeFileSync(
        at("pairs.jsonl"),
        `${readFileSync(warmPairs, "utf8").split("\n").slice(0, 12).join("\n")}\n`,
    );
    writeFileSync(at("q.jsonl"), [0, 1, 2, 3, 4].map((n) => JSON.stringify(question(n))).join("\n"));
    writeFileSync(at("text.txt"), "There was a fox who liked the rain. ".repeat(20));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function json(...args: string[]): Promise<EvaluationReport & Record<string, unknown>> {
    const { stdout, stderr, status } = await qadapter([...args, "--json"]);
    expect(status, stderr).toBe(0);
    return JSON.parse(stdout);
}

test("compare: everything in one go, files written, and repeated exactly", async () => {
    const candidates = [
        "--candidate",
        `both=${at("a.gguf")}:0.5+${at("b.gguf")}`,
        "--candidate",
        at("a.gguf"),
    ];
    const more = [
        "--answers",
        "3",
        "--max-tokens",
        "8",
        "--text",
        at("text.txt"),
        "--prompts",
        at("pairs.jsonl"),
    ];
    const files = ["--out", at("all.json"), "--html", at("all.html"), "--csv", at("all.csv")];
    const report = await json("compare", ...base, ...candidates, ...more, ...files, "--limit", "4");
    expect(report.candidates.map(({ label }) => label)).toEqual(["both", at("a.gguf")]);
    expect(report.candidates[0]?.adapters.map(({ weight }) => weight)).toEqual([0.5, 1]);
    expect(report.tasks.map(({ settings }) => settings.kind)).toEqual([
        "pairs",
        "answers",
        "questions",
        "drift",
        "text",
    ]);
    for (const { figures, itemsSha256, settings } of report.tasks) {
        expect(figures[0]?.figures).toHaveLength(3);
        expect(itemsSha256).toMatch(/^[0-9a-f]{64}$/);
        expect(settings.data).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(readFileSync(at("all.html"), "utf8")).toContain("To repeat it");
    expect(existsSync(at("all.json.unfinished"))).toBe(false);

    const again = await qadapter(["compare", "--repeat", at("all.json"), "--json"]);
    expect(again.stderr).toContain("exactly as before");
    expect(JSON.parse(again.stdout)).toMatchObject({ identical: true });

    writeFileSync(at("text2.txt"), "Other words. ".repeat(20));
    const kept = readFileSync(at("all.json"), "utf8");
    writeFileSync(at("other.json"), kept.replaceAll("text.txt", "text2.txt"));
    const changed = await qadapter(["compare", "--repeat", at("other.json")]);
    expect([changed.status, changed.stderr]).toEqual([1, expect.stringContaining("has changed since")]);
    writeFileSync(at("wrong.json"), kept.replaceAll(/"itemsSha256":"[0-9a-f]{64}"/g, '"itemsSha256":"0"'));
    const different = await qadapter(["compare", "--repeat", at("wrong.json")]);
    expect([different.status, different.stderr]).toEqual([
        1,
        expect.stringContaining("came out differently"),
    ]);
});

test("an interrupted evaluation goes on without doing anything again, and ends the same", async () => {
    const args = ["evaluate", ...base, "--adapter", at("a.gguf"), "--answers", "80", "--max-tokens", "16"];
    const out = at("long.json");
    const run = start([...args, "--out", out]);
    const lines = () =>
        existsSync(`${out}.unfinished`) ? readFileSync(`${out}.unfinished`, "utf8").split("\n").length : 0;
    while (lines() < 4) await sleep(20);
    run.kill("SIGKILL");
    await run.ended;
    const kept = readFileSync(`${out}.unfinished`, "utf8");
    // cut off in the middle of a line, as a full disk or a crash leaves it
    writeFileSync(`${out}.unfinished`, `${kept}{"task":"answers-pairs.jso`);
    const other = await qadapter([...args, "--seed", "2", "--out", out]);
    expect([other.status, other.stderr]).toEqual([
        1,
        expect.stringContaining("belongs to another evaluation"),
    ]);
    const resumed = await qadapter([...args, "--out", out, "--json"]);
    expect(resumed.stderr).toContain("Going on after");
    const whole = await json(...args);
    const hashes = ({ tasks }: EvaluationReport) =>
        tasks.map(({ itemsSha256, figures }) => [itemsSha256, figures]);
    expect(hashes(JSON.parse(resumed.stdout))).toEqual(hashes(whole));
});

test("a sweep suggests a strength; a matrix has each two together", async () => {
    const sweep = ["--adapter", at("a.gguf"), "--sweep", "0,1", "--alpha0", "0.5", "--bound", "100"];
    const { curve, suggestion, tasks } = await json("evaluate", ...base, ...sweep);
    expect(curve).toMatchObject([{ strength: 0 }, { strength: 1 }, { strength: 1, alpha0: 0.5 }]);
    expect(suggestion).toMatchObject({ strength: 1 });
    const margins = tasks[0]?.figures.find(({ metric }) => metric.id === "margin")?.figures ?? [];
    expect(margins[1]?.value).toBe(0);
    expect(margins[2]?.value).not.toBe(margins[3]?.value);
    const { stdout } = await qadapter(["evaluate", ...base, ...sweep]);
    expect(stdout).toContain("Suggested strength: 1");
    const two = ["--candidate", `x=${at("a.gguf")}`, "--candidate", `y=${at("b.gguf")}`, "--matrix"];
    const matrix = await json("compare", ...base, ...two);
    expect(matrix.candidates.map(({ label }) => label)).toEqual(["x", "y", "x + y"]);
});

describe("refused", () => {
    const bad: [string, string][] = [
        [JSON.stringify({ question: "?", choices: ["a", "b"] }), "answer"],
        [JSON.stringify({ question: "?", choices: ["a", " a"], answer: 0 }), "two choices are the same"],
        [JSON.stringify({ question: "?", choices: ["a", "b"], answer: 2 }), "not the position of a choice"],
    ];
    test.each(bad)("%s", async (line, reason) => {
        writeFileSync(at("bad.jsonl"), `${JSON.stringify(question(1))}\n${line}\n`);
        const args = ["evaluate", "--model", pipPath, "--threads", "1", "--adapter", at("a.gguf")];
        const refused = await qadapter([...args, "--questions", at("bad.jsonl")]);
        expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining("Line 2")]);
        expect(refused.stderr).toContain(reason);
    });

    test("and left out where asked, and said", async () => {
        const args = ["evaluate", "--model", pipPath, "--threads", "1", "--adapter", at("a.gguf")];
        const report = await json(...args, "--questions", at("bad.jsonl"), "--skip-invalid");
        expect(report.tasks[0]?.items).toBe(1);
        expect(report.notes[0]).toContain("1 of 2 rows are left out");
    });

    test.each([
        [["evaluate", ...base], 2, "Name an adapter"],
        [["compare", ...base], 2, "Name what to compare"],
        [["compare", "--candidate", "a.gguf", "--pairs", "x"], 2, "Name the base model"],
        [["compare", "--model", pipPath, "--candidate", "a.gguf"], 2, "Say what to measure on"],
        [["evaluate", ...base, "--adapter", "a.gguf", "--alpha0", "1"], 2, "--alpha0 needs --sweep"],
        [["evaluate", ...base, "--adapter", at("none.gguf")], 1, "none.gguf"],
        [["evaluate", "--repeat", at("q.jsonl")], 1, "is no evaluation"],
        [["evaluate", "--repeat", at("nothing.json")], 1, "nothing.json"],
    ])("%j", async (args, code, message) => {
        const { status, stderr } = await qadapter(args);
        expect([status, stderr]).toEqual([code, expect.stringContaining(message)]);
    });
});

test("a judge that never answers as asked gives ties, and that is said; people's pairs beside it", async () => {
    const args = ["--answers", "2", "--max-tokens", "6", "--out", at("judged.json")];
    await json("evaluate", ...base, "--adapter", at("a.gguf"), ...args);
    const judge = ["judge", "--judge", pipPath, "--threads", "1", "--limit", "2"];
    const { stdout, status, stderr } = await qadapter([
        ...judge,
        ...["--run", at("judged.json"), "--pairs", at("pairs.jsonl"), "--json"],
    ]);
    expect(status, stderr).toBe(0);
    const { wins, agreement } = JSON.parse(stdout);
    for (const one of [...wins, agreement])
        expect(one).toMatchObject({ matches: 2, ties: 2, unclear: 4, wins: { value: 0.5 } });
    const text = await qadapter([...judge, "--pairs", at("pairs.jsonl")]);
    expect(text.stdout).toContain("4 of 4 replies not in the form that was asked for");
    const nothing = await qadapter(judge);
    expect([nothing.status, nothing.stderr]).toEqual([2, expect.stringContaining("Say what to judge")]);
    const none = await qadapter([...judge, "--run", at("q.jsonl")]);
    expect(none.stderr).toContain("is no evaluation");
});

test("an interrupted judging goes on without asking anything again, and ends the same", async () => {
    const args = ["judge", "--judge", pipPath, "--threads", "1", "--pairs", at("pairs.jsonl"), "--json"];
    const out = at("verdicts.json");
    const whole = await qadapter([...args, "--out", at("whole.json")]);
    expect(whole.status, whole.stderr).toBe(0);
    const run = start([...args, "--out", out]);
    const journal = () => (existsSync(`${out}.unfinished`) ? readFileSync(`${out}.unfinished`, "utf8") : "");
    while (journal().split("\n").length < 4) await sleep(5);
    run.kill("SIGKILL");
    await run.ended;
    const other = await qadapter([...args, "--criterion", "The shorter answer is better.", "--out", out]);
    expect([other.status, other.stderr]).toEqual([1, expect.stringContaining("belongs to another judging")]);
    const resumed = await qadapter([...args, "--out", out]);
    expect(resumed.stderr).toContain("Going on after");
    expect(resumed.stdout).toBe(whole.stdout);
    const [a, b] = [out, at("whole.json")].map((path) => JSON.parse(readFileSync(path, "utf8")));
    expect(a.report.verdictsSha256).toBe(b.report.verdictsSha256);
    expect(a.matches).toEqual(b.matches);
    expect(existsSync(`${out}.unfinished`)).toBe(false);
});
