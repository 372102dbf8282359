/**
 * Every screen, full of data and in both themes: nothing serious keeps people out (axe), nothing is cut off at the
 * smallest window or at twice the text size, in English and in German.
 */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/command.ts";
import { pipOf } from "../support/studio.ts";
import { expectAccessible, goTo, openWindow, picture, sizes, startScreens } from "./window.ts";

const paths = [
    "/welcome",
    "/chat",
    "/label",
    "/label/pairs",
    "/label/sets",
    "/train",
    "/adapters",
    "/adapters/stacks",
    "/evaluate",
    "/settings",
    "/settings/models",
    "/settings/computer",
    "/train/new",
];

async function studioWithData() {
    const studio = await startScreens();
    const { client } = studio;
    const modelId = await pipOf(client);
    const file = { path: join(root, "resources/demo/pairs-warm.train.jsonl") };
    for await (const _ of await client.preferences.import({ file, tags: ["warm"] }));
    await client.datasets.create({ name: "Warm", selection: { filter: { tags: ["warm"] } } });
    const none = { entries: [], strength: 1 };
    await client.queues.create({
        ...{ name: "Everyday", modelId, first: none, second: none },
        prompts: { kind: "bundled" },
    });
    return studio;
}

describe("every screen", () => {
    it("has nothing serious that keeps people out, in either theme", async () => {
        const studio = await studioWithData();
        const page = await openWindow(studio, "/chat");
        for (const theme of ["light", "dark"] as const) {
            await studio.client.settings.set({ theme });
            await expect
                .poll(() => page.locator("html").getAttribute("data-mantine-color-scheme"))
                .toBe(theme);
            for (const path of paths) {
                await goTo(page, path);
                await expectAccessible(page);
                await picture(page, `${theme}${path.replaceAll("/", "-")}`);
            }
        }
    });

    it("fits into the smallest window, also with twice the text size and in German", async () => {
        const studio = await studioWithData();
        const page = await openWindow(studio, "/chat");
        await page.setViewportSize(sizes.small);
        for (const [textSize, language] of [
            [100, "en"],
            [200, "de"],
        ] as const) {
            await studio.client.settings.set({ textSize, language });
            await expect.poll(() => page.locator("html").getAttribute("lang")).toBe(language);
            for (const path of paths) {
                await goTo(page, path);
                await picture(page, `small-${textSize}${path.replaceAll("/", "-")}`);
                const cut = await page.evaluate(() => {
                    const { scrollWidth, clientWidth } = document.documentElement;
                    const main = document.getElementById("main") as HTMLElement;
                    return scrollWidth > clientWidth || main.scrollWidth > main.clientWidth;
                });
                expect(cut, `${path} at ${textSize} %`).toBe(false);
            }
        }
    });
});
