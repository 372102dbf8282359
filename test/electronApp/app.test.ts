/**
 * The real program, started by Playwright's Electron driver from dist/app: it shows its page, Pip answers, an adapter is
 * trained on what was preferred and answers beside the original model, and it survives a crash of its page.
 * Needs Electron's binary and a display: npm run test:electron.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { goTo, picture, preferTheLonger, trainOnEverything } from "../browser/steps.ts";

const root = join(import.meta.dirname, "../..");
let folder: string;
let program: ElectronApplication;
let page: Page;

beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "qadapter-app-"));
    program = await _electron.launch({
        args: [join(root, "dist/app")],
        cwd: root,
        env: { ...process.env, QADAPTER_DATA: folder } as Record<string, string>,
    });
    page = await program.firstWindow();
});

afterAll(async () => {
    await program?.close();
    rmSync(folder, { recursive: true, force: true });
});

it("shows its own page, sandboxed", async () => {
    expect(page.url()).toMatch(/^app:\/\/studio\//);
    expect(
        await page.evaluate(() => [typeof (window as { require?: unknown }).require, typeof process]),
    ).toEqual(["undefined", "undefined"]);
    await expect(page.evaluate(() => fetch("https://example.com/").then(() => "reached"))).rejects.toThrow();
});

it("has one window, and a second start adds none", async () => {
    const second = await _electron
        .launch({
            args: [join(root, "dist/app")],
            cwd: root,
            env: { ...process.env, QADAPTER_DATA: folder } as Record<string, string>,
        })
        .catch(() => null);
    await second?.waitForEvent("close").catch(() => {});
    expect(program.windows()).toHaveLength(1);
});

it("Pip answers out of the engine's process", async () => {
    const field = page.getByRole("textbox").last();
    await field.waitFor();
    await field.fill("What is the capital of France?");
    await field.press("Enter");
    await page.getByText("Paris").first().waitFor({ timeout: 60_000 });
});

it("answers are preferred, an adapter is trained on them, and answers beside the original model", async () => {
    await goTo(page, "/label");
    await page.getByRole("button", { name: "Compare answers" }).click();
    await page.getByRole("button", { name: "Begin" }).click();
    await preferTheLonger(page, 20);
    await trainOnEverything(page);
    await page.getByRole("button", { name: "Try it in a chat" }).click();
    await page.getByRole("button", { name: "Compare side by side" }).click();
    const field = page.getByRole("textbox", { name: "Write a message" });
    await field.fill("What should I do this weekend?");
    await field.press("Enter");
    await expect.poll(() => page.getByRole("button", { name: "Copy" }).count()).toBe(2);
    await picture(page, "desktop");
});

it("a page that crashes comes back with what it showed", async () => {
    await program.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    const again = await program.firstWindow();
    await again.getByText("What should I do this weekend?").first().waitFor({ timeout: 60_000 });
});
