/**
 * The whole way of a person through the backend in plain Node, over a real WebSocket: talk, prefer, train, stack, pass
 * on. offlineJourney.test.ts walks it again where there is no network.
 */
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Progress } from "../../preload/contract/common.ts";
import { type Client, newFolder, pipOf, startStudio, Watcher } from "../support/studio.ts";
import { importPairs, RunWatcher } from "../support/trainingRuns.ts";

const question = "How do I boil an egg?";

/** The likeliest answer with a stack, in a new conversation. */
async function ask(
    client: Client,
    entries: { adapterId: number; weight: number; enabled: boolean }[] | undefined,
) {
    const { sampling } = await client.settings.get();
    const seeded = { ...sampling, temperature: 1, seed: 5 };
    const columns = entries ? [{ entries, strength: 1, label: "" }] : undefined;
    const { id } = await client.chat.create({ sampling: seeded, ...(columns ? { columns } : {}) });
    const watcher = new Watcher(client, id);
    const sent = await client.chat.send({ conversationId: id, parentId: null, content: question });
    const answer = await watcher.finished(sent.answers[0]?.id as number);
    expect(answer).toMatchObject({ state: "complete", problem: null });
    return { answer, watcher, conversationId: id };
}

async function resultOf<Result>(events: Promise<AsyncIterable<Progress<Result>>>): Promise<Result> {
    for await (const event of await events) if (event.type === "done") return event.result;
    throw new Error("There was no result.");
}

it("leads from an empty folder to an adapter that answers alike on another computer", {
    timeout: 900_000,
}, async () => {
    if (process.env.QADAPTER_TEST_OFFLINE) expect(Object.keys(networkInterfaces())).toEqual(["lo"]);
    const { client } = await startStudio();
    const modelId = await pipOf(client);

    const { answer: first, watcher, conversationId } = await ask(client, undefined);
    const { sampling } = await client.settings.get();
    await client.chat.update({ id: conversationId, sampling: { ...sampling, temperature: 1.5, seed: 9 } });
    const second = await watcher.finished((await client.chat.regenerate({ messageId: first.id })).id);
    expect(second.content).not.toBe(first.content);
    const { pairIds } = await client.chat.prefer({ betterId: second.id, worseIds: [first.id] });
    expect(pairIds).toHaveLength(1);
    await client.chat.improve({ messageId: first.id, content: "Seven minutes." });
    await importPairs(client, 94);
    const dataset = await client.datasets.create({ name: "Terse", selection: { filter: {} } });
    expect(dataset.pairs).toBe(96);

    const changes = { epochs: 6, ownTexts: 16, holdout: 0.25, evalEvery: 20 };
    const started = await client.training.start({ modelId, datasetId: dataset.id, name: "Terse", changes });
    const run = await new RunWatcher(client, started.id).until("finished");
    expect(run.verdict?.outcome).toBe("learned");
    expect(run.verdict?.sentence).toMatch(
        /It has learned what you prefer: \d+ of \d+ answers to unseen prompts .* unseen comparisons\. Knowledge unchanged/,
    );
    const { effect } = run.verdict as NonNullable<typeof run.verdict>;
    expect(effect?.preferredAfter).toBeGreaterThan((effect?.preferredBefore as number) + 0.2);

    const entries = [{ adapterId: run.adapterId as number, weight: 1, enabled: true }];
    await client.stacks.create({ name: "Mine", modelId, isDefault: true, entries });
    const { answer: terse } = await ask(client, undefined);
    expect(terse.origin?.stack).toMatchObject([{ name: "Terse" }]);
    expect(terse.content).not.toBe(first.content);

    const path = join(newFolder(), "terse.qadapter");
    const to = { path };
    await resultOf(client.adapters.exportPackage({ id: run.adapterId as number, withData: true, to }));

    const other = await startStudio();
    await pipOf(other.client);
    const preview = await other.client.adapters.previewPackage({ path });
    expect(preview).toMatchObject({ name: "Terse", pairs: 96, problems: [] });
    const adapter = await resultOf(other.client.adapters.importPackage({ path, withData: true }));
    expect(adapter).toMatchObject({
        state: "ready",
        dataset: { sha256: dataset.sha256 },
        verdict: run.verdict,
    });
    const there = await ask(other.client, [{ adapterId: adapter.id, weight: 1, enabled: true }]);
    expect(there.answer.content).toBe(terse.content);
});
