/**
 * What a person does with training runs, and what may happen to them: the queue, pausing, ending early, the engine's
 * death, the program's restart, files that are gone.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../main/random.ts";
import type { RunRecord } from "../../preload/contract/training.ts";
import { type Client, pipOf, type Studio, startStudio, Watcher } from "../support/studio.ts";
import { dataSetOf, RunWatcher, tiny } from "../support/trainingRuns.ts";

/** How often the engine is killed; for many times: QADAPTER_TEST_KILLS=100 npm test -- test/services/trainingCourse.test.ts */
const kills = Number(process.env.QADAPTER_TEST_KILLS ?? 5);
const timeout = 600_000 + 60_000 * kills;

async function start(client: Client, name: string, changes = {}): Promise<RunRecord> {
    const [modelId, [dataset]] = [await pipOf(client), await client.datasets.list()];
    const datasetId = dataset?.id ?? (await dataSetOf(client, 30));
    return client.training.start({ modelId, datasetId, name, changes: { ...tiny, ...changes } });
}

/** The weights and everything else that a run made. */
function adapterBytes({ folder }: Studio): Buffer {
    const [file] = readdirSync(join(folder, "adapters"));
    return readFileSync(join(folder, "adapters", file as string));
}

/** Runs of six steps an epoch that last as long as they are to be disturbed. */
const changes = { epochs: Math.max(7, kills), patience: 0 };
const total = 6 * changes.epochs;

/** What a run makes that nothing disturbs: that of the queue's test, which comes first. */
let wanted: Buffer | undefined;

/** Asks something in a chat and waits for the answer. */
async function ask(client: Client): Promise<string> {
    const { sampling } = await client.settings.get();
    const { id } = await client.chat.create({ sampling: { ...sampling, seed: 1 } });
    const watcher = new Watcher(client, id);
    const { answers } = await client.chat.send({ conversationId: id, parentId: null, content: "Hello!" });
    const { content, state } = await watcher.finished(answers[0]?.id as number);
    expect(state).toBe("complete");
    return content;
}

/** Kills the engine that runs now or starts next, after a while. */
async function killEngine({ engines }: Studio, milliseconds: number): Promise<void> {
    const isAlive = () => {
        try {
            return process.kill(engines.at(-1) as number, 0);
        } catch {
            return false;
        }
    };
    while (!isAlive()) await sleep(5);
    await sleep(milliseconds);
    if (isAlive()) process.kill(engines.at(-1) as number, "SIGKILL");
}

describe("the queue", () => {
    it("trains one at a time in the order that the person chose", { timeout }, async () => {
        const studio = await startStudio();
        const { client } = studio;
        const first = await start(client, "first", { epochs: 8 });
        const [a, b] = [await start(client, "a"), await start(client, "run", changes)];
        expect([first, a, b].map(({ state }) => state)).toEqual(["queued", "queued", "queued"]);
        const watcher = new RunWatcher(client, first.id);
        await watcher.until("running");
        const ordered = await client.training.reorder({ ids: [b.id, a.id] });
        const queue = ordered.filter(({ state }) => state === "queued");
        expect(queue.map(({ name }) => name)).toEqual(["run", "a"]);
        await expect(client.training.remove({ id: first.id })).rejects.toMatchObject({ code: "busy" });
        expect((await client.training.pause({ id: a.id })).state).toBe("paused");
        expect((await client.training.cancel({ id: first.id })).state).toBe("cancelled");
        expect((await new RunWatcher(client, b.id).until("finished")).adapterId).not.toBeNull();
        wanted = adapterBytes(studio);
        await client.training.remove({ id: first.id });
        expect((await client.training.list()).map(({ name }) => name)).toEqual(["run", "a"]);
        expect((await client.training.restore({ id: first.id })).state).toBe("cancelled");
        const renamed = await client.training.update({ id: a.id, name: "later", note: "for Monday" });
        expect(renamed).toMatchObject({ name: "later", note: "for Monday", state: "paused" });
        expect((await client.training.cancel({ id: a.id })).state).toBe("cancelled");
        await expect(client.training.resume({ id: a.id })).rejects.toMatchObject({ code: "usage" });
    });
});

describe("a run that is disturbed makes the same weights", () => {
    it("by chats, a pause, the end of the program, and kill -9 of the engine at any moment", {
        timeout,
    }, async () => {
        const random = createRandom(Date.now());
        let studio = await startStudio();
        await pipOf(studio.client);
        const alone = await ask(studio.client);
        const { id } = await start(studio.client, "run", changes);
        let watcher = new RunWatcher(studio.client, id);
        const { step: before } = await watcher.untilRun(({ step }) => step >= 3);
        expect(await ask(studio.client)).toBe(alone);
        const { run: meanwhile } = await studio.client.training.get({ id });
        expect(meanwhile.step - before).toBeLessThan(10);
        await watcher.untilRun(({ step }) => step > meanwhile.step);
        const states = watcher.events.flatMap((event) => (event.type === "run" ? event.run.state : []));
        expect(states).toContain("waiting");
        const paused = await studio.client.training.pause({ id });
        expect(paused).toMatchObject({ state: "paused", resumable: true, position: null });
        await studio.client.training.resume({ id });
        await watcher.untilRun(({ step }) => step > meanwhile.step + 3);
        await studio.close();

        studio = await startStudio({ folder: studio.folder });
        const [kept] = await studio.client.training.list();
        expect(kept).toMatchObject({ state: "interrupted", resumable: true });
        watcher = new RunWatcher(studio.client, id);
        let done = 0;
        for (; done < kills && watcher.run?.state !== "finished"; done++) {
            await studio.client.training.resume({ id });
            await killEngine(studio, 1500 * random.next());
            const { state, problem } = await watcher.until("interrupted", "finished");
            if (state === "interrupted") expect(problem).toContain("It starts again by itself");
        }
        expect(done).toBeGreaterThan(0);
        if (watcher.run?.state === "interrupted") await studio.client.training.resume({ id });
        const run = await watcher.until("finished");
        expect(run).toMatchObject({ step: total, problem: null });
        expect(adapterBytes(studio).equals(wanted as Buffer)).toBe(true);
        const { course } = await studio.client.training.get({ id });
        expect(course.steps.map(({ step }) => step)).toEqual(Array.from({ length: total }, (_, i) => i + 1));
        expect(await ask(studio.client)).not.toBe("");
        await studio.close();
        const db = new Database(join(studio.folder, "studio.db"), { readonly: true });
        expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
        db.close();
    });
});
