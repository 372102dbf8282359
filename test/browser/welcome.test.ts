/** The first steps in a real browser, from a data folder that nobody has used. */
import { expect, it } from "vitest";
import { pipOf } from "../support/studio.ts";
import { openWindow, startScreens } from "./window.ts";

it("a new program begins with the first steps, which know how far one is and can be put away", async () => {
    const studio = await startScreens();
    await pipOf(studio.client);
    const page = await openWindow(studio, "/", { welcomed: false });
    await page.getByRole("heading", { name: "Make a model answer the way you like" }).waitFor();
    const current = page.locator("li[aria-current=step]");
    expect(await current.textContent()).toContain("Talk to it");
    await page.getByText("SmolLM2 135M Instruct").waitFor();
    await current.getByRole("button").click();
    await page.getByRole("button", { name: "What should I do this weekend?" }).click();
    await page.getByRole("link", { name: "First steps" }).click();
    await expect.poll(() => current.textContent()).toContain("Prefer some answers");
    await page.getByRole("button", { name: "Take ready examples" }).click();
    await page.getByText("400 preferences: enough to begin").waitFor();
    await expect.poll(() => current.textContent()).toContain("Train and compare");
    expect(await current.getByRole("button", { name: "Train an adapter" }).isEnabled()).toBe(true);
    await page.getByRole("button", { name: /do not begin here/ }).click();
    await page.getByRole("log").waitFor();
    expect(await page.getByRole("link", { name: "First steps" }).count()).toBe(0);
    await page.goto(studio.server.newLink());
    await page.getByRole("log").waitFor();
});
