/**
 * A model judges sampled answers in a real backend, with Pip as a judge that never answers in the asked form: ties that
 * are counted, people beside it, going on after every kind of end, repeating exactly, reports, and what is refused.
 */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import type { JudgingRecord } from "../../preload/contract/judging.ts";
import { tinyModel } from "../support/logits.ts";
import { addRandomAdapter } from "../support/randomAdapter.ts";
import { describeSmollm2, smollm2Path } from "../support/smollm2.ts";
import { type Client, newFolder, pipOf, type Studio, startStudio } from "../support/studio.ts";
import { addOtherPip, dataSetOf } from "../support/trainingRuns.ts";
import { copyWith, count, writeMixture } from "../support/wildFiles.ts";

/** A studio with an evaluation of one adapter that sampled `count` answers. */
async function evaluated(count: number, folder = newFolder()) {
    const studio = await startStudio({ folder });
    const { client } = studio;
    const modelId = await pipOf(client);
    await addRandomAdapter(studio, "One", 5);
    const [adapter] = await client.adapters.list();
    const datasetId = await dataSetOf(client, 4);
    const entries = [{ adapterId: adapter?.id ?? 0, weight: 1 }];
    const { id: evaluationId } = await client.evaluation.start({
        name: "Tips",
        modelId,
        candidates: [{ entries }],
        tasks: [{ kind: "answers", datasetId, count, maxTokens: 6 }],
    });
    for await (const { state } of await client.evaluation.watch({ id: evaluationId }))
        if (state === "finished") break;
    return { studio, client, modelId, datasetId, evaluationId };
}

async function until(client: Client, id: number, isMeant: (record: JudgingRecord) => boolean) {
    for await (const record of await client.judging.watch({ id })) if (isMeant(record)) return record;
    throw new Error("the stream ended");
}

function ended(client: Client, id: number): Promise<JudgingRecord> {
    return until(client, id, ({ state }) => state !== "queued" && state !== "running");
}

/** A blind comparison in which people have preferred the left answer, and found two answers equal. */
async function comparison(client: Client, modelId: number): Promise<number> {
    const stack = { entries: [], strength: 1 };
    const prompts = ["How do I boil an egg?", "How do I sleep well?"];
    const { id } = await client.queues.create({
        name: "Blind",
        kind: "comparison",
        modelId,
        prompts: { kind: "list", prompts: prompts.map((content) => [{ role: "user", content }]) },
        ...{ first: stack, second: stack },
    });
    for (const judgement of ["left", "tie"] as const) {
        const [item] = await client.queues.next({ queueId: id, count: 1 });
        await client.queues.judge({ itemId: item?.id ?? 0, judgement });
    }
    return id;
}

describe("a judging", () => {
    test("by a judge without a usable word gives ties, says so, stands in the reports, and is repeated exactly", async () => {
        const { studio, client, modelId, datasetId, evaluationId } = await evaluated(6);
        const queueId = await comparison(client, modelId);
        expect(await client.judging.people({ evaluationId })).toEqual([
            { subject: { kind: "comparison", queueId }, title: "Blind", matches: 1, related: true },
            { subject: { kind: "pairs", datasetId }, title: "Terse", matches: 4, related: true },
        ]);
        const { id } = await client.judging.start({
            ...{ evaluationId, modelId, limit: 3, criterion: "<b>short</b>" },
            ...{ datasetIds: [datasetId, datasetId], queueIds: [queueId] },
        });
        const record = await ended(client, id);
        expect(record).toMatchObject({ state: "finished", judge: "Pip", done: 7, total: 7, repeats: null });
        expect(record.rounds.map(({ subject, title, matches }) => [subject.kind, title, matches])).toEqual([
            ["candidate", "One", 3],
            ["pairs", "Terse", 3],
            ["comparison", "Blind", 1],
        ]);
        for (const { summary, matches } of record.rounds)
            expect(summary).toMatchObject({ matches, ties: matches, wins: { value: 0.5 }, firstPlace: null });
        expect(record.rounds[1]?.summary).toMatchObject({ asked: 3, unclear: 6, tooLong: 0 });

        const page = await client.judging.matches({ id, round: 1, limit: 2 });
        expect(page).toMatchObject({ total: 3, items: [{ verdict: { choices: [null, null] } }, {}] });
        expect(page.items[0]?.verdict.replies[0]).toMatch(/[a-z]{3}/);
        const rest = await client.judging.matches({
            id,
            round: 1,
            limit: 2,
            cursor: page.next,
            only: "unclear",
        });
        expect(rest.items).toHaveLength(1);
        expect((await client.judging.matches({ id, round: 1, only: "contradictory" })).total).toBe(0);

        const again = await ended(client, (await client.judging.repeat({ id })).id);
        expect(again.repeats).toEqual({ id, identical: true });
        expect(again.rounds.map(({ summary }) => summary)).toEqual(
            record.rounds.map(({ summary }) => summary),
        );
        expect((await client.judging.list({ evaluationId })).map((one) => one.id)).toEqual([again.id, id]);
        await client.judging.remove({ id: again.id });
        expect(await client.judging.list({ evaluationId })).toHaveLength(1);
        await client.judging.restore({ id: again.id });
        await client.judging.remove({ id: again.id });

        const [html, csv, verdicts] = await Promise.all(
            (["html", "csv", "verdicts"] as const).map(async (format) => {
                const path = join(studio.folder, `out.${format}`);
                await client.evaluation.export({ id: evaluationId, format, to: { path } });
                return readFileSync(path, "utf8");
            }),
        );
        expect(html).toContain("Judged by Pip");
        expect(html).toContain("agrees with people: Terse");
        expect(html).not.toContain("<b>short");
        const lines: Record<string, string>[] = parse(csv as string, { columns: true, bom: true });
        const preferred = lines.filter(({ metric }) => metric === "preferred to the original model");
        expect(preferred).toMatchObject([
            { task: "judged by Pip", candidate: "One", items: "3", value: "0.5" },
        ]);
        expect(parse(verdicts as string, { columns: true, bom: true })).toHaveLength(7);
    });

    test("goes on after what is done, whether a person or the end of the engine stopped it", async () => {
        const { studio, client, modelId, evaluationId } = await evaluated(24);
        const { id } = await client.judging.start({ evaluationId, modelId });
        await until(client, id, ({ done }) => done > 2);
        await client.judging.cancel({ id });
        const stopped = await ended(client, id);
        expect(stopped).toMatchObject({ state: "cancelled", problem: null });
        expect(stopped.done).toBeLessThan(24);
        const before = await client.judging.matches({ id, round: 0 });
        expect(before.total).toBe(stopped.done);

        await client.judging.resume({ id });
        await until(client, id, ({ done }) => done > stopped.done);
        process.kill(studio.engines.at(-1) as number, "SIGKILL");
        const broken = await ended(client, id);
        expect(broken).toMatchObject({ state: "interrupted", problem: expect.stringContaining("stopped") });
        await client.judging.resume({ id });
        const whole = await ended(client, id);
        expect(whole).toMatchObject({ state: "finished", done: 24, problem: null });
        const after = await client.judging.matches({ id, round: 0 });
        expect(after.items.slice(0, before.total)).toEqual(before.items);
        await expect(client.judging.resume({ id })).rejects.toMatchObject({ code: "usage" });

        // what was stopped twice and what never was say the same
        const again = await ended(client, (await client.judging.repeat({ id })).id);
        expect(again.repeats?.identical).toBe(true);
    });

    test("counts questions that are too long for the judge", async () => {
        const { client, modelId, evaluationId } = await evaluated(1);
        await client.preferences.create({
            prompt: [{ role: "user", content: "Tell me a story." }],
            chosen: "The end.",
            rejected: "Once upon a time. ".repeat(2000),
            tags: ["story"],
        });
        const filter = { tags: ["story"] };
        const { id: datasetId } = await client.datasets.create({ name: "Stories", selection: { filter } });
        const { id } = await client.judging.start({ evaluationId, modelId, datasetIds: [datasetId] });
        const [, round] = (await ended(client, id)).rounds;
        expect(round?.summary).toMatchObject({ tooLong: 1, asked: 0, unclear: 0, ties: 1 });
    });

    test("is refused in a sentence where there is nothing to judge, or nobody who could", async () => {
        const { studio, client, modelId, datasetId, evaluationId } = await evaluated(1);
        const start = (changes: object) => client.judging.start({ evaluationId, modelId, ...changes });
        for (const changes of [
            { evaluationId: 99 },
            { modelId: 99 },
            { datasetIds: [99] },
            { queueIds: [99] },
        ])
            await expect(start(changes)).rejects.toMatchObject({ code: "not-found" });
        const stack = { entries: [], strength: 1 };
        const prompts = { kind: "list" as const, prompts: [[{ role: "user" as const, content: "Hi" }]] };
        const queue = await client.queues.create({
            ...{ name: "Blind", kind: "comparison", modelId, prompts, first: stack, second: stack },
        });
        await expect(start({ queueIds: [queue.id] })).rejects.toMatchObject({
            code: "data-invalid",
            message: expect.stringContaining("Nobody has preferred"),
        });
        const path = join(studio.folder, "other.gguf");
        const other = await addOtherPip(client, path);
        rmSync(path);
        await expect(start({ modelId: other })).rejects.toMatchObject({ code: "file-missing" });

        const entries = [{ adapterId: 1, weight: 1 }];
        const tasks = [{ kind: "pairs" as const, datasetId }];
        const pairs = await client.evaluation.start({ name: "p", modelId, candidates: [{ entries }], tasks });
        await expect(start({ evaluationId: pairs.id })).rejects.toMatchObject({
            code: "usage",
            message: expect.stringContaining("no sampled answers"),
        });
    });
});

/** Adds a model that lies at a path. */
async function addModel(client: Client, path: string): Promise<number> {
    for await (const event of await client.models.add({ path }))
        if (event.type === "done") return event.result.id;
    throw new Error("The model was not added.");
}

test("a model that only llama.cpp runs judges, too", async () => {
    const { studio, client, evaluationId } = await evaluated(2);
    const [short, path] = ["short.gguf", "mixture.gguf"].map((name) => join(studio.folder, name));
    writeMixture(short as string, tinyModel({}).tokenizer);
    copyWith(short as string, path as string, { "llama.context_length": count(2048) });
    const modelId = await addModel(client, path as string);
    const { id } = await client.judging.start({ evaluationId, modelId, limit: 1 });
    const record = await ended(client, id);
    expect(record).toMatchObject({ state: "finished", problem: null, reliability: { asked: 1, unclear: 2 } });
    const { items } = await client.judging.matches({ id, round: 0 });
    expect(items[0]?.verdict.replies.every((reply) => reply !== null && reply.length > 0)).toBe(true);
});

describeSmollm2("SmolLM2 as a judge", () => {
    test("answers with letters, and mostly chooses what stands first", async () => {
        const { client, modelId: pip, evaluationId } = await evaluated(1);
        const modelId = await addModel(client, smollm2Path);
        expect(modelId).not.toBe(pip);
        const [datasetId] = (await client.datasets.list()).map((set) => set.id);
        const { id } = await client.judging.start({
            evaluationId,
            modelId,
            datasetIds: [datasetId as number],
        });
        const { reliability, rounds } = await ended(client, id);
        expect(reliability?.unclear).toBeLessThan(2 * (reliability?.asked ?? 0));
        expect(reliability?.firstPlace?.value).toBeGreaterThan(0.5);
        expect(rounds.at(-1)?.summary?.wins.value).toBeGreaterThan(0);
    });
});

test("what judged when the program ended is interrupted, what waited goes on", async () => {
    const folder = newFolder();
    const { studio, client, modelId, evaluationId } = await evaluated(20, folder);
    const first = await client.judging.start({ evaluationId, modelId });
    const second = await client.judging.start({ evaluationId, modelId, limit: 2 });
    const { done } = await until(client, first.id, (record) => record.done > 0);
    await studio.close();
    const later: Studio = await startStudio({ folder });
    const stopped = await later.client.judging.get({ id: first.id });
    expect(stopped.state).toBe("interrupted");
    expect(stopped.done).toBeGreaterThanOrEqual(done);
    expect((await ended(later.client, second.id)).state).toBe("finished");
    await later.client.judging.resume({ id: first.id });
    expect(await ended(later.client, first.id)).toMatchObject({ state: "finished", done: 20 });
    await later.client.evaluation.remove({ id: evaluationId });
    await expect(later.client.judging.list({ evaluationId })).rejects.toMatchObject({ code: "not-found" });
});
