/** Chat in a real browser: reloaded while text streams in, seen by two windows, and what it says when it cannot answer. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { endlessResources } from "../support/endlessPip.ts";
import { newFolder, pipOf } from "../support/studio.ts";
import { addOtherPip } from "../support/trainingRuns.ts";
import { expectAccessible, goTo, openWindow, picture, startScreens } from "./window.ts";

it("an answer goes on over a reload, in two windows at once, and is stopped from the other one", async () => {
    const studio = await startScreens({ resources: endlessResources(newFolder()) });
    await pipOf(studio.client);
    const { id } = await studio.client.chat.create({});
    const { sampling } = await studio.client.settings.set({ contextLength: 32_768 });
    await studio.client.chat.update({ id, sampling: { ...sampling, maxTokens: 32_000 } });
    const page = await openWindow(studio, `/chat/${id}`);
    await page.getByRole("textbox", { name: "Write a message" }).fill("Tell me everything");
    await page.keyboard.press("Enter");
    const answer = page.locator("[aria-busy=true]");
    const length = async (of = answer) => ((await of.textContent()) ?? "").length;
    await expect.poll(() => length()).toBeGreaterThan(200);
    const before = await length();
    await page.reload();
    await expect.poll(() => length()).toBeGreaterThan(before);
    const other = await openWindow(studio, `/chat/${id}`);
    const otherAnswer = other.locator("[aria-busy=true]");
    await expect.poll(() => length(otherAnswer)).toBeGreaterThan(before);
    await other.getByRole("button", { name: "Stop", exact: true }).click();
    for (const window of [page, other]) await window.getByText("The answer was stopped.").waitFor();
    const shown = (window: Page) => window.getByRole("log").locator("section").textContent();
    // long text is drawn a few times a second, so one window may be a moment behind
    await expect.poll(async () => (await shown(page)) === (await shown(other))).toBe(true);
});

it("what one window does shows in the other: conversations, preferences, themes", async () => {
    const studio = await startScreens();
    await pipOf(studio.client);
    const first = await openWindow(studio, "/chat");
    const second = await openWindow(studio, "/label/pairs");
    await first.getByRole("textbox", { name: "Write a message" }).press("Control+k");
    await first.getByRole("dialog").getByRole("textbox").waitFor(); // also while one writes
    await first.keyboard.press("Escape");
    await first.getByRole("button", { name: "What should I do this weekend?" }).click();
    const again = first.getByRole("button", { name: "Answer again" });
    await again.click();
    const better = first.getByRole("button", { name: "This one is better" });
    await better.click({ timeout: 60_000 });
    const toast = first.locator("[class*=toasts] [role=alert]").first();
    await toast.getByRole("button", { name: "Undo" }).waitFor();
    await expect.poll(async () => (await toast.boundingBox())?.y).toBeGreaterThan(0);
    const [above, below] = [
        await toast.boundingBox(),
        await first.getByLabel("Write a message").boundingBox(),
    ];
    expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
    await second.locator("tbody [data-open]").first().waitFor();
    await studio.client.settings.set({ theme: "dark" });
    for (const window of [first, second])
        await expect
            .poll(() => window.locator("html").getAttribute("data-mantine-color-scheme"))
            .toBe("dark");
});

it("an engine that dies in the middle is said so beside what was written, and the answer can be asked for again", async () => {
    const studio = await startScreens({ resources: endlessResources(newFolder()) });
    await pipOf(studio.client);
    const { id } = await studio.client.chat.create({});
    const { sampling } = await studio.client.settings.set({ contextLength: 32_768 });
    await studio.client.chat.update({ id, sampling: { ...sampling, maxTokens: 32_000 } });
    const page = await openWindow(studio, `/chat/${id}`);
    await page.getByRole("textbox", { name: "Write a message" }).fill("Tell me everything");
    await page.keyboard.press("Enter");
    await expect
        .poll(async () => (await page.locator("[aria-busy=true]").textContent())?.length)
        .toBeGreaterThan(50);
    process.kill(studio.engines.at(-1) as number, "SIGKILL");
    await page
        .getByText(/The part of the program that runs models has stopped/)
        .first()
        .waitFor();
    await expectAccessible(page);
    await picture(page, "chat-engine-died");
    await studio.client.chat.update({ id, sampling: { ...sampling, maxTokens: 20 } });
    await page.getByRole("button", { name: "Answer again" }).click();
    const states = async () => (await studio.client.chat.get({ id })).messages.map(({ state }) => state);
    await expect.poll(states).toEqual(["complete", "interrupted", "complete"]);
    expect(studio.engines).toHaveLength(2);
});

it("a model whose file is gone, a chat that is gone and a library without models each say what to do", async () => {
    const studio = await startScreens();
    const { client } = studio;
    const pip = await pipOf(client);
    const path = join(newFolder(), "other.gguf");
    const modelId = await addOtherPip(client, path);
    const { id } = await client.chat.create({ modelId });
    rmSync(path);
    const page = await openWindow(studio, `/chat/${id}`);
    await page.getByRole("textbox", { name: "Write a message" }).fill("Hello");
    await page.keyboard.press("Enter");
    await page
        .getByText(/other\.gguf/)
        .first()
        .waitFor();
    await expectAccessible(page);
    await picture(page, "chat-model-gone");

    await goTo(page, "/chat/99");
    await page.getByRole("alert").getByRole("button", { name: "New chat" }).click();
    await page.getByRole("log").waitFor();
    for (const conversation of (await client.chat.list({})).items)
        await client.chat.remove({ id: conversation.id });
    for (const model of [pip, modelId]) await client.models.remove({ id: model });
    await goTo(page, "/chat");
    await page.getByRole("heading", { name: "There is no model yet" }).waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "All models" }).click();
    await page.getByRole("heading", { name: "Models" }).waitFor();
    await goTo(page, "/evaluate/new");
    await page.getByRole("heading", { name: "No model here can be used for this" }).waitFor();
    await page.getByRole("link", { name: "Show the models" }).click();
    await page.getByRole("heading", { name: "Models" }).waitFor();
});
