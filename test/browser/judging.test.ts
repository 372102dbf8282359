/** A model judges sampled answers on the page of their evaluation: it is asked for, found wanting, opened and taken away. */
import { expect, it } from "vitest";
import { addRandomAdapter } from "../support/randomAdapter.ts";
import { pipOf } from "../support/studio.ts";
import { dataSetOf } from "../support/trainingRuns.ts";
import { expectAccessible, openWindow, picture, startScreens } from "./window.ts";

it("a model judges in both orders, says how far it can be relied on, and each judgement can be read", async () => {
    const studio = await startScreens();
    const { client } = studio;
    await addRandomAdapter(studio, "Warm", 5);
    const datasetId = await dataSetOf(client, 4);
    const [adapter] = await client.adapters.list();
    const { id } = await client.evaluation.start({
        name: "Warmer?",
        modelId: await pipOf(client),
        candidates: [{ entries: [{ adapterId: adapter?.id ?? 0, weight: 1 }] }],
        tasks: [{ kind: "answers", datasetId, count: 8, maxTokens: 8 }],
    });
    const page = await openWindow(studio, `/evaluate/${id}`);
    const panel = page.getByRole("region", { name: "Judged by a model" });
    await panel.getByRole("button", { name: "Have a model judge" }).click();
    const dialog = page.getByRole("dialog", { name: "Have a model judge" });
    await dialog.getByText("This is the model that answered.").waitFor();
    await dialog.getByRole("textbox", { name: "What makes an answer better?" }).fill("Shorter is better.");
    await dialog.getByText("data set “Terse” (4)").waitFor();
    await expectAccessible(page);
    await picture(page, "judging-new");
    await dialog.getByRole("button", { name: "Start judging" }).click();

    const card = panel.getByRole("article", { name: "Pip" });
    await card.getByText("What counted: Shorter is better.").waitFor();
    // Pip answers in sentences, never with a letter
    await card.getByText("This model cannot judge").waitFor();
    await card.getByText("No clear preference between Warm and the original model").waitFor();
    await card.getByText("No clear agreement with people: data set “Terse”").waitFor();
    await card.getByRole("button", { name: "Every judgement" }).click();
    await expect.poll(() => card.getByText(/^No choice: /).count()).toBeGreaterThan(0);
    await card.getByText("Contradictory").click();
    await card.getByText("There is no such judgement.").waitFor();
    await card.getByRole("combobox", { name: "Which answers" }).click();
    await page.getByRole("option", { name: "data set “Terse”" }).click();
    await card.getByText("All", { exact: true }).click();
    await expect.poll(() => card.getByText("Preferred by people").count()).toBe(4);
    await expectAccessible(page);
    await picture(page, "judging-done");

    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: "Every judgement (CSV)" }).waitFor();
    await page.keyboard.press("Escape");
    const more = "What to do with what Pip judged";
    await card.getByRole("button", { name: more }).click();
    await page.getByRole("menuitem", { name: "Judge the same again" }).click();
    await panel.getByText("Repeated: every verdict came out the same.").waitFor();
    await panel.getByRole("button", { name: more }).first().click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await expect.poll(() => panel.getByRole("article", { name: "Pip" }).count()).toBe(1);
});
