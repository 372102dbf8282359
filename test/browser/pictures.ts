/**
 * `npm run pictures`: takes the pictures of the README and the user guide anew, in docs/pictures/, from a data folder in
 * which Pip is trained as a person would (some minutes). No test; look at what comes out before it is committed.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Page } from "playwright-core";
import { root } from "../support/command.ts";
import { type Client, openStudio, pipOf } from "../support/openStudio.ts";

const size = { width: 1200, height: 750 };
const sizeOfChat = { width: 1440, height: 900 };
const question = "What should I do this weekend?";
/** What adapters are called, by the bundled preference that they learn. */
const names = { warm: "Warm answers", terse: "Short and to the point" };

const folder = mkdtempSync(join(tmpdir(), "qadapter-pictures-"));
const studio = await openStudio({ folder, pages: join(root, "renderer/dist") });
const { client, server } = studio;
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
});
try {
    const page = await browser.newPage({ viewport: size, reducedMotion: "reduce" });
    const modelId = await pipOf(client);
    await page.goto(server.newLink());
    await picture(page, "welcome", "/welcome", "Your own model");
    await client.settings.set({ welcomeDone: true });
    const runs = [await train(modelId, "warm"), await train(modelId, "terse")];
    await page.reload(); // without the messages about what has ended
    await picture(page, "train", `/train/${runs[0]}`, "Verdict");
    await picture(page, "adapters", "/adapters", names.terse);
    await workedOnQueue(modelId);
    await picture(page, "label", "/label", "This one is better");
    await page.setViewportSize(sizeOfChat);
    const chat = `/chat/${await conversation(modelId)}`;
    await picture(page, "chat", chat, "And what can I cook?");
    await page.getByText("Stack B", { exact: true }).click();
    await picture(page, "chat", chat, "And what can I cook?");
} finally {
    await browser.close();
    await studio.close();
    rmSync(folder, { recursive: true, force: true });
}

/** Shows a screen, waits until it says something, and takes its picture. */
async function picture(page: Page, name: string, path: string, says: string): Promise<void> {
    await page.evaluate((to) => {
        location.hash = to;
    }, path);
    await page.locator("main").getByText(says).first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    await sleep(1500); // what else the screen asks for
    await page.screenshot({ path: join(root, `docs/pictures/${name}.png`) });
}

/** Trains an adapter on a bundled preference. Answers with the run. */
async function train(modelId: number, tag: keyof typeof names): Promise<number> {
    const file = { path: join(root, `resources/demo/pairs-${tag}.train.jsonl`) };
    for await (const _ of await client.preferences.import({ file, tags: [tag] }));
    const name = names[tag];
    const data = await client.datasets.create({ name, selection: { filter: { tags: [tag] } } });
    const { id } = await client.training.start({
        ...{ modelId, datasetId: data.id, name, preset: "balanced" },
        watchedPrompt: question,
    });
    for (;;) {
        const { run } = await client.training.get({ id });
        if (run.state === "finished") return id;
        if (run.state === "failed") throw new Error(run.problem ?? "The training failed.");
        await sleep(500);
    }
}

/** A list of everyday questions that has been worked on. */
async function workedOnQueue(modelId: number): Promise<void> {
    const none = { entries: [], strength: 1 };
    const pairs = readFileSync(join(root, "resources/demo/pairs-formal.train.jsonl"), "utf8")
        .trim()
        .split("\n");
    const asked = new Set(
        pairs.map((line) => (JSON.parse(line) as { prompt: { content: string }[] }).prompt[0]?.content ?? ""),
    );
    const prompts = [...asked].slice(0, 120).map((content) => [{ role: "user" as const, content }]);
    const { id: queueId } = await client.queues.create({
        ...{ name: "Everyday questions", modelId, first: none, second: none },
        prompts: { kind: "list", prompts },
    });
    for (let judged = 0; ; judged++) {
        const [item] = await client.queues.next({ queueId, count: 1 });
        if (!item || (judged >= 30 && differ(item.left, item.right))) return;
        await client.queues.judge({ itemId: item.id, judgement: "left" });
    }
}

/** Whether two answers show at once what there is to choose. */
function differ(left: string, right: string): boolean {
    const [shorter = 0, longer = 0] = [left.length, right.length].toSorted((one, other) => one - other);
    return shorter > 20 && longer > 70;
}

/** Two questions to the original model and two adapters side by side. Answers with the conversation. */
async function conversation(modelId: number): Promise<number> {
    const adapters = await client.adapters.list();
    const only = (name: string) => [
        { adapterId: adapters.find((one) => one.name === name)?.id as number, weight: 1, enabled: true },
    ];
    const stacks = [[], only(names.warm), only(names.terse)];
    const { id } = await client.chat.create({
        modelId,
        sampling: { ...(await client.settings.get()).sampling, seed: 4 },
        columns: stacks.map((entries) => ({ entries, strength: 1, label: "" })),
    });
    let parentId: number | null = null;
    for (const content of [question, "And what can I cook?"]) {
        const { answers } = await client.chat.send({ conversationId: id, parentId, content });
        await answered(client, id);
        parentId = answers[1]?.id ?? null;
    }
    return id;
}

async function answered(from: Client, id: number): Promise<void> {
    for (;;) {
        const { messages } = await from.chat.get({ id });
        if (messages.every(({ state }) => state === "complete")) return;
        await sleep(200);
    }
}
