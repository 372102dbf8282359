/**
 * Windows of a real Chromium on a real backend. Everything that a page asks of anybody is noted, and whatever it
 * complains about fails the test.
 */
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { root } from "../support/command.ts";
import { type Studio, startStudio } from "../support/studio.ts";

export { goTo, picture } from "./steps.ts";

export const sizes = { small: { width: 900, height: 600 }, large: { width: 1440, height: 900 } } as const;

let browser: Browser | undefined;
const contexts: BrowserContext[] = [];
let complaints: string[] = [];

beforeAll(async () => {
    browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: ["--no-sandbox"],
    });
});
afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    const found = complaints;
    complaints = [];
    expect(found).toEqual([]);
});
afterAll(() => browser?.close());

/** A backend with the built screens; it is closed after the test. */
export function startScreens(options: Parameters<typeof startStudio>[0] = {}): Promise<Studio> {
    return startStudio({ pages: join(root, "renderer/dist"), ...options });
}

/** A window on the screen at a path; the person has been here before unless told otherwise. */
export async function openWindow(
    { client, server }: Studio,
    path = "/chat",
    { welcomed = true }: { welcomed?: boolean } = {},
): Promise<Page> {
    if (welcomed) await client.settings.set({ welcomeDone: true });
    const context = await (browser as Browser).newContext({ viewport: sizes.large, reducedMotion: "reduce" });
    context.setDefaultTimeout(180_000); // shared machines are slow at times
    contexts.push(context);
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(`${error.message} (${page.url()})`));
    page.on("console", (message) => {
        if (message.type() === "error") complaints.push(`${message.text()} (${page.url()})`);
    });
    const own = new URL(server.address).host;
    const note = (url: string) => {
        const { host, protocol } = new URL(url);
        if (host !== own && !["data:", "blob:"].includes(protocol)) complaints.push(`asked ${url}`);
    };
    page.on("request", (request) => note(request.url()));
    page.on("websocket", (socket) => note(socket.url()));
    await page.goto(`${server.newLink()}#${path}`);
    await page.evaluate(() => document.fonts.ready);
    return page;
}

/** Reloads a page, after which everything between it and the backend is so many milliseconds late. */
export async function reloadLate(page: Page, late: number): Promise<void> {
    await page.routeWebSocket(/./, (line) => {
        const backend = line.connectToServer();
        line.onMessage((message) => void setTimeout(() => backend.send(message), late));
        backend.onMessage((message) => void setTimeout(() => line.send(message), late));
    });
    await page.reload();
}

/** Drops a file on the screen as a person would. */
export async function dropFile(page: Page, name: string, bytes: Buffer): Promise<void> {
    const dataTransfer = await page.evaluateHandle(
        ([file, base64]) => {
            const transfer = new DataTransfer();
            const content = Uint8Array.from(atob(base64 as string), (letter) => letter.charCodeAt(0));
            transfer.items.add(new File([content], file as string));
            return transfer;
        },
        [name, bytes.toString("base64")],
    );
    const area = page.locator("main [class*=area]").first();
    for (const event of ["dragenter", "dragover", "drop"]) await area.dispatchEvent(event, { dataTransfer });
}

/** Finds nothing serious that keeps people out. */
export async function expectAccessible(page: Page): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => ({
            id,
            where: nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ""}`),
        }));
    expect(serious, page.url()).toEqual([]);
}
