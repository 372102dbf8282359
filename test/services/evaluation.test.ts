/**
 * Evaluations in a real backend with Pip and two random adapters: figures of all tasks, news, cancelling and going on,
 * an engine that dies, repeating exactly, reports, sweep and matrix, and what is refused.
 */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addAdapter } from "../../main/db/adapters.ts";
import { openDatabase } from "../../main/db/open.ts";
import type { EvaluationRecord } from "../../preload/contract/evaluation.ts";
import { pipPath } from "../support/command.ts";
import { writeRandomAdapter } from "../support/logits.ts";
import { type Client, newFolder, pipOf, type Studio, startStudio } from "../support/studio.ts";

const residual = { method: "q-adapter", origin: "residual", alpha0: 1, alphaTilde: 1, gamma: 1 } as const;

/** A studio with Pip, two adapters of it and a small data set. */
async function prepared(folder = newFolder()) {
    const studio = await startStudio({ folder });
    const { client } = studio;
    const modelId = await pipOf(client);
    const { fingerprint } = await client.models.get({ id: modelId });
    const adapterIds = [3, 4].map((seed) => putAdapter(folder, seed, modelId, fingerprint ?? ""));
    for (let i = 0; i < 6; i++)
        await client.preferences.create({
            prompt: [{ role: "user", content: `Give me tip ${i}.` }],
            chosen: `Take a walk, number ${i}.`,
            rejected: "No idea at all.",
        });
    const dataset = await client.datasets.create({ name: "tips", note: "", selection: { filter: {} } });
    return { studio, client, modelId, adapterIds, datasetId: dataset.id };
}

function putAdapter(folder: string, seed: number, modelId: number, fingerprint: string): number {
    const file = `random-${seed}.gguf`;
    const path = join(folder, "adapters", file);
    mkdirSync(join(folder, "adapters"), { recursive: true });
    writeRandomAdapter(path, pipPath, seed, residual);
    const db = openDatabase(join(folder, "studio.db"));
    const id = addAdapter(db, {
        name: `random ${seed}`,
        file,
        sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
        fileBytes: statSync(path).size,
        modelId,
        baseName: "Pip",
        baseFingerprint: fingerprint,
        architecture: "llama",
        method: "q-adapter",
        parameters: 1,
        rank: 4,
        origin: "gguf",
        dataSha256: null,
    });
    db.close();
    return id;
}

async function ended(client: Client, id: number): Promise<EvaluationRecord> {
    for await (const record of await client.evaluation.watch({ id }))
        if (!["queued", "running"].includes(record.state)) return record;
    throw new Error("the stream ended");
}

function stack(...adapterIds: number[]) {
    return { entries: adapterIds.map((adapterId) => ({ adapterId, weight: 1 })) };
}

const question = (n: number) => ({
    question: `Which number is ${n}?`,
    choices: ["One", "Two", "Three"],
    answer: n % 3,
});
const questions = {
    name: "own.jsonl",
    text: [0, 1, 2, 3].map((n) => JSON.stringify(question(n))).join("\n"),
};
const smallTasks = (datasetId: number) => [
    { kind: "pairs" as const, datasetId },
    { kind: "questions" as const, file: questions },
];

describe("an evaluation", () => {
    test("measures everything side by side, is repeated exactly, and becomes a report", async () => {
        const { studio, client, modelId, adapterIds, datasetId } = await prepared();
        const [first, second] = adapterIds as [number, number];
        const { id } = await client.evaluation.start({
            name: "<b>all</b>",
            modelId,
            candidates: [stack(first), { ...stack(first, second), label: "both" }],
            tasks: [
                ...smallTasks(datasetId),
                { kind: "answers", datasetId, count: 4, maxTokens: 8 },
                { kind: "questions", file: "bundled", limit: 6 },
                { kind: "instructions", file: "bundled", limit: 3 },
                { kind: "drift", count: 3, maxTokens: 8 },
                {
                    kind: "text",
                    file: { name: "story.txt", text: "Once upon a time there was a fox. ".repeat(9) },
                },
            ],
        });
        const record = await ended(client, id);
        expect(record).toMatchObject({ state: "finished", problem: null, done: record.total, repeats: null });
        expect(record.candidates.map(({ label }) => label)).toEqual(["random 3", "both"]);
        const kinds = record.tasks.map(({ settings }) => settings.kind);
        // the bundled questions and instructions of Pip are files of their own
        expect(kinds).toEqual([
            "pairs",
            "questions",
            "answers",
            "questions",
            "questions",
            "questions",
            "drift",
            "text",
        ]);
        for (const { figures, items, done } of record.tasks) {
            expect(done).toBe(items);
            expect(figures?.every(({ figures }) => figures.length === 3)).toBe(true);
        }
        const drift = record.tasks.find(({ settings }) => settings.kind === "drift")?.figures?.[0];
        expect(drift?.figures[0]?.value).toBe(0);
        expect(drift?.figures[1]?.value).toBeGreaterThan(0);

        const page = await client.evaluation.items({ id, taskId: record.tasks[0]?.id ?? "", limit: 4 });
        expect(page).toMatchObject({ total: 6, next: "3" });
        expect(page.items[0]).toMatchObject({ prompt: "Give me tip 0.", expected: "Take a walk, number 0." });
        expect(page.items[0]?.scores).toHaveLength(3);
        const changed = await client.evaluation.items({
            id,
            taskId: record.tasks[0]?.id ?? "",
            only: "changed",
        });
        expect(changed.items.every(({ credits }) => credits[0] !== credits[1])).toBe(true);
        expect(await client.evaluation.list({ adapterId: second })).toHaveLength(1);
        expect(await client.evaluation.list({ adapterId: 99 })).toEqual([]);

        const again = await ended(client, (await client.evaluation.repeat({ id })).id);
        expect(again.repeats).toEqual({ id, identical: true });

        for (const format of ["html", "csv", "items"] as const) {
            const path = join(studio.folder, `report.${format}`);
            const { bytes } = await client.evaluation.export({ id, format, to: { path } });
            const text = readFileSync(path, "utf8");
            expect(bytes).toBeGreaterThan(500);
            if (format !== "items") expect(text).toContain("both");
            if (format === "html") {
                expect(text).toContain("&lt;b&gt;all&lt;/b&gt;");
                expect(text).not.toContain("<b>all");
                expect(text).not.toMatch(/<script|href=|src=/);
            }
        }
    });

    test("goes on after it was cancelled and after the engine died, without doing anything again", async () => {
        const { studio, client, modelId, adapterIds, datasetId } = await prepared();
        const wish = {
            name: "long",
            modelId,
            candidates: [stack(adapterIds[0] as number)],
            tasks: [
                ...smallTasks(datasetId),
                { kind: "answers" as const, datasetId, count: 40, maxTokens: 16 },
            ],
        };
        const { id } = await client.evaluation.start(wish);
        const whole = await ended(client, id);
        expect(whole.state).toBe("finished");

        const { id: other } = await client.evaluation.start(wish);
        await halfway(client, other);
        await client.evaluation.cancel({ id: other });
        const cancelled = await ended(client, other);
        expect(cancelled.state).toBe("cancelled");
        expect(cancelled.done).toBeLessThan(cancelled.total);
        await client.evaluation.resume({ id: other });
        const before = await halfway(client, other, cancelled.done);
        process.kill(studio.engines.at(-1) as number, "SIGKILL");
        const broken = await ended(client, other);
        expect(broken).toMatchObject({
            state: "interrupted",
            problem: expect.stringContaining("has stopped"),
        });
        expect(broken.done).toBeGreaterThanOrEqual(before);
        await client.evaluation.resume({ id: other });
        const last = await ended(client, other);
        expect(last).toMatchObject({ state: "finished", problem: null });
        expect(last.tasks.map(({ figures }) => figures)).toEqual(whole.tasks.map(({ figures }) => figures));
        await expect(client.evaluation.resume({ id: other })).rejects.toMatchObject({ code: "usage" });
    });

    test("a sweep gives a curve and a strength, a matrix every two together", async () => {
        const { client, modelId, adapterIds, datasetId } = await prepared();
        const common = { name: "s", modelId, tasks: smallTasks(datasetId) };
        const sweep = await client.evaluation.sweep({
            ...common,
            setup: stack(adapterIds[0] as number),
            strengths: [1, 0, 0.5],
            alpha0s: [0.5],
        });
        await ended(client, sweep.id);
        const points = await client.evaluation.tradeOff({ id: sweep.id });
        expect(points.map(({ strength, alpha0 }) => [strength, alpha0])).toEqual([
            [0, null],
            [0.5, null],
            [1, null],
            [1, 0.5],
        ]);
        expect(points[0]).toMatchObject({ learned: { value: 0.5 }, lost: { value: 0 } });
        const any = await client.evaluation.suggestStrength({ id: sweep.id, bound: 1 });
        expect(any?.strength).toBe(1);
        const none = await client.evaluation.suggestStrength({ id: sweep.id, bound: 0, sure: true });
        expect(none?.strength).toBe(0);

        const matrix = await client.evaluation.matrix({ ...common, adapterIds });
        expect(matrix.candidates.map(({ label }) => label)).toEqual([
            "random 3",
            "random 4",
            "random 3 + random 4",
        ]);
        await client.evaluation.cancel({ id: matrix.id });
        await client.evaluation.remove({ id: matrix.id });
        await expect(client.evaluation.get({ id: matrix.id })).rejects.toMatchObject({ code: "not-found" });
        expect((await client.evaluation.restore({ id: matrix.id })).name).toBe("s");
    });

    test("what cannot be measured is refused in a sentence", async () => {
        const { studio, client, modelId, adapterIds, datasetId } = await prepared();
        const begin = (
            tasks: Parameters<Client["evaluation"]["start"]>[0]["tasks"],
            adapterId = adapterIds[0],
        ) => client.evaluation.start({ name: "x", modelId, candidates: [stack(adapterId as number)], tasks });
        await expect(begin(smallTasks(999))).rejects.toMatchObject({ code: "not-found" });
        await expect(begin(smallTasks(datasetId), 999)).rejects.toMatchObject({ code: "not-found" });
        await expect(begin([])).rejects.toMatchObject({ code: "input-invalid" });
        await expect(
            begin([{ kind: "text", file: { path: join(studio.folder, "none.txt") } }]),
        ).rejects.toMatchObject({ code: "file-missing" });
        const bad = await begin([
            { kind: "questions", file: { name: "q.jsonl", text: '{"question": "?"}' } },
        ]);
        expect(await ended(client, bad.id)).toMatchObject({
            state: "failed",
            problem: expect.stringContaining("no usable questions"),
        });
        const broken = join(studio.folder, "adapters", "random-4.gguf");
        copyFileSync(pipPath, broken);
        await expect(begin(smallTasks(datasetId), adapterIds[1])).rejects.toMatchObject({
            code: "adapter-mismatch",
        });
        await expect(
            client.evaluation.export({ id: bad.id, format: "html", to: "download" }),
        ).rejects.toMatchObject({ code: "usage" });
    });
});

/** Waits until more than `than` items are done but not all; returns how many. */
async function halfway(client: Client, id: number, than = 6): Promise<number> {
    for await (const { done, state } of await client.evaluation.watch({ id }))
        if (done > than || !["queued", "running"].includes(state)) return done;
    return 0;
}

test("what computed when the program ended is interrupted, what waited goes on", async () => {
    const folder = newFolder();
    const { studio, client, modelId, adapterIds, datasetId } = await prepared(folder);
    const begin = (count: number): Promise<EvaluationRecord> =>
        client.evaluation.start({
            name: String(count),
            modelId,
            candidates: [stack(adapterIds[0] as number)],
            tasks: [{ kind: "answers", datasetId, count, maxTokens: 24 }],
        });
    const [long, short] = [await begin(200), await begin(2)];
    await halfway(client, long.id, 0);
    await studio.close();
    const later: Studio = await startStudio({ folder });
    expect(await later.client.evaluation.get({ id: long.id })).toMatchObject({ state: "interrupted" });
    expect((await ended(later.client, short.id)).state).toBe("finished");
});
