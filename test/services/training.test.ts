/**
 * Training runs with Pip, from a browser's WebSocket down to the engine's process.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pipOf, startStudio } from "../support/studio.ts";
import { dataSetOf, RunWatcher, tiny } from "../support/trainingRuns.ts";

describe("a training run", () => {
    it("is estimated, trains with live news, and ends as an adapter with a verdict", {
        timeout: 600_000,
    }, async () => {
        const { client, folder } = await startStudio();
        const modelId = await pipOf(client);
        const datasetId = await dataSetOf(client, 30);
        const offers = await client.training.presets({ modelId, datasetId });
        expect(offers.map(({ preset }) => preset)).toEqual(["quick", "balanced", "thorough", "paper"]);
        const [quick, balanced, thorough] = offers.map(({ settings }) => settings.epochs) as number[];
        expect(quick).toBeLessThan(balanced as number);
        expect(balanced).toBeLessThan(thorough as number);
        for (const { estimate, reasons } of offers) {
            expect(estimate).toMatchObject({ fits: true, sensible: true, suggestions: [] });
            expect(estimate.seconds.low).toBeLessThan(estimate.seconds.high);
            expect(estimate.seconds.measured).toBe(true);
            expect(reasons.length).toBeGreaterThan(3);
        }
        const choice = { modelId, datasetId, changes: tiny, name: "Terse", watchedPrompt: "How are you?" };
        const started = await client.training.start(choice);
        expect(started).toMatchObject({ name: "Terse", step: 0, adapterId: null, verdict: null });
        const watcher = new RunWatcher(client, started.id);
        const run = await watcher.until("finished");
        expect(run).toMatchObject({ step: 12, totalSteps: 12, position: null, problem: null });
        expect(run.settings).toMatchObject(tiny);
        const { course } = await client.training.get({ id: run.id });
        expect(course.steps.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
        expect(course.looks.map(({ step }) => step)).toEqual([6, 12]);
        expect(course.samples.map(({ step }) => step)).toEqual([6, 12]);
        expect(course.samples[0]?.before).not.toBe("");
        expect(watcher.events[0]?.type).toBe("snapshot");
        const told = watcher.events.flatMap((event) => (event.type === "steps" ? event.steps : []));
        const snapshot = watcher.events[0];
        const seen = [...(snapshot?.type === "snapshot" ? snapshot.course.steps : []), ...told];
        expect(seen).toEqual(course.steps);

        const [adapter] = await client.adapters.list({ modelId });
        const dataset = await client.datasets.get({ id: datasetId });
        expect(adapter).toMatchObject({
            id: run.adapterId,
            name: "Terse",
            origin: "trained",
            state: "ready",
        });
        expect(adapter?.dataset).toEqual({ name: "Terse", sha256: dataset.sha256, pairs: 30 });
        expect(adapter?.verdict).toEqual(run.verdict);
        const [file] = readdirSync(join(folder, "adapters"));
        const bytes = readFileSync(join(folder, "adapters", file as string));
        expect(createHash("sha256").update(bytes).digest("hex")).toBe(adapter?.sha256);
        expect(readdirSync(join(folder, "checkpoints"))).toEqual([]);
        expect(run.verdict).toMatchObject({ outcome: "unclear", heldOut: { pairs: 6 } });
        expect(run.verdict?.sentence).toMatch(/of 6 unseen comparisons\. Knowledge/);
    });

    it("is said to take days where it would, with what would not", { timeout: 600_000 }, async () => {
        const { client } = await startStudio();
        const modelId = await pipOf(client);
        const datasetId = await dataSetOf(client, 200);
        const changes = { epochs: 1000, batch: 1, evalEvery: 1 };
        const { estimate } = await client.training.estimate({ modelId, datasetId, changes });
        expect(estimate).toMatchObject({ fits: true, sensible: false, steps: 180_000 });
        expect(estimate.sentence).toMatch(/days, which is too long to wait for/);
        const [suggestion] = estimate.suggestions;
        expect(suggestion?.text).toMatch(/: .* (seconds|minutes|hours)$/);
        const better = await client.training.estimate({
            modelId,
            datasetId,
            changes: { ...changes, ...suggestion?.changes },
        });
        expect(better.estimate.sensible).toBe(true);
        expect(better.reasons).toContainEqual({ setting: "batch", reason: "As you chose." });
    });

    it("can be ended early with what it has learned", { timeout: 600_000 }, async () => {
        const { client } = await startStudio();
        const [modelId, datasetId] = [await pipOf(client), await dataSetOf(client, 30)];
        const changes = { ...tiny, epochs: 500 };
        const { id } = await client.training.start({ modelId, datasetId, name: "Early", changes });
        await expect(client.training.finish({ id })).rejects.toMatchObject({ code: "usage" });
        const watcher = new RunWatcher(client, id);
        await watcher.untilRun(({ step }) => step >= 3);
        await client.training.pause({ id });
        await client.training.finish({ id });
        const run = await watcher.until("finished");
        expect(run.step).toBeLessThan(run.totalSteps);
        expect(run.adapterId).not.toBeNull();
    });
});
