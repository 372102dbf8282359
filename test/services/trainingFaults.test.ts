/**
 * Training where something is missing: memory for two models, a model's file that moved, an adapter's file that was
 * changed or deleted.
 */
import { appendFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { AppEvent } from "../../preload/contract/app.ts";
import { type Client, newFolder, pipOf, startStudio, Watcher } from "../support/studio.ts";
import { addOtherPip, dataSetOf, RunWatcher, tiny } from "../support/trainingRuns.ts";

const timeout = 600_000;

/** Sends "Hello" in a new conversation and waits for what becomes of the answer. */
async function ask(client: Client, modelId: number, adapterId?: number) {
    const entries = adapterId === undefined ? [] : [{ adapterId, weight: 1, enabled: true }];
    const { id } = await client.chat.create({ modelId, columns: [{ entries, strength: 1, label: "" }] });
    const watcher = new Watcher(client, id);
    const { answers } = await client.chat.send({ conversationId: id, parentId: null, content: "Hello" });
    return watcher.finished(answers[0]?.id as number);
}

async function notices(client: Client, texts: string[]): Promise<void> {
    for await (const event of await client.app.events())
        if ((event as AppEvent).type === "notice") texts.push((event as { text: string }).text);
}

it("waits while a chat needs the memory for another model, and says so", { timeout }, async () => {
    const { client } = await startStudio({ weights: 11e6 });
    const texts: string[] = [];
    void notices(client, texts).catch(() => {});
    const modelId = await pipOf(client);
    const other = await addOtherPip(client, join(newFolder(), "other.gguf"));
    const datasetId = await dataSetOf(client, 30);
    const changes = { ...tiny, epochs: 500 };
    const { id } = await client.training.start({ modelId, datasetId, name: "Long", changes });
    const watcher = new RunWatcher(client, id);
    const { step } = await watcher.untilRun((run) => run.step >= 3);
    expect(await ask(client, other)).toMatchObject({ state: "complete", problem: null });
    expect((await client.training.get({ id })).run.state).toBe("waiting");
    expect(texts.join(" ")).toContain('not enough memory to train "Long" and to answer with "Other"');
    const later = await watcher.untilRun((run) => run.state === "running" && run.step > step + 1);
    expect(later.seconds).toBeGreaterThan(0);
    expect((await client.training.cancel({ id })).state).toBe("cancelled");
});

it("finds a model that moved, and an adapter's file that was changed or deleted", { timeout }, async () => {
    const { client, folder } = await startStudio();
    await pipOf(client);
    const [here, there] = [join(newFolder(), "other.gguf"), join(newFolder(), "moved.gguf")];
    const modelId = await addOtherPip(client, here);
    const datasetId = await dataSetOf(client, 30);
    const { id } = await client.training.start({ modelId, datasetId, name: "Moved", changes: tiny });
    expect((await client.training.pause({ id })).state).toBe("paused");
    renameSync(here, there);
    const watcher = new RunWatcher(client, id);
    await client.training.resume({ id });
    const failed = await watcher.until("failed");
    expect(failed).toMatchObject({ resumable: true, adapterId: null });
    expect(failed.problem).toContain("Say where it is now, on the Models page.");
    const relocate = (path: string) => client.models.relocate({ id: modelId, path });
    await expect(relocate(join(folder, "no.gguf"))).rejects.toMatchObject({ code: "file-missing" });
    await relocate(there);
    await client.training.resume({ id });
    await watcher.until("queued", "preparing", "running", "evaluating");
    const { adapterId } = await watcher.until("finished");

    const adapter = adapterId as number;
    expect(await ask(client, modelId, adapter)).toMatchObject({ state: "complete" });
    const [file] = readdirSync(join(folder, "adapters"));
    appendFileSync(join(folder, "adapters", file as string), "x");
    expect((await client.adapters.get({ id: adapter })).state).toBe("changed");
    await expect(ask(client, modelId, adapter)).rejects.toMatchObject({ code: "adapter-mismatch" });
    rmSync(join(folder, "adapters", file as string));
    expect((await client.adapters.get({ id: adapter })).state).toBe("missing");
    await expect(ask(client, modelId, adapter)).rejects.toMatchObject({ code: "file-missing" });
    expect(await ask(client, modelId)).toMatchObject({ state: "complete" });
});

it.skipIf(process.platform === "win32")("goes on after the computer has slept", { timeout }, async () => {
    const { client, engines } = await startStudio();
    const modelId = await pipOf(client);
    const datasetId = await dataSetOf(client, 20);
    const changes = { ...tiny, epochs: 5 };
    const { id } = await client.training.start({ modelId, datasetId, name: "Slept", changes });
    const watcher = new RunWatcher(client, id);
    await watcher.untilRun((run) => run.step >= 2);
    process.kill(engines.at(-1) as number, "SIGSTOP"); // as when everything stands still, but only the engine does
    await new Promise((done) => setTimeout(done, 2000));
    expect((await client.training.get({ id })).run.state).toBe("running");
    process.kill(engines.at(-1) as number, "SIGCONT");
    const finished = await watcher.until("finished");
    expect(finished.adapterId).not.toBeNull();
    expect(engines).toHaveLength(1);
});
