/** Adapters in a real browser: none, broken ones, packages dropped and taken away. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { addRandomAdapter, randomAdapter } from "../support/randomAdapter.ts";
import { newFolder, pipOf } from "../support/studio.ts";
import { dropFile, expectAccessible, openWindow, reloadLate, startScreens } from "./window.ts";

it("an empty library says what to do; what is dropped is looked at first; what is no package is refused", async () => {
    const studio = await startScreens();
    await pipOf(studio.client);
    const page = await openWindow(studio, "/adapters");
    await page.getByText("No adapters yet").waitFor();
    await dropFile(page, "broken.qadapter", Buffer.from("nothing"));
    await page.getByRole("dialog").getByRole("alert").waitFor();
    expect(await page.getByRole("dialog").textContent()).toMatch(/cannot be trusted/);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    await dropFile(page, "Some LoRA.gguf", readFileSync(randomAdapter("Some LoRA", 1)));
    await page.getByRole("dialog").getByRole("button", { name: "Take it in" }).click();
    await page.getByRole("link", { name: "Some LoRA" }).waitFor();
});

it("a package goes out as a download and comes into another library by dropping it", async () => {
    const studio = await startScreens();
    await addRandomAdapter(studio, "Random", 2);
    const page = await openWindow(studio, "/adapters");
    await page.getByRole("button", { name: "What to do with “Random”" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Export as package" }).click();
    const path = join(newFolder(), "random.qadapter");
    await (await download).saveAs(path);
    const folder = newFolder();
    mkdirSync(join(folder, "beside"));
    await page.getByRole("button", { name: "What to do with “Random”" }).click();
    await page.getByRole("menuitem", { name: "Export for PEFT" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Folder", { exact: true }).fill(folder);
    await page.keyboard.press("Enter");
    await dialog.getByText("beside").waitFor();
    await dialog.getByRole("button", { name: "Choose this folder" }).click();
    await page.getByText(/^Saved as .*Random-peft/).waitFor();
    expect(readdirSync(join(folder, "Random-peft"))).toContain("adapter_config.json");
    const second = await startScreens();
    await pipOf(second.client);
    const other = await openWindow(second, "/adapters");
    await other.getByText("No adapters yet").waitFor();
    await dropFile(other, "random.qadapter", readFileSync(path));
    await other.getByText("Made for Pip").waitFor();
    await other.getByRole("dialog").getByRole("button", { name: "Take it in" }).click();
    await other.getByRole("heading", { name: "Where it comes from" }).waitFor();
    const [[sent], [received]] = [await studio.client.adapters.list(), await second.client.adapters.list()];
    expect(received?.sha256).toBe(sent?.sha256);
});

it("two are compared, renamed, stacked, deleted with a way back; a file that is gone is said so", async () => {
    const studio = await startScreens();
    await addRandomAdapter(studio, "One", 3);
    await addRandomAdapter(studio, "Two", 4);
    const page = await openWindow(studio, "/adapters");
    for (const name of ["One", "Two"])
        await page.getByRole("checkbox", { name: `Choose “${name}” to compare` }).check();
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await page.getByRole("dialog").getByRole("cell", { name: "LoRA" }).first().waitFor();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("button", { name: "What to do with “One”" }).press("Enter");
    await page.getByRole("menuitem", { name: "Details" }).waitFor();
    await expectAccessible(page);
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await page.getByRole("textbox", { name: "Rename" }).fill("First");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "First" }).waitFor();
    await page.getByRole("button", { name: "What to do with “First”" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await expect.poll(() => page.getByRole("link", { name: "First" }).count()).toBe(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name: "First" }).waitFor();
    await page.getByRole("button", { name: "Add to stack" }).first().click();
    await page.getByRole("menuitem", { name: "New stack" }).click();
    await page.getByText("Stack 1").waitFor();
    await page.getByRole("button", { name: "Add an adapter" }).click();
    await page.getByRole("menuitem").first().click();
    const order = async () => (await studio.client.stacks.list())[0]?.entries.map((one) => one.adapterId);
    await expect.poll(async () => (await order())?.length).toBe(2);
    const [first, second] = (await order()) ?? [];
    await page
        .getByRole("button", { name: /^Move / })
        .first()
        .focus();
    for (const key of ["Space", "ArrowDown", "Space"]) {
        await page.keyboard.press(key);
        await page.waitForTimeout(300); // the card moves
    }
    await expect.poll(order).toEqual([second, first]);
    rmSync(join(studio.folder, "adapters"), { recursive: true });
    writeFileSync(join(studio.folder, "adapters"), "");
    const again = await openWindow(studio, "/adapters");
    await again.getByText("The file of this adapter is gone.").first().waitFor();
    expect(await again.getByRole("button", { name: "Use in chat" }).first().isDisabled()).toBe(true);
});

it("a strength that is changed faster than the backend answers takes every step", async () => {
    const studio = await startScreens();
    await addRandomAdapter(studio, "Random", 5);
    const modelId = await pipOf(studio.client);
    const entries = (await studio.client.adapters.list()).map(({ id }) => ({
        adapterId: id,
        weight: 1,
        enabled: true,
    }));
    await studio.client.stacks.create({ name: "Slow", modelId, entries, strength: 1 });
    const page = await openWindow(studio, "/adapters/stacks");
    await reloadLate(page, 50);
    const slider = page.getByRole("slider", { name: "How strongly" });
    for (let step = 0; step < 10; step++) {
        await slider.press("ArrowLeft");
        await page.waitForTimeout(30);
    }
    await expect.poll(async () => (await studio.client.stacks.list())[0]?.strength).toBeCloseTo(0.5, 5);
    await expect.poll(() => slider.getAttribute("aria-valuenow")).toBe("0.5");
});
