/**
 * The whole story in a real browser with Pip, from a data folder that nobody has used to the same answers in another
 * one. Saves a picture of every step in .screenshots/ for people to look at.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { type Client, newFolder, pipOf } from "../support/studio.ts";
import { preferTheLonger, trainOnEverything } from "./steps.ts";
import { dropFile, goTo, openWindow, picture, startScreens } from "./window.ts";

const question = "What should I do this weekend?";

/** Asks the question in a chat that answers always the same, and waits for all answers. */
async function ask(client: Client, page: Page): Promise<string[]> {
    const id = Number(/chat\/(\d+)/.exec(page.url())?.[1]);
    const { sampling } = await client.settings.get();
    await client.chat.update({ id, sampling: { ...sampling, seed: 11, maxTokens: 60 } });
    await page.getByRole("textbox", { name: "Write a message" }).fill(question);
    await page.keyboard.press("Enter");
    const states = async () => (await client.chat.get({ id })).messages.map(({ state }) => state);
    await expect.poll(states).toContain("complete");
    await expect.poll(async () => (await states()).every((state) => state === "complete")).toBe(true);
    const { messages } = await client.chat.get({ id });
    return messages.filter(({ role }) => role === "assistant").map(({ content }) => content);
}

it("from a first chat to the same customised answers on another computer", async () => {
    const studio = await startScreens();
    const { client } = studio;
    const modelId = await pipOf(client);
    const page = await openWindow(studio, "/", { welcomed: false });
    await page.getByText("SmolLM2 135M Instruct").waitFor();
    await picture(page, "journey-1-welcome");

    await page.getByRole("button", { name: "Chat with Pip" }).click();
    await page.getByRole("button", { name: question }).click();
    await page.getByRole("button", { name: "Answer again" }).waitFor();
    await picture(page, "journey-2-chat");

    await goTo(page, "/label");
    await page.getByRole("button", { name: "Compare answers" }).click();
    await page.getByRole("button", { name: "Begin" }).click();
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    await preferTheLonger(page, 20);
    await page.getByText(/20 of \d+ judged/).waitFor();
    await picture(page, "journey-3-label");

    await trainOnEverything(page);
    await picture(page, "journey-4-verdict");
    await goTo(page, "/adapters");
    await page.getByRole("link", { name: "Warmer" }).click();
    await page.getByRole("heading", { name: "Where it comes from" }).waitFor();
    await picture(page, "journey-5-adapter");
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Add to stack" }).click();
    await page.getByRole("menuitem", { name: "New stack" }).click();
    await page.getByText("Stack 1").waitFor();
    await picture(page, "journey-5-stack");
    await page.getByRole("button", { name: "Use in chat" }).click();
    await page.getByRole("button", { name: "Compare side by side" }).click();
    await page.getByText("Original", { exact: true }).waitFor();
    const [original, warmer] = await ask(client, page);
    await picture(page, "journey-6-side-by-side");
    expect(warmer).toBeTruthy();

    const [set] = await client.datasets.list();
    const [adapter] = await client.adapters.list();
    const entries = [{ adapterId: adapter?.id as number, weight: 1, enabled: true }];
    const started = await client.evaluation.start({
        ...{ name: "Unseen", modelId, candidates: [{ entries, strength: 1 }] },
        tasks: [{ kind: "pairs", datasetId: set?.id as number, limit: 8 }],
    });
    const evaluation = () => client.evaluation.get({ id: started.id });
    await expect.poll(async () => (await evaluation()).state).toBe("finished");
    expect((await evaluation()).tasks[0]?.figures?.length).toBeGreaterThan(0);
    await goTo(page, "/evaluate");
    await page.getByText("Unseen").first().waitFor();
    await picture(page, "journey-7-evaluate");

    await goTo(page, "/adapters");
    await page.getByRole("button", { name: "What to do with “Warmer”" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Export as package" }).click();
    const path = join(newFolder(), "warmer.qadapter");
    await (await download).saveAs(path);
    await picture(page, "journey-8-export");

    const second = await startScreens();
    await pipOf(second.client);
    const other = await openWindow(second, "/adapters");
    await other.getByText("No adapters yet").waitFor();
    await dropFile(other, "warmer.qadapter", readFileSync(path));
    await other.getByText("Made for Pip").waitFor();
    await picture(other, "journey-9-import");
    await other.getByRole("dialog").getByRole("button", { name: "Take it in" }).click();
    await other.getByRole("heading", { name: "Where it comes from" }).waitFor();
    await other.keyboard.press("Escape");
    await other.getByRole("button", { name: "Use in chat" }).click();
    await other.getByRole("button", { name: "Compare side by side" }).click();
    await other.getByText("Original", { exact: true }).waitFor();
    expect(await ask(second.client, other)).toEqual([original, warmer]);
    await picture(other, "journey-10-same-answers");
});
