/**
 * `npm run bench:screens`: how much the page's main thread has to do for one frame, in a real Chromium on a real
 * backend, where frames have to come at 60 a second: while answers stream in and somebody types or scrolls, in the
 * table of 100,000 pairs, and under a slider that is dragged. One line of JSON each. No test: nothing fails.
 *
 * Counted is the processor time of that thread from one frame's end to the next one's, so that what else the machine
 * does counts little; 16.7 ms are all there is, and the rest is for drawing. A busy machine draws fewer frames with more
 * to do in each; `mean` is what each of 60 a second would have had to do.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Locator, type Page } from "playwright-core";
import { root } from "../support/command.ts";
import { endlessResources } from "../support/endlessPip.ts";
import { writeRandomAdapter } from "../support/logits.ts";
import { openStudio, pipOf, type Studio } from "../support/openStudio.ts";

const pairs = 100_000;
/** Milliseconds of the main thread that 95 of 100 frames should not need more than. */
const target = 8;

const folder = mkdtempSync(join(tmpdir(), "qadapter-frames-"));
const resources = endlessResources(join(folder, "resources"));
const studio = await openStudio({
    folder: join(folder, "data"),
    pages: join(root, "renderer/dist"),
    resources,
});
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
});
try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(180_000);
    await prepare(studio);
    await page.goto(studio.server.newLink());
    await measureChat(page, studio);
    await measureSlider(page, studio);
    await measureTable(page);
} finally {
    await browser.close();
    await studio.close();
    rmSync(folder, { recursive: true, force: true });
}

async function prepare({ client }: Studio): Promise<void> {
    await client.settings.set({ welcomeDone: true, contextLength: 8192 });
    await pipOf(client);
    const path = join(folder, "pairs.jsonl");
    const words = "An answer of some length, as people write them to questions like this one. ";
    const row = (i: number) => ({
        prompt: `Question ${i}?`,
        chosen: `${words}${i}`,
        rejected: `No. ${words}`,
    });
    writeFileSync(path, Array.from({ length: pairs }, (_, i) => JSON.stringify(row(i))).join("\n"));
    for await (const _ of await client.preferences.import({ file: { path } }));
}

/** A long answer while somebody types, then three while somebody scrolls. */
async function measureChat(page: Page, { client }: Studio): Promise<void> {
    const sampling = { ...(await client.settings.get()).sampling, maxTokens: 4000 };
    const none = { entries: [], strength: 1, label: "" };
    const stream = async (columns: number) => {
        const { id } = await client.chat.create({ sampling, columns: Array(columns).fill(none) });
        await goTo(page, `/chat/${id}`);
        await page.getByRole("textbox", { name: "Write a message" }).fill("Tell me everything");
        await page.keyboard.press("Enter");
        await page.waitForFunction(
            () => (document.querySelector("[aria-busy=true]")?.textContent?.length ?? 0) > 3000,
        );
        return id;
    };
    const one = await stream(1);
    await measure(page, "typing while an answer streams", async () => {
        await page
            .getByRole("textbox", { name: "Write a message" })
            .pressSequentially("How far is it to the moon, and back? ".repeat(3), {
                delay: 30,
            });
    });
    await measure(page, "scrolling while an answer streams", () => scroll(page, page.getByRole("log")));
    await client.chat.stop({ conversationId: one });
    const three = await stream(3);
    await measure(page, "typing while three answers stream", async () => {
        await page
            .getByRole("textbox", { name: "Write a message" })
            .pressSequentially("How far is it to the moon? ".repeat(3), { delay: 30 });
    });
    await client.chat.stop({ conversationId: three });
}

/** The weight of an adapter, from end to end several times. */
async function measureSlider(page: Page, { client }: Studio): Promise<void> {
    const path = join(folder, "random.gguf");
    writeRandomAdapter(path, join(resources, "models/pip-q8_0.gguf"), 1);
    const modelId = await pipOf(client);
    for await (const _ of await client.adapters.importGguf({ path, modelId, name: "Random" }));
    const [adapter] = await client.adapters.list();
    const entries = [{ adapterId: adapter?.id as number, weight: 1, enabled: true }];
    const { id } = await client.chat.create({ columns: [{ entries, strength: 1, label: "" }] });
    await goTo(page, `/chat/${id}`);
    const thumb = page.getByRole("slider", { name: /Random/ });
    await thumb.waitFor();
    const box = await thumb.boundingBox();
    if (!box) throw new Error("There is no slider to drag.");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await measure(page, "dragging a slider", async () => {
        await page.mouse.move(x, y);
        await page.mouse.down();
        for (let i = 0; i < 120; i++) {
            await page.mouse.move(x + 90 * Math.sin(i / 8), y);
            await page.waitForTimeout(16);
        }
        await page.mouse.up();
    });
}

/** Turns of the wheel, and a drag of the scroll bar through all of it. */
async function measureTable(page: Page): Promise<void> {
    await goTo(page, "/label/pairs");
    await page.getByText(`Question ${pairs - 1}?`).waitFor();
    const body = page.locator("tbody");
    await measure(page, "scrolling in 100,000 pairs", () => scroll(page, body));
    await measure(page, "leaping through 100,000 pairs", async () => {
        for (let i = 1; i <= 60; i++) {
            await body.evaluate((element, part) => element.scrollTo(0, element.scrollHeight * part), i / 60);
            await page.waitForTimeout(50);
        }
    });
    await measure(page, "typing in the search over 100,000 pairs", () =>
        page
            .getByRole("textbox", { name: "Search questions and answers" })
            .pressSequentially("people write 99", {
                delay: 60,
            }),
    );
}

async function scroll(page: Page, over: Locator): Promise<void> {
    await over.hover();
    for (const way of [-1, 1, -1, 1])
        for (let i = 0; i < 30; i++) {
            await page.mouse.wheel(0, way * 120);
            await page.waitForTimeout(16);
        }
}

async function goTo(page: Page, path: string): Promise<void> {
    await page.evaluate((to) => {
        location.hash = to;
    }, path);
}

/** Prints what the main thread has to do for a frame while `act` goes on. */
async function measure(page: Page, what: string, act: () => Promise<void>): Promise<void> {
    await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
    const began = performance.now();
    await act();
    const seconds = (performance.now() - began) / 1000;
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    const frames = workPerFrame(trace.traceEvents).toSorted((one, other) => one - other);
    const busy = frames.reduce((sum, work) => sum + work, 0) / (60 * seconds);
    const at = (share: number) => tenths(frames[Math.ceil(share * frames.length) - 1] ?? 0);
    const line = { measure: `main thread per frame, ${what}`, median: at(0.5), value: at(0.95), most: at(1) };
    const about = { unit: "ms", target, mean: tenths(busy), frames: frames.length, seconds: tenths(seconds) };
    process.stdout.write(`${JSON.stringify({ ...line, ...about })}\n`);
}

interface TraceEvent {
    name: string;
    /** microseconds that the thread has computed so far */
    tts?: number;
}

/** Milliseconds that the page's main thread computed from each frame's end to the next one's. */
function workPerFrame(events: readonly TraceEvent[]): number[] {
    const ends = events
        .filter(({ name }) => name === "BeginCommitCompositorFrame")
        .map(({ tts = 0 }) => tts / 1000)
        .toSorted((one, other) => one - other);
    return ends.slice(1).map((end, i) => end - (ends[i] as number));
}

function tenths(value: number): number {
    return Math.round(10 * value) / 10;
}
