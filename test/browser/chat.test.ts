/** Chat in a real browser while text streams in: reloaded, seen by two windows, without asking anybody else. */
import { expect, it } from "vitest";
import { endlessResources } from "../support/endlessPip.ts";
import { newFolder, pipOf } from "../support/studio.ts";
import { openWindow, startScreens } from "./window.ts";

it("an answer goes on over a reload, in two windows at once, and is stopped from the other one", async () => {
    const studio = await startScreens({ resources: endlessResources(newFolder()) });
    await pipOf(studio.client);
    const { id } = await studio.client.chat.create({});
    const { sampling } = await studio.client.settings.set({ contextLength: 32_768 });
    await studio.client.chat.update({ id, sampling: { ...sampling, maxTokens: 32_000 } });
    const page = await openWindow(studio, `/chat/${id}`);
    await page.getByRole("textbox", { name: "Write a message" }).fill("Tell me everything");
    await page.keyboard.press("Enter");
    const answer = page.locator("[aria-busy=true]");
    const length = async (of = answer) => ((await of.textContent()) ?? "").length;
    await expect.poll(() => length()).toBeGreaterThan(200);
    const before = await length();
    await page.reload();
    await expect.poll(() => length()).toBeGreaterThan(before);
    const other = await openWindow(studio, `/chat/${id}`);
    const otherAnswer = other.locator("[aria-busy=true]");
    await expect.poll(() => length(otherAnswer)).toBeGreaterThan(before);
    await other.getByRole("button", { name: "Stop", exact: true }).click();
    for (const window of [page, other]) await window.getByText("The answer was stopped.").waitFor();
    const texts = await Promise.all(
        [page, other].map((window) => window.getByRole("log").locator("section").textContent()),
    );
    expect(texts[0]).toBe(texts[1]);
});

it("what one window does shows in the other: conversations, preferences, themes", async () => {
    const studio = await startScreens();
    await pipOf(studio.client);
    const first = await openWindow(studio, "/chat");
    const second = await openWindow(studio, "/label/pairs");
    await first.getByRole("button", { name: "What should I do this weekend?" }).click();
    const again = first.getByRole("button", { name: "Answer again" });
    await again.click();
    const better = first.getByRole("button", { name: "This one is better" });
    await better.click({ timeout: 60_000 });
    await second.locator("tbody [data-open]").first().waitFor();
    await studio.client.settings.set({ theme: "dark" });
    for (const window of [first, second])
        await expect
            .poll(() => window.locator("html").getAttribute("data-mantine-color-scheme"))
            .toBe("dark");
});
