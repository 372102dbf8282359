/** A damaged database in a real Chromium: the screens make way for the backups, and come back with the data. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "../support/command.ts";
import { newFolder, pipOf, type Studio, startStudio } from "../support/studio.ts";

let browser: Browser;
beforeAll(async () => {
    browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: ["--no-sandbox"],
    });
});
afterAll(() => browser.close());

const pages = join(root, "renderer/dist");

/** A program whose database is damaged, after `prepare` has used it. */
async function damaged(prepare: (studio: Studio) => Promise<unknown>): Promise<Studio> {
    const folder = newFolder();
    const before = await startStudio({ folder, pages });
    await pipOf(before.client);
    await prepare(before);
    await before.close();
    const path = join(folder, "studio.db");
    writeFileSync(path, readFileSync(path).fill(0xa5));
    return startStudio({ folder, pages });
}

async function open({ server }: Studio): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(`${server.newLink()}#/label`);
    await page.getByRole("heading", { name: "Your data cannot be read" }).waitFor();
    return page;
}

it("a backup is put back, and the screens are there again", async () => {
    const studio = await damaged(async ({ client }) => {
        const prompt = [{ role: "user" as const, content: "Q" }];
        await client.preferences.create({ prompt, chosen: "Seven minutes.", rejected: "B" });
        await client.app.backUp();
    });
    const page = await open(studio);
    const { problem } = await studio.client.app.info();
    expect(await page.getByRole("alert").textContent()).toContain(problem);
    await page.getByRole("button", { name: "Put back" }).click();
    await page.getByRole("navigation").first().waitFor();
    expect((await studio.client.preferences.list({})).total).toBe(1);
    await page.close();
});

it("without a backup one can begin anew", async () => {
    const studio = await damaged(async () => {});
    const page = await open(studio);
    expect(await page.getByRole("button", { name: "Put back" }).count()).toBe(0);
    await page.getByRole("button", { name: "Begin with nothing" }).click();
    await page.getByRole("navigation").first().waitFor();
    expect((await studio.client.app.info()).problem).toBeNull();
    await page.close();
});
