/**
 * Train and Evaluate in a real browser with Pip: empty and broken, planned, reloaded in the middle, paused, to the
 * verdict and its measurement.
 */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { type Client, pipOf } from "../support/studio.ts";
import { dataSetOf, tiny } from "../support/trainingRuns.ts";
import { expectAccessible, goTo, openWindow, picture, sizes, startScreens } from "./window.ts";

it("without data, runs, adapters or results each screen says what to do next; what is not there is said, too", async () => {
    const studio = await startScreens();
    await pipOf(studio.client);
    const page = await openWindow(studio, "/train");
    await page.getByRole("heading", { name: "Nothing has been trained yet" }).waitFor();
    await page.getByRole("main").getByRole("button", { name: "New training" }).last().click();
    await page.getByRole("heading", { name: "No preferences to train with yet" }).waitFor();
    await goTo(page, "/evaluate");
    await page.getByRole("heading", { name: "Nothing has been measured yet" }).waitFor();
    await goTo(page, "/evaluate/new");
    await page.getByRole("heading", { name: "There is nothing to measure yet" }).waitFor();
    for (const path of ["/train/99", "/evaluate/99", "/evaluate/comparison/99"]) {
        await goTo(page, path);
        await page.getByRole("alert").getByText("It is not there any more").waitFor();
        await expectAccessible(page);
    }
});

it("a plan follows its settings; runs wait in an order that the keyboard changes", async () => {
    const studio = await startScreens();
    const { client } = studio;
    const modelId = await pipOf(client);
    const datasetId = await dataSetOf(client, 30);
    const page = await openWindow(studio, "/train/new");
    const plan = page.getByRole("status").filter({ hasText: "It learns from" });
    await plan.waitFor({ timeout: 60_000 });
    const before = await plan.textContent();
    await page.getByRole("radio", { name: /Quick/ }).click();
    await expect.poll(() => plan.textContent()).not.toBe(before);
    await page.getByRole("button", { name: /Learning/ }).click();
    await page.getByRole("textbox", { name: "Passes" }).fill("1");
    await page.getByRole("button", { name: "Take back 1 change" }).waitFor();
    await expectAccessible(page);
    await picture(page, "train-plan");

    const changes = { ...tiny, epochs: 100 }; // the first one outlasts this
    for (const name of ["First", "Second", "Third", "Fourth"])
        await client.training.start({ modelId, datasetId, name, changes });
    await goTo(page, "/train");
    const waiting = page.getByRole("region", { name: "Waiting" });
    const names = () => waiting.getByRole("link").allTextContents();
    await expect.poll(names).toEqual(["Second", "Third", "Fourth"]);
    await waiting.getByRole("button", { name: "Train Fourth earlier" }).press("Enter");
    await expect.poll(names).toEqual(["Second", "Fourth", "Third"]);
    await expectAccessible(page);
});

it("a run survives a reload and a pause, ends with a verdict, and its adapter is measured case by case", {
    timeout: 600_000,
}, async () => {
    const studio = await startScreens();
    const { client } = studio;
    const modelId = await pipOf(client);
    const datasetId = await dataSetOf(client, 30);
    const run = await client.training.start({
        ...{ modelId, datasetId, name: "Terse", changes: { ...tiny, epochs: 8 } },
        watchedPrompt: "How are you?",
    });
    const page = await openWindow(studio, `/train/${run.id}`);
    await page.getByText(/Step \d+ of/).waitFor({ timeout: 120_000 });
    await expect.poll(() => page.title()).toMatch(/% .*Terse|Terse.*%/);
    await page.reload();
    await page.getByRole("img", { name: /^Loss/ }).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused. Nothing is lost").waitFor({ timeout: 60_000 });
    await expectAccessible(page);
    const { course } = await client.training.get({ id: run.id });
    await page.reload();
    await page.getByRole("button", { name: "Go on" }).click();
    const verdict = page.getByRole("region", { name: "Verdict" });
    await page.getByRole("button", { name: "Pause" }).or(verdict).first().waitFor();
    await expectAccessible(page);
    await verdict.waitFor({ timeout: 300_000 });
    const after = await client.training.get({ id: run.id });
    expect(after.course.steps.slice(0, course.steps.length)).toEqual(course.steps);
    await page
        .getByText(after.run.verdict?.sentence ?? "no verdict")
        .first()
        .waitFor();
    await expectAccessible(page);
    await picture(page, "train-verdict");

    await expectRoomAtTwiceTheSize(
        page,
        client,
        /^Ob er gelernt hat, lässt sich nicht sagen: Nur \d+ Fragen/,
    );

    await page.getByRole("button", { name: "Measure more" }).click();
    await page.getByText("Quick", { exact: true }).click();
    await page.getByRole("checkbox", { name: "Unseen comparisons" }).check();
    await page.getByRole("checkbox", { name: "Questions with known answers" }).check();
    await page.getByRole("button", { name: "Start measuring" }).click();
    await page.getByRole("region", { name: "Figures" }).waitFor({ timeout: 300_000 });
    await page.getByRole("button", { name: "Export" }).waitFor({ timeout: 300_000 });
    await page.getByRole("article").first().waitFor();
    await expectAccessible(page);
    await picture(page, "evaluation");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: /Report to print/ }).click();
    expect((await download).suggestedFilename()).toMatch(/\.html$/);

    await page.getByRole("link", { name: "All results" }).click();
    const point = page.getByRole("button", { name: /^Terse: Learned/ });
    await point.waitFor();
    await expectAccessible(page);
    await picture(page, "evaluate-board");
    await expectRoomAtTwiceTheSize(page, client);
    await point.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Figures" }).waitFor();
});

/** Nothing is cut off in the smallest window with twice the text size, in German; then all is as before. */
async function expectRoomAtTwiceTheSize(page: Page, client: Client, says?: RegExp): Promise<void> {
    await page.setViewportSize(sizes.small);
    await client.settings.set({ textSize: 200, language: "de" });
    await expect.poll(() => page.locator("html").getAttribute("lang")).toBe("de");
    await expect
        .poll(() =>
            page.evaluate(() => {
                const main = document.getElementById("main") as HTMLElement;
                return main.scrollWidth - main.clientWidth;
            }),
        )
        .toBe(0);
    if (says) await page.getByText(says).first().waitFor();
    await page.setViewportSize(sizes.large);
    await client.settings.set({ textSize: 100, language: "en" });
    await expect.poll(() => page.locator("html").getAttribute("lang")).toBe("en");
}
