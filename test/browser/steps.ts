/** What a person does on a page, be it in a browser or in the desktop program. Starts nothing. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { root } from "../support/command.ts";

/** Goes to another screen. */
export async function goTo(page: Page, path: string): Promise<void> {
    await page.evaluate((to) => {
        location.hash = to;
    }, path);
    await page.locator("main h1, main h2").first().waitFor();
}

/** Saves a picture for people to look at, in a folder that git ignores. */
export async function picture(page: Page, name: string): Promise<void> {
    const folder = join(root, ".screenshots");
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** The longer answer is the warmer one, mostly. */
export async function preferTheLonger(page: Page, times: number): Promise<void> {
    const asked = page.locator("[class*=sheet]");
    await asked.waitFor();
    for (let i = 0; i < times; i++) {
        const [left, right] = await page.locator("main section[aria-label$=answer]").allTextContents();
        const before = await asked.textContent();
        await page.keyboard.press((left ?? "").length > (right ?? "").length ? "ArrowLeft" : "ArrowRight");
        await expect.poll(() => asked.textContent()).not.toBe(before);
    }
}

/** Trains on everything that was preferred, with the quickest preset, and waits for the verdict. */
export async function trainOnEverything(page: Page): Promise<void> {
    await goTo(page, "/label/sets");
    await page.getByRole("button", { name: "Data set of all pairs" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Warmer");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Train with it" }).click();
    await page.getByRole("radio", { name: /Quick/ }).click();
    const start = page.getByRole("button", { name: "Start training" });
    await expect.poll(() => start.isEnabled()).toBe(true);
    await picture(page, "journey-4-plan");
    await start.click();
    await page.waitForURL(/train\/\d+/);
    await page.getByRole("heading", { name: "Verdict" }).waitFor({ timeout: 300_000 });
}
