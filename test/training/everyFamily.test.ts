/**
 * Every family, the whole way: trained on a few pairs, written, and read by llama.cpp, which then says the same as we do.
 * The loss must fall, so that the adapter is the work of gradients and not of chance.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Device } from "../../main/ggml/device.ts";
import { type Adapter, plainRule, readAdapter, writeAdapter } from "../../main/model/adapterFile.ts";
import { families } from "../../main/model/architectures/families.ts";
import { LoraWeights } from "../../main/model/lora.ts";
import { pack } from "../../main/model/packing.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { linearTargets } from "../../main/model/targets.ts";
import { Model } from "../../main/model/weights.ts";
import { resolveSettings } from "../../main/training/settings.ts";
import { trainAdapter } from "../../main/training/trainAdapter.ts";
import { qadapter } from "../support/command.ts";
import { logitsOfLlama } from "../support/llamaOracle.ts";
import { engineLogits, largestDifference, logSoftmax, randomTokens, tinyModel } from "../support/logits.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-families-"));
let device: Device;
beforeAll(() => {
    device = Device.open("cpu", 1);
});
afterAll(() => {
    device.dispose();
    rmSync(folder, { recursive: true });
});

const settings = resolveSettings("studio", {
    targets: linearTargets,
    retention: 0,
    // too slow to overshoot, and nothing that counts more from step to step
    learningRate: 2e-4,
    marginScale: 1,
    likelihood: 0,
    epochs: 6,
    batch: 4,
    warmup: 0,
    patience: 0,
});
const pairs = [1, 2, 3, 4].map((seed) => ({
    prompt: randomTokens(12, seed),
    chosen: randomTokens(10, 10 + seed),
    rejected: randomTokens(8, 20 + seed),
    terminal: { chosen: true, rejected: true },
}));

async function train(path: string): Promise<{ adapter: Adapter; losses: number[] }> {
    const file = readGguf(path);
    const model = Model.load(file, device, { transposed: true });
    const losses: number[] = [];
    const { matrices, values } = await trainAdapter({
        model,
        settings,
        train: pairs,
        heldOut: [],
        ownTexts: [],
        padToken: 2,
        identity: path,
        out: `${path}.lora`,
        recompute: false,
        resume: false,
        checkpointEvery: 0,
        cacheBytes: 2 ** 26,
        onStep: ({ loss }) => losses.push(loss),
    });
    model.dispose();
    const { name: architecture } = model.config.architecture;
    return {
        losses,
        adapter: { name: "trained", architecture, alpha: settings.alpha, matrices, values, rule: plainRule },
    };
}

/** Log-probabilities after every token of a text. */
async function ours(path: string, text: readonly number[], adapter?: Adapter): Promise<Float64Array> {
    const model = Model.load(readGguf(path), device);
    const lora = adapter && new LoraWeights(device, model.config.layers, adapter.matrices, adapter.alpha);
    lora?.upload(adapter?.values ?? []);
    const packing = pack([{ prompt: text.slice(0, 1), branches: [text.slice(1)] }], 0);
    const { logits } = await engineLogits(model, packing, lora?.layers);
    lora?.dispose();
    model.dispose();
    return logSoftmax(logits, 64);
}

describe.each(families.map(({ name }) => name))("%s", (family) => {
    const path = join(folder, `${family}.gguf`);
    const text = randomTokens(24, 5);

    test("a trained adapter says the same in llama.cpp", async () => {
        writeRandomModel(path, tinyModel({ architecture: family }));
        const { adapter, losses } = await train(path);
        expect(losses, "falls at every step").toEqual(losses.toSorted((a, b) => b - a));
        expect(losses.at(-1)).toBeLessThan(0.95 * (losses[0] as number));
        writeAdapter(`${path}.lora`, adapter);
        const read = readAdapter(`${path}.lora`, device.library);
        const found = await ours(path, text, read);
        const [theirs] = logitsOfLlama({ model: path, adapter: `${path}.lora`, sequences: [text] });
        expect(largestDifference(found, logSoftmax(theirs as Float32Array, 64))).toBeLessThan(2e-3);
        expect(largestDifference(found, await ours(path, text)), "is felt").toBeGreaterThan(0.05);
    });

    test("inspect says that it can be trained", async () => {
        const { stdout, stderr } = await qadapter(["inspect", path, "--json"]);
        expect(JSON.parse(stdout), stderr).toMatchObject({ architecture: family, trainable: true });
    });
});
