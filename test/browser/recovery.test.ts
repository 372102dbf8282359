/** A damaged database in a real Chromium: the screens make way for the backups, and come back with the data. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { newFolder, pipOf, type Studio } from "../support/studio.ts";
import { expectAccessible, openWindow, startScreens } from "./window.ts";

/** A program whose database is damaged, after `prepare` has used it. */
async function damaged(prepare: (studio: Studio) => Promise<unknown>): Promise<Studio> {
    const folder = newFolder();
    const before = await startScreens({ folder });
    await pipOf(before.client);
    await prepare(before);
    await before.close();
    const path = join(folder, "studio.db");
    writeFileSync(path, readFileSync(path).fill(0xa5));
    return startScreens({ folder });
}

async function open(studio: Studio): Promise<Page> {
    const page = await openWindow(studio, "/label", { welcomed: false });
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
    await expectAccessible(page);
    await page.getByRole("button", { name: "Put back" }).click();
    await page.getByRole("navigation").first().waitFor();
    expect((await studio.client.preferences.list({})).total).toBe(1);
});

it("without a backup one can begin anew", async () => {
    const studio = await damaged(async () => {});
    const page = await open(studio);
    expect(await page.getByRole("button", { name: "Put back" }).count()).toBe(0);
    await page.getByRole("button", { name: "Begin with nothing" }).click();
    await page.getByRole("navigation").first().waitFor();
    expect((await studio.client.app.info()).problem).toBeNull();
});
