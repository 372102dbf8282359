/**
 * Labelling with Pip: prompts in, two sampled answers each in a hidden order, verdicts that become pairs.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { connect } from "../../main/db/open.ts";
import type { QueueItem, QueueRecord } from "../../preload/contract/queues.ts";
import { endlessResources } from "../support/endlessPip.ts";
import { type Client, newFolder, pipOf, startStudio } from "../support/studio.ts";

const questions = [
    "How do I boil an egg?",
    "Tell me a story.",
    "What is good to do tonight?",
    "Suggest a drink.",
];
const list = {
    kind: "list" as const,
    prompts: questions.map((content) => [{ role: "user" as const, content }]),
};
const warm = { temperature: 2, topK: 0, topP: 1, minP: 0, maxTokens: 24, seed: 1 };

async function newQueue(
    client: Client,
    more: Partial<Parameters<Client["queues"]["create"]>[0]> = {},
): Promise<QueueRecord> {
    const modelId = await pipOf(client);
    return client.queues.create({
        name: "Evening",
        modelId,
        prompts: list,
        first: {},
        second: {},
        sampling: warm,
        ...more,
    });
}

/** What the store knows of an item, which nobody is told. */
function secretOf(folder: string, id: number): { first: string; second: string; isLeft: number } {
    const db = connect(join(folder, "studio.db"));
    try {
        return db
            .prepare(
                "SELECT first_answer AS first, second_answer AS second, first_is_left AS isLeft FROM queue_items WHERE id = ?",
            )
            .get(id) as { first: string; second: string; isLeft: number };
    } finally {
        db.close();
    }
}

describe("a labelling queue", () => {
    it("gives two answers each, takes verdicts as pairs and takes them back", async () => {
        const { client, folder } = await startStudio();
        await client.settings.set({ labeller: "Ada" });
        const queue = await newQueue(client, { tags: ["evening"] });
        expect(queue).toMatchObject({ prompts: 4, judged: 0, pairs: 0, problem: null });
        const [item] = (await client.queues.next({ queueId: queue.id, count: 1 })) as [QueueItem];
        expect(item.prompt).toEqual(list.prompts[0]);
        expect(item.left).not.toBe(item.right);
        expect(Object.keys(item).sort()).toEqual(["id", "left", "prompt", "queueId", "right"]);

        const judged = await client.queues.judge({ itemId: item.id, judgement: "right", strength: 2 });
        const secret = secretOf(folder, item.id);
        expect(item.left).toBe(secret.isLeft ? secret.first : secret.second);
        expect(judged.left).toBe(secret.isLeft ? "first" : "second");
        expect(judged.queue).toMatchObject({ judged: 1, pairs: 1 });
        const pair = await client.preferences.get({ id: judged.pairId as number });
        expect(pair).toMatchObject({
            prompt: item.prompt,
            chosen: item.right,
            rejected: item.left,
            source: "queue",
            labeller: "Ada",
            strength: 2,
            tags: ["evening"],
        });
        await expect(client.queues.judge({ itemId: item.id, judgement: "left" })).rejects.toMatchObject({
            code: "usage",
        });

        const undone = await client.queues.undo({ queueId: queue.id });
        expect(undone).toMatchObject({ item, queue: { judged: 0, pairs: 0 } });
        expect((await client.preferences.list({})).total).toBe(0);
        expect((await client.queues.undo({ queueId: queue.id })).item).toBeNull();
    });

    it("knows ties, both bad, skipping and the person's own text, until all is judged", async () => {
        const { client } = await startStudio();
        const { id: queueId } = await newQueue(client);
        const next = async () => (await client.queues.next({ queueId, count: 1 }))[0] as QueueItem;
        const tie = await client.queues.judge({ itemId: (await next()).id, judgement: "tie" });
        expect((await client.preferences.get({ id: tie.pairId as number })).verdict).toBe("tie");
        const bad = await client.queues.judge({ itemId: (await next()).id, judgement: "both-bad" });
        expect((await client.preferences.get({ id: bad.pairId as number })).verdict).toBe("both-bad");
        const skipped = await client.queues.judge({ itemId: (await next()).id, judgement: "skip" });
        expect(skipped.pairId).toBeNull();
        const last = await next();
        await expect(
            client.queues.judge({ itemId: last.id, judgement: "tie", better: "My own words." }),
        ).rejects.toMatchObject({ code: "usage" });
        const own = await client.queues.judge({
            itemId: last.id,
            judgement: "left",
            better: "My own words.",
        });
        expect(await client.preferences.get({ id: own.pairId as number })).toMatchObject({
            chosen: "My own words.",
            rejected: last.right,
            source: "edit",
        });
        expect(await client.queues.next({ queueId })).toEqual([]);
        expect(own.queue).toMatchObject({ judged: 4, ready: 0, failed: 0, pairs: 3 });
    });

    it("makes a bounded number of answers ahead and tells those who watch", async () => {
        const { client } = await startStudio();
        const prompts = Array.from({ length: 12 }, (_, i) => [
            { role: "user" as const, content: `Tell me about ${i}.` },
        ]);
        const { id: queueId } = await newQueue(client, { prompts: { kind: "list", prompts } });
        const seen: number[] = [];
        for await (const { ready } of await client.queues.watch({ queueId })) {
            seen.push(ready);
            if (ready === 6) break;
        }
        expect(seen).toEqual(seen.toSorted((one, other) => one - other));
        await expect.poll(async () => (await client.app.engine()).work).toEqual([]);
        expect((await client.queues.get({ id: queueId })).ready).toBe(6);
        const items = await client.queues.next({ queueId, count: 10 });
        expect(items.map(({ prompt }) => prompt)).toEqual(prompts.slice(0, 6));
        await client.queues.judge({ itemId: (items[0] as QueueItem).id, judgement: "left" });
        await expect.poll(async () => (await client.queues.get({ id: queueId })).ready).toBe(6);
    });

    it("says in a sentence why there are no answers, and goes on when it can", async () => {
        const { client } = await startStudio({ resources: endlessResources(newFolder()) });
        const modelId = await pipOf(client);
        const order = { name: "Cold", modelId, prompts: list, first: {}, second: {} };
        await expect(client.queues.create({ ...order, sampling: { temperature: 0 } })).rejects.toMatchObject({
            code: "usage",
        });
        const tiny = { temperature: 1e-6, maxTokens: 2 };
        const prompts = Array.from({ length: 7 }, () => "Hello").map((word, i) => [
            { role: "user" as const, content: word.repeat(i + 1) },
        ]);
        const cold = await client.queues.create({
            ...order,
            prompts: { kind: "list", prompts },
            sampling: tiny,
        });
        expect(await client.queues.next({ queueId: cold.id })).toEqual([]);
        expect(await client.queues.get({ id: cold.id })).toMatchObject({ failed: 5 });
        expect((await client.queues.get({ id: cold.id })).problem).toContain("higher temperature");
    });

    it("goes on after the engine died, and ends its work when the queue is removed", async () => {
        const { client, engines } = await startStudio({ resources: endlessResources(newFolder()) });
        const { id: queueId } = await newQueue(client, {
            sampling: { temperature: 1.5, maxTokens: 20_000 },
        });
        await expect.poll(async () => (await client.app.engine()).work, { timeout: 30_000 }).toHaveLength(1);
        const waiting = client.queues.next({ queueId });
        process.kill(engines.at(-1) as number, "SIGKILL");
        expect(await waiting).toEqual([]);
        expect((await client.queues.get({ id: queueId })).problem).toContain("memory ran out");
        const again = client.queues.next({ queueId });
        await expect.poll(async () => (await client.app.engine()).work, { timeout: 30_000 }).toHaveLength(1);
        await client.queues.remove({ id: queueId });
        expect(await again).toEqual([]);
        await expect.poll(async () => (await client.app.engine()).work).toEqual([]);
        await expect(client.queues.get({ id: queueId })).rejects.toMatchObject({ code: "not-found" });
        expect(await client.queues.restore({ id: queueId })).toMatchObject({ prompts: 4, ready: 0 });
    });
});

describe("a comparison of two stacks", () => {
    it("counts without making pairs, with a rate and its interval", async () => {
        const { client } = await startStudio();
        const { id } = await newQueue(client, { kind: "comparison" });
        expect(await client.queues.result({ id })).toMatchObject({ winRate: null, ties: 0 });
        let firstWins = 0;
        for (const judgement of ["left", "left", "tie", "both-bad"] as const) {
            const [item] = await client.queues.next({ queueId: id, count: 1 });
            const { left, pairId } = await client.queues.judge({ itemId: (item as QueueItem).id, judgement });
            expect(pairId).toBeNull();
            if (judgement === "left" && left === "first") firstWins++;
        }
        const result = await client.queues.result({ id });
        expect(result).toMatchObject({
            first: { name: "the original model (1)", wins: firstWins },
            second: { name: "the original model (2)", wins: 2 - firstWins },
            ties: 1,
            bothBad: 1,
            skipped: 0,
        });
        expect(result.winRate?.value).toBeCloseTo((firstWins + 0.5) / 3, 12);
        expect(result.winRate?.low).toBeGreaterThanOrEqual(0);
        expect(result.sentence).toContain("3 comparisons so far");
        expect((await client.preferences.list({})).total).toBe(0);
    });
});

describe("prompts", () => {
    it("come from a file, past chats or the program", async () => {
        const { client, folder } = await startStudio();
        const modelId = await pipOf(client);
        const order = {
            name: "Q",
            kind: "comparison" as const,
            modelId,
            first: {},
            second: {},
            sampling: warm,
        };
        const path = join(folder, "prompts.txt");
        writeFileSync(path, "How are you?\n\nWhat is bread?\nHow are you?\n");
        const text = await client.queues.create({ ...order, prompts: { kind: "file", file: { path } } });
        expect(text.prompts).toBe(2);
        const rows = [
            { prompt: "One?", chosen: "a", rejected: "b" },
            {
                messages: [
                    { role: "user", content: "Two?" },
                    { role: "assistant", content: "x" },
                ],
            },
            { system: "Be kind.", question: "Three?" },
        ];
        const jsonl = rows.map((row) => JSON.stringify(row)).join("\n");
        const file = { name: "p.jsonl", text: jsonl };
        const given = await client.queues.create({ ...order, prompts: { kind: "file", file } });
        const items = await client.queues.next({ queueId: given.id, count: 3 });
        expect(items[0]?.prompt).toEqual([{ role: "user", content: "One?" }]);
        expect(given.prompts).toBe(3);
        const bad = { name: "p.csv", text: "prompt\nOne?\n \n" };
        await expect(
            client.queues.create({ ...order, prompts: { kind: "file", file: bad } }),
        ).rejects.toThrow("1 of 2 rows");
        const bundled = await client.queues.create({ ...order, prompts: { kind: "bundled" } });
        expect(bundled.prompts).toBeGreaterThan(100);
        await expect(client.queues.create({ ...order, prompts: { kind: "chats" } })).rejects.toMatchObject({
            code: "usage",
        });
        const { id } = await client.chat.create({ systemPrompt: "Be kind." });
        await client.chat.send({ conversationId: id, parentId: null, content: "Who are you?" });
        const chats = await client.queues.create({ ...order, prompts: { kind: "chats" } });
        const [asked] = await client.queues.next({ queueId: chats.id, count: 1 });
        expect(asked?.prompt).toEqual([
            { role: "system", content: "Be kind." },
            { role: "user", content: "Who are you?" },
        ]);
    });
});
