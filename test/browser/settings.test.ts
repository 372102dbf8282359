/** Settings in a real browser: what is chosen holds at once and after a reload, models that moved are found, data come back. */
import { copyFileSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { root } from "../support/command.ts";
import { FakeHub } from "../support/fakeHub.ts";
import { newFolder, pipOf } from "../support/studio.ts";
import { dropFile, expectAccessible, goTo, openWindow, picture, reloadLate, startScreens } from "./window.ts";

const look = (page: Page) =>
    page.evaluate(() => ({
        theme: document.documentElement.getAttribute("data-mantine-color-scheme"),
        size: document.documentElement.style.fontSize,
        language: document.documentElement.lang,
    }));

it("theme, text size and language hold at once, also with the keyboard, and after a reload; the backend is told in that language, too", async () => {
    const studio = await startScreens();
    await pipOf(studio.client);
    const page = await openWindow(studio, "/settings");
    await page.getByText("Dark", { exact: true }).click();
    await expect.poll(async () => (await look(page)).theme).toBe("dark");
    const slider = page.getByRole("slider", { name: "Text size" });
    await slider.focus();
    for (let press = 0; press < 4; press++) await page.keyboard.press("ArrowRight");
    await expect.poll(async () => (await look(page)).size).toBe("120%");
    await page.getByLabel("Language").first().click();
    await page.getByRole("option", { name: "Deutsch" }).click();
    await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
    await expect.poll(async () => (await studio.client.settings.get()).language).toBe("de");
    await page.reload();
    await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
    expect(await look(page)).toEqual({ theme: "dark", size: "120%", language: "de" });

    await goTo(page, "/settings/models");
    await page
        .getByText(/Es braucht etwa [\d,]+ GB von den [\d,]+ GB Arbeitsspeicher/)
        .first()
        .waitFor();
    await page.getByRole("button", { name: "Modell hinzufügen" }).click();
    await page.getByRole("menuitem", { name: /Datei lassen/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Ordner", { exact: true }).fill("/nowhere");
    await page.keyboard.press("Enter");
    await dialog
        .getByRole("alert")
        .getByText("Die Datei „/nowhere“ konnte nicht gelesen werden: Es gibt sie nicht.")
        .waitFor();
});

it("what happens elsewhere while the language changes is not missed", async () => {
    const studio = await startScreens();
    await pipOf(studio.client);
    const page = await openWindow(studio, "/settings");
    await reloadLate(page, 500);
    const title = (text: string) => page.getByRole("heading", { name: text, exact: true }).waitFor();
    await title("Settings");
    await studio.client.settings.set({ language: "de" });
    await title("Einstellungen");
    await studio.client.settings.set({ language: "en" });
    await title("Settings");
});

it("a model whose file moved says so and is found again; one that is taken out comes back", async () => {
    const studio = await startScreens();
    await pipOf(studio.client);
    const folder = newFolder();
    const [here, there] = [join(folder, "here.gguf"), join(folder, "there.gguf")];
    copyFileSync(join(root, "test/fixtures/golden/llama/model.gguf"), here);
    for await (const _ of await studio.client.models.add({ path: here, title: "Little" }));
    renameSync(here, there);
    const page = await openWindow(studio, "/settings/models");
    const alert = page.getByRole("alert").filter({ hasText: "The file is not where it was." });
    await alert.waitFor();
    await expectAccessible(page);
    await alert.getByRole("button").click();
    const dialog = page.getByRole("dialog", { name: "Where is Little now?" });
    await dialog.getByLabel("Folder", { exact: true }).fill(folder);
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: /there\.gguf/ }).click();
    await dialog.getByRole("button", { name: "Choose", exact: true }).click();
    await alert.waitFor({ state: "detached" });
    expect((await studio.client.models.list()).map(({ state }) => state)).toEqual(["ready", "ready"]);

    await page.getByRole("button", { name: "What to do with Little" }).click();
    await page.getByRole("menuitem", { name: "Take out of the library" }).click();
    await page.getByRole("heading", { name: "Little" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("heading", { name: "Little" }).waitFor();
});

it("a file that is no model is refused in a sentence; without any model it says what to do, and takes one that is dropped", async () => {
    const studio = await startScreens();
    const id = await pipOf(studio.client);
    const page = await openWindow(studio, "/settings/models");
    await page.getByRole("button", { name: "Add a model" }).click();
    await page.getByRole("menuitem", { name: /Leave the file/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Folder", { exact: true }).fill("/nowhere at all");
    await page.keyboard.press("Enter");
    await dialog.getByRole("alert").waitFor();
    await page.keyboard.press("Escape");
    await studio.client.models.remove({ id });
    await page.getByText("No model yet").waitFor();
    await expectAccessible(page);
    await dropFile(page, "little.gguf", readFileSync(join(root, "test/fixtures/golden/llama/model.gguf")));
    await page.getByText("Copy in the library").waitFor();
    expect(await studio.client.models.list()).toMatchObject([{ owned: true, state: "ready" }]);
});

it("a backup is put back, and so is what was there before; the lock holds for the network", async () => {
    const studio = await startScreens();
    const page = await openWindow(studio, "/settings/data");
    await page.getByText("There is no backup yet.").waitFor();
    await studio.client.settings.set({ labeller: "first" });
    await page.getByRole("button", { name: "Back up now" }).click();
    await page.getByText("Made by you").waitFor();
    await studio.client.settings.set({ labeller: "second" });
    await page.getByRole("button", { name: "Put back" }).first().click();
    await expect.poll(async () => (await studio.client.settings.get()).labeller).toBe("first");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(async () => (await studio.client.settings.get()).labeller).toBe("second");

    await goTo(page, "/settings/network");
    const lock = page.getByRole("switch", { name: "Offline lock" });
    expect(await lock.isChecked()).toBe(true);
    await goTo(page, "/settings/models");
    await page.getByText("Offline is locked").waitFor();
});

it("with the lock off a model comes from the hub, can be stopped on the way, and goes on from there", async () => {
    const hub = await FakeHub.open();
    process.env.HF_ENDPOINT = hub.endpoint;
    try {
        const little = readFileSync(join(root, "test/fixtures/golden/llama/model.gguf"));
        hub.add("someone/small", "little.gguf", little);
        hub.faults.pause = 3000;
        const studio = await startScreens();
        const page = await openWindow(studio, "/settings/network");
        await page.getByRole("switch", { name: "Offline lock" }).click({ force: true });
        await expect.poll(async () => (await studio.client.settings.get()).offline).toBe(false);
        await goTo(page, "/settings/models");
        await page.getByRole("textbox", { name: "Repository" }).fill("someone/none");
        await page.keyboard.press("Enter");
        await page.getByRole("alert").first().waitFor();
        await page.getByRole("textbox", { name: "Repository" }).fill("someone/small");
        await page.keyboard.press("Enter");
        const row = page.getByRole("listitem").filter({ hasText: "little.gguf" });
        await row.getByRole("button", { name: "Download" }).click();
        await row.getByRole("progressbar").waitFor();
        await row.getByRole("button", { name: "Stop" }).click();
        await row.getByRole("button", { name: "Download" }).waitFor();
        expect((await studio.client.models.list()).some(({ owned }) => owned)).toBe(false);
        hub.faults.pause = 0;
        await row.getByRole("button", { name: "Download" }).click();
        await page.getByText("Copy in the library").waitFor();
        await expectAccessible(page);
        await picture(page, "settings-download");
    } finally {
        delete process.env.HF_ENDPOINT;
        hub.close();
    }
});
