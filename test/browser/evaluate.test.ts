/** Evaluations in a real browser that need no training: questions of one's own, strengths, pairs of adapters, blind. */
import { expect, it } from "vitest";
import { addRandomAdapter } from "../support/randomAdapter.ts";
import { dataSetOf } from "../support/trainingRuns.ts";
import { expectAccessible, goTo, openWindow, picture, startScreens } from "./window.ts";

const questions = `question,A,B,C,D,answer
What is the capital of France?,Paris,Rome,Oslo,Bern,A
What is the opposite of late?,tall,early,red,slow,B
`;

it("strengths are tried on questions of one's own, two adapters together, and people judge blindly", async () => {
    const studio = await startScreens();
    await addRandomAdapter(studio, "One", 5);
    await addRandomAdapter(studio, "Two", 6);
    await dataSetOf(studio.client, 6);
    const page = await openWindow(studio, "/evaluate/new");

    await page.getByText("Find the best strength").click();
    await page.getByRole("combobox", { name: "Adapters and stacks" }).click();
    await page.getByRole("option", { name: "One" }).click();
    await page.keyboard.press("Escape");
    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Own file…" }).click();
    const file = { name: "own.csv", mimeType: "text/csv", buffer: Buffer.from(questions) };
    await (await choosing).setFiles(file);
    await page.getByText("own.csv").waitFor();
    const start = page.getByRole("button", { name: "Start measuring" });
    await page.getByText("Choose comparisons or answers").waitFor();
    expect(await start.isDisabled()).toBe(true);
    await page.getByRole("checkbox", { name: "Unseen comparisons" }).check();
    await start.click();
    await page.getByRole("region", { name: "Strength" }).waitFor();
    expect(await page.getByRole("columnheader", { name: /^strength / }).count()).toBe(6);
    expect(await page.getByRole("region", { name: "Figures" }).textContent()).toMatch(/6 cases.*2 cases/);
    await expectAccessible(page);
    await picture(page, "evaluate-sweep");

    await goTo(page, "/evaluate/new");
    await page.getByText("Do they get along?").click();
    await page.getByRole("combobox", { name: "Adapters and stacks" }).click();
    for (const name of ["One", "Two"]) await page.getByRole("option", { name }).click();
    await page.keyboard.press("Escape");
    await page.getByText("Quick", { exact: true }).click();
    await page.getByRole("button", { name: "Start measuring" }).click();
    await page.getByRole("columnheader", { name: "One + Two" }).waitFor();
    await page.getByRole("button", { name: "Export" }).waitFor();
    await expectAccessible(page);

    await goTo(page, "/evaluate");
    await page.getByRole("button", { name: "Compare blindly" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Begin" }).click();
    await page.getByText("Nothing has been judged yet.").waitFor();
    const asked = page.locator("[class*=sheet]");
    await asked.waitFor();
    for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp"]) {
        const before = await asked.textContent();
        await page.keyboard.press(key);
        await expect.poll(() => asked.textContent()).not.toBe(before);
    }
    const rate = page.getByText(/(One|Two) wins \d+%/);
    await expect.poll(() => rate.textContent()).toMatch(/\d+% – \d+% · (0|1|2) : (0|1|2), 1 tied/);
    const share = page.locator("[class*=rate] > i");
    const { width } = (await share.boundingBox()) ?? { width: 0 };
    expect(width).toBeGreaterThan(100); // three verdicts leave much open
    await expectAccessible(page);
    await picture(page, "evaluate-blind");
});
