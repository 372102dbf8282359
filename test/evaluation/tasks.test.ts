/**
 * The tasks on Pip with two random adapters: units repeat exactly, alone or in company the items are complete, the
 * base's numbers are what they have to be, and answers are the decoder's own.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { driftTask } from "../../main/evaluation/tasks/drift.ts";
import { exactTask } from "../../main/evaluation/tasks/exact.ts";
import { instructionsTask } from "../../main/evaluation/tasks/instructions.ts";
import { pairsTask } from "../../main/evaluation/tasks/pairs.ts";
import type { Task } from "../../main/evaluation/tasks/task.ts";
import { textTask } from "../../main/evaluation/tasks/text.ts";
import { greedy, Workbench } from "../../main/evaluation/workbench.ts";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Device } from "../../main/ggml/device.ts";
import { FusedDecoder } from "../../main/inference/fusedDecoder.ts";
import { generate } from "../../main/inference/generate.ts";
import { Tokenizer } from "../../main/inference/tokenizer.ts";
import { type Adapter, readAdapter } from "../../main/model/adapterFile.ts";
import { Model } from "../../main/model/weights.ts";
import type { ItemResult } from "../../preload/records/evaluation.ts";
import { pipPath } from "../support/command.ts";
import { writeRandomAdapter } from "../support/logits.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-tasks-"));
const residual = { method: "q-adapter", origin: "residual", alpha0: 1, alphaTilde: 1, gamma: 1 } as const;
let model: Model;
let tokenizer: Tokenizer;
let adapter: Adapter;
let bench: Workbench;

beforeAll(async () => {
    const device = Device.open("cpu", 1);
    const file = readGguf(pipPath);
    model = Model.load(file, device);
    tokenizer = await Tokenizer.open(file);
    writeRandomAdapter(join(folder, "a.gguf"), pipPath, 5, residual);
    adapter = readAdapter(join(folder, "a.gguf"), device.library);
    bench = new Workbench({ model, tokenizer, stacks: [[{ adapter, weight: 1 }], [{ adapter, weight: 0 }]] });
});
afterAll(async () => {
    bench.dispose();
    model.dispose();
    await tokenizer.dispose();
    rmSync(folder, { recursive: true });
});

async function run(task: Task, on: Workbench = bench): Promise<ItemResult[]> {
    const items: ItemResult[] = [];
    for (let unit = 0; unit < task.units; unit++) items.push(...(await task.run(unit, on)));
    expect(items.map(({ index }) => index)).toEqual(Array.from({ length: task.items }, (_, i) => i));
    return items;
}

/** A fresh workbench, and the units backwards, as after an interruption. */
async function expectRepeatable(task: Task, items: readonly ItemResult[]): Promise<void> {
    const fresh = new Workbench({ model, tokenizer, stacks: bench.stacks });
    for (let unit = task.units - 1; unit >= 0; unit--)
        for (const item of await task.run(unit, fresh)) expect(item).toEqual(items[item.index]);
    fresh.dispose();
}

const user = (content: string) => [{ role: "user" as const, content }];

test("pairs: the base prefers neither, weight 0 is the base, a residual adapter's margin is its reward's", async () => {
    const pairs = Array.from({ length: 30 }, (_, i) => {
        const pair = { prompt: user(`Tip ${i}?`), chosen: `Take a walk, number ${i}.`, rejected: "No idea." };
        return {
            pair,
            prompt: tokenizer.encodePrompt(pair.prompt),
            chosen: tokenizer.encodeAnswer(pair.chosen),
            rejected: tokenizer.encodeAnswer(pair.rejected),
        };
    });
    const task = pairsTask("pairs", "pairs", pairs, {});
    expect(task.units).toBeGreaterThan(1);
    const items = await run(task);
    for (const { scores } of items) {
        const [base, own, none] = scores;
        expect(base).toMatchObject({ prefers: 0.5, margin: 0 });
        expect(none).toEqual(base);
        // α₀ = α̃ = γ = 1: Σ r = Σ (log π − log π₀) + V of the first state, the same for both; Pip's products are rounded
        expect(Math.sign(own?.margin as number)).toBe(2 * (own?.prefers as number) - 1);
        expect(Math.abs((own?.rewardMargin as number) - (own?.margin as number))).toBeLessThan(0.3);
    }
    await expectRepeatable(task, items);
});

test("exact: the base knows its facts, greedy answers are the decoder's", async () => {
    const questions = [
        { prompt: "Add eight and one. Answer in one word.", expected: "Nine." },
        { prompt: "What color is an eggplant? Answer in one word.", expected: "Purple. " },
        { prompt: "What color is an eggplant? Answer in one word.", expected: "Green." },
    ];
    const task = exactTask("exact", "exact", questions, tokenizer, {});
    const items = await run(task);
    expect(items.map(({ scores }) => scores[0]?.exact)).toEqual([1, 1, 0]);
    const decoder = new FusedDecoder(model, [{ adapter, weight: 1 }], 256);
    for (const [i, { prompt }] of questions.entries()) {
        const maxTokens = tokenizer.encode(questions[i]?.expected ?? "").length + 8;
        const answer = await generate(decoder, tokenizer, tokenizer.encodePrompt(user(prompt)), {
            sampling: greedy,
            seed: 0,
            maxTokens,
        });
        expect(items[i]?.answers?.[1]).toBe(answer.text);
        expect(items[i]?.answers?.[2]).toBe(items[i]?.answers?.[0]);
    }
    decoder.dispose();
    await expectRepeatable(task, items);
});

test("instructions: answers are judged as they come out", async () => {
    const prompts = [
        { prompt: "What should I do today?", instructions: [{ id: "punctuation:no_comma", args: {} }] },
        {
            prompt: "Add eight and one. Answer in one word.",
            instructions: [
                { id: "keywords:existence", args: { keywords: ["nine"] } },
                { id: "change_case:english_capital", args: {} },
            ],
        },
    ];
    const items = await run(instructionsTask("rules", "rules", prompts, 24, tokenizer, {}));
    const [first, second] = items;
    expect(first?.scores[0]?.strict).toBe(first?.answers?.[0]?.includes(",") ? 0 : 1);
    expect(second?.scores[0]).toMatchObject({ strict: 0, strictInstructions: 1, instructions: 2 });
});

describe("drift", () => {
    const prompts = ["What should I do today?", "How are you?", "Name a color.", "A tip, please."].map(user);
    const parts = { id: "drift", title: "drift", prompts, seed: 3, maxTokens: 12, settings: {} };

    test("is none for the base and weight 0, positive for an adapter, and repeats with the seed", async () => {
        const task = driftTask(parts, tokenizer);
        const items = await run(task);
        for (const { scores } of items) {
            const [base, own, none] = scores;
            expect(none).toEqual({ divergence: 0, agreement: base?.tokens, tokens: base?.tokens });
            expect(base).toEqual(none);
            expect(own?.divergence).toBeGreaterThan(0);
            expect(own?.tokens).toBe(base?.tokens);
        }
        await expectRepeatable(task, items);
        const other = await run(driftTask({ ...parts, seed: 4 }, tokenizer));
        expect(other.map(({ answers }) => answers)).not.toEqual(items.map(({ answers }) => answers));
    });
});

test("a text: windows add up, and Pip's own words surprise it less than others", async () => {
    const own = "Kind of you to ask! You could take a walk in the park. ".repeat(60);
    const task = textTask("text", "text", own, tokenizer, 64, {});
    expect(task.units).toBeGreaterThan(1);
    const items = await run(task);
    const sum = (list: readonly ItemResult[], who: number, what: string) =>
        list.reduce((total, { scores }) => total + (scores[who]?.[what] as number), 0);
    expect(sum(items, 0, "bytes")).toBeCloseTo(Buffer.byteLength(own), 6);
    expect(sum(items, 0, "tokens")).toBe(
        tokenizer.encodeText(own).filter((id) => id !== tokenizer.startOfText).length,
    );
    expect(sum(items, 0, "log")).toBe(sum(items, 2, "log"));
    expect(sum(items, 0, "log")).not.toBe(sum(items, 1, "log"));
    const strange = await run(textTask("text", "text", "xq zv, kwj! ".repeat(200), tokenizer, 64, {}));
    const perToken = (list: readonly ItemResult[]) => sum(list, 0, "log") / sum(list, 0, "tokens");
    expect(perToken(items)).toBeGreaterThan(perToken(strange) + 1);
    await expectRepeatable(task, items);
});
