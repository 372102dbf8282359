/** Label in a real browser: with the keyboard alone, in a table of many, with files good and bad. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/command.ts";
import { newFolder, pipOf } from "../support/studio.ts";
import { openWindow, startScreens } from "./window.ts";

const warm = join(root, "resources/demo/pairs-warm.train.jsonl");

/** In the page: presses a key as soon as a text is in the document, before anything else can run. */
function pressWhenShown({ key, shown }: { key: string; shown: string }): void {
    const watch = new MutationObserver(() => {
        if (!document.body.textContent.includes(shown)) return;
        watch.disconnect();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    });
    watch.observe(document.body, { childList: true, subtree: true, characterData: true });
}

describe("the arena", () => {
    it("is used from beginning to end with the keyboard alone", async () => {
        const studio = await startScreens();
        await pipOf(studio.client);
        const page = await openWindow(studio, "/label");
        await page.getByRole("button", { name: "Compare answers" }).focus();
        await page.keyboard.press("Enter");
        const begin = page.getByRole("button", { name: "Begin" });
        await expect.poll(() => begin.evaluate((button) => button === document.activeElement)).toBe(true);
        await page.keyboard.press("Enter");
        const question = page.locator("[class*=sheet]");
        await question.waitFor();
        await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
        for (const key of ["ArrowLeft", "ArrowRight", "ArrowDown", "ArrowUp", " "]) {
            const before = await question.textContent();
            for (let held = 0; held < 3; held++) await page.keyboard.down(key);
            await page.keyboard.up(key);
            await expect.poll(() => question.textContent()).not.toBe(before);
        }
        await expect.poll(() => page.getByText("5 of").textContent()).toMatch(/5 of \d+ judged/);
        const skipped = await question.textContent();
        await page.keyboard.press("z");
        await expect.poll(() => question.textContent()).not.toBe(skipped);
        await page.keyboard.press("e");
        await page.keyboard.press("ArrowRight");
        const field = page.getByRole("textbox", { name: "Your better answer" });
        await field.waitFor();
        const written = await field.inputValue();
        await page.keyboard.type(" Better.");
        await page.keyboard.press("Control+Enter");
        await expect.poll(async () => (await studio.client.preferences.list({})).total).toBe(5);
        const { items } = await studio.client.preferences.list({});
        expect(items.map(({ verdict, source }) => [verdict, source])).toEqual([
            ["preferred", "edit"],
            ["tie", "queue"],
            ["both-bad", "queue"],
            ["preferred", "queue"],
            ["preferred", "queue"],
        ]);
        expect(items[0]?.chosen).toBe(`${written} Better.`);
    });

    it("takes a key that comes the moment a question is back", async () => {
        const studio = await startScreens();
        const modelId = await pipOf(studio.client);
        const none = { entries: [], strength: 1 };
        const contents = ["What helps when I am sad?", "What should I do this weekend?"];
        await studio.client.queues.create({
            ...{ name: "Weekends", modelId, first: none, second: none },
            prompts: { kind: "list", prompts: contents.map((content) => [{ role: "user", content }]) },
            sampling: { ...(await studio.client.settings.get()).sampling, temperature: 1 },
        });
        const page = await openWindow(studio, "/label");
        await page.getByText("sad?").waitFor();
        await page.keyboard.press(" ");
        await page.getByText("weekend?").waitFor();
        await page.evaluate(pressWhenShown, { key: "e", shown: "sad?" });
        await page.keyboard.press("z");
        await page.getByText("sad?").waitFor();
        await page.keyboard.press("ArrowRight");
        await page.getByRole("textbox", { name: "Your better answer" }).waitFor();
        expect((await studio.client.preferences.list({})).total).toBe(0);
    });

    it("says what is wrong when no answers can be made, and goes on once that is mended", async () => {
        const studio = await startScreens();
        const modelId = await pipOf(studio.client);
        const none = { entries: [], strength: 1 };
        const queue = await studio.client.queues.create({
            ...{ name: "Greedy", modelId, first: none },
            second: { entries: [], strength: 0.5 },
            prompts: { kind: "list", prompts: [[{ role: "user", content: "Hello" }]] },
            sampling: { ...(await studio.client.settings.get()).sampling, maxTokens: 1, temperature: 0.01 },
        });
        const page = await openWindow(studio, "/label");
        await page.getByText("Everything is judged").waitFor();
        await page.getByText("1 question was left out").waitFor();
        expect((await studio.client.queues.get({ id: queue.id })).failed).toBe(1);
        await page.getByRole("button", { name: "What to do with “Greedy”" }).click();
        await page.getByRole("menuitem", { name: "Delete" }).click();
        await page.getByText("Which answer is better?").waitFor();
        await page.getByRole("button", { name: "Undo" }).click();
        await page.getByRole("button", { name: "What to do with “Greedy”" }).waitFor();
    });
});

describe("the table of all pairs", () => {
    it("an empty one says what to do; a file comes in with a preview and a report, and goes again", async () => {
        const studio = await startScreens();
        const page = await openWindow(studio, "/label/pairs");
        await page.getByText("No preferences yet").waitFor();
        const path = join(newFolder(), "some.jsonl");
        const rows = readFileSync(warm, "utf8").split("\n").slice(0, 5);
        writeFileSync(path, [...rows, "no json", rows[0]].join("\n"));
        const choosing = page.waitForEvent("filechooser");
        await page.getByRole("button", { name: "Import" }).first().click();
        await (await choosing).setFiles(path);
        const dialog = page.getByRole("dialog");
        await dialog.getByText("pairs come in").waitFor();
        expect(await dialog.textContent()).toMatch(
            /5 pairs come in.*1 stands twice.*1 row cannot be used.*Line 6/,
        );
        await dialog.getByRole("checkbox").uncheck();
        expect(await dialog.getByRole("button", { name: "Import 5" }).isDisabled()).toBe(true);
        await dialog.getByRole("checkbox").check();
        await dialog.getByRole("button", { name: "Import 5" }).click();
        await dialog.getByText("pairs were added").waitFor();
        await dialog.getByRole("button", { name: "Take the import back" }).click();
        await page.getByText("No preferences yet").waitFor();
        await page.getByRole("button", { name: "Undo" }).click();
        await expect.poll(() => page.locator("tbody [data-open]").count()).toBe(5);
    });

    it("a file that is no preference file is refused in words", async () => {
        const studio = await startScreens();
        const page = await openWindow(studio, "/label/pairs");
        const path = join(newFolder(), "wrong.json");
        writeFileSync(path, "{broken");
        const choosing = page.waitForEvent("filechooser");
        await page.getByRole("button", { name: "Import" }).first().click();
        await (await choosing).setFiles(path);
        await page.getByRole("alert").waitFor();
        expect(await page.getByRole("alert").textContent()).toMatch(/Nothing in this file can be used/);
        expect((await studio.client.preferences.list({})).total).toBe(0);
    });

    it("searches, changes in place, tags and deletes many, and takes it back", async () => {
        const studio = await startScreens();
        for await (const _ of await studio.client.preferences.import({ file: { path: warm } }));
        const page = await openWindow(studio, "/label/pairs");
        const rows = page.locator("tbody [data-open]");
        await rows.first().waitFor();
        expect(await page.locator("thead").textContent()).toContain("400");
        await rows.first().focus();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        await page.getByRole("textbox", { name: "Better", exact: true }).fill("Entirely new words");
        await page.keyboard.press("Control+Enter");
        await page.getByText("Entirely new words").waitFor();
        await page.getByRole("textbox", { name: "Search questions and answers" }).fill("entirely new");
        await expect.poll(() => rows.count()).toBe(1);
        await page.getByRole("button", { name: "Show all" }).click();
        await expect.poll(() => rows.count()).toBeGreaterThan(5);
        for (const index of [1, 3, 4]) await page.locator("tbody").getByRole("checkbox").nth(index).check();
        await page.getByText("3 selected").waitFor();
        await page.getByRole("button", { name: "Select none" }).click();
        await page.getByRole("checkbox", { name: "Select all" }).check();
        await page.getByText("400 selected").waitFor();
        await page.getByRole("button", { name: "Tag", exact: true }).click();
        await page.getByLabel("Tags to add").first().fill("warm");
        await page.keyboard.press("Enter");
        await page.getByRole("dialog").getByRole("button", { name: "Tag" }).click();
        await expect.poll(() => studio.client.preferences.tags()).toEqual([{ tag: "warm", pairs: 400 }]);
        await page
            .getByRole("region", { name: "Selected pairs" })
            .getByRole("button", { name: "Delete" })
            .click();
        await page.getByText("No preferences yet").waitFor();
        await page.getByRole("button", { name: "Undo" }).last().click();
        await expect.poll(async () => (await studio.client.preferences.list({})).total).toBe(400);
    });

    it("shows only what is in sight of many, and any place of them at once", async () => {
        const studio = await startScreens();
        const path = join(newFolder(), "many.jsonl");
        const row = (i: number) => ({ prompt: `Question ${i}?`, chosen: `Yes ${i}`, rejected: `No ${i}` });
        writeFileSync(path, Array.from({ length: 20_000 }, (_, i) => JSON.stringify(row(i))).join("\n"));
        for await (const _ of await studio.client.preferences.import({ file: { path } }));
        const page = await openWindow(studio, "/label/pairs");
        await page.getByText("Question 19999?").waitFor();
        await page.locator("tbody").evaluate((body) => {
            body.scrollTop = body.scrollHeight / 2;
        });
        await page
            .getByText(/Question (99|100)\d\d\?/)
            .first()
            .waitFor();
        await page.locator("tbody").evaluate((body) => {
            body.scrollTop = body.scrollHeight;
        });
        await page.getByText("Question 0?").waitFor();
        expect(await page.locator("tbody tr").count()).toBeLessThan(60);
    });
});
