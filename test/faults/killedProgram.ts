/**
 * A whole program that labels, collects preferences and imports until it is killed; not a test. Every pair is told on
 * stdout once its call has answered. Arguments: the data folder, a preference file, a name that no other run has.
 */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { createBackend } from "../../main/backend.ts";
import { type LocalClient, localClient } from "../../main/desktop/localClient.ts";
import { forkEngine } from "../../main/jobs/engineProcess.ts";

const [dataDir, file, name] = process.argv.slice(2) as [string, string, string];
const backend = createBackend({
    dataDir,
    resources: join(import.meta.dirname, "../../resources"),
    host: { kind: "browser" },
    program: { version: "0.0.0", licences: [] },
    launch: (_, log) => {
        const engine = forkEngine([JSON.stringify({ device: "cpu", threads: 1 })], log);
        writeSync(1, `engine ${engine.pid}\n`);
        return engine;
    },
});
const client = localClient(backend);
const acknowledge = (pairId: number, chosen: string) =>
    writeSync(1, `pair ${JSON.stringify([pairId, chosen])}\n`);

async function model(): Promise<number> {
    for (;;) {
        const [pip] = await client.models.list();
        if (pip) return pip.id;
        await new Promise((done) => setTimeout(done, 10));
    }
}

async function queue(): Promise<number> {
    const [known] = await client.queues.list();
    if (known) return known.id;
    const prompts = Array.from({ length: 5000 }, (_, index) => [
        { role: "user" as const, content: `Tell me about ${index}.` },
    ]);
    const { id } = await client.queues.create({
        name: "Q",
        modelId: await model(),
        prompts: { kind: "list", prompts },
        first: {},
        second: {},
        sampling: { temperature: 3, topK: 0, topP: 1, minP: 0, maxTokens: 4 },
    });
    return id;
}

async function label(onBegin: () => void): Promise<never> {
    const queueId = await queue();
    for (;;)
        for (const { id, left } of await client.queues.next({ queueId })) {
            const { pairId } = await client.queues.judge({ itemId: id, judgement: "left" });
            acknowledge(pairId as number, left);
            onBegin();
        }
}

async function collect(create: LocalClient["preferences"]["create"]): Promise<never> {
    for (let index = 0; ; index++) {
        await new Promise((done) => setTimeout(done, 3));
        const prompt = [{ role: "user" as const, content: "Q" }];
        const { id, chosen } = await create({ prompt, chosen: `${name} ${index}`, rejected: "B" });
        acknowledge(id, chosen);
    }
}

async function importAgain(): Promise<never> {
    for (let index = 0; ; index++) {
        await client.settings.set({ labeller: `${name} import ${index}` }); // so that nothing is there already
        const stream = await client.preferences.import({ file: { path: file }, tags: ["t"] });
        for await (const event of stream)
            if (event.type === "done") writeSync(1, `import ${event.result.added}\n`);
    }
}

/** The engine takes longest to begin; the rest waits for it, so that everything goes on at the same time. */
await new Promise<void>((begin) => void label(begin));
await Promise.all([collect(client.preferences.create), importAgain()]);
