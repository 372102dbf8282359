/**
 * The memory estimate of a conversation against what the weights, caches and buffers of a real one take, at its
 * widest: a whole chunk of a prompt at the end of the context.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Device } from "../../main/ggml/device.ts";
import { GgmlType } from "../../main/ggml/tensor.ts";
import { FusedDecoder } from "../../main/inference/fusedDecoder.ts";
import { estimateChatMemory } from "../../main/inference/memory.ts";
import { readAdapter } from "../../main/model/adapterFile.ts";
import { readModelConfig } from "../../main/model/architectures.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { Model } from "../../main/model/weights.ts";
import { tinyModel, writeRandomAdapter } from "../support/logits.ts";

const tolerance = 0.05;
const folder = mkdtempSync(join(tmpdir(), "qadapter-chat-memory-"));
afterAll(() => rmSync(folder, { recursive: true }));
const device = Device.open("cpu", 1);
const context = 1024;

const shape = { layers: 2, hidden: 512, heads: 8, kvHeads: 4, headSize: 64, contextLength: 2048 };
const cases: [family: string, feedForward: number, type: number, adapters: number][] = [
    ["llama", 1536, GgmlType.Q8_0, 0],
    ["llama", 4096, GgmlType.Q4_1, 1],
    ["gemma3", 1536, GgmlType.Q8_0, 1],
    ["phi3", 1536, GgmlType.Q4_0, 0],
    ["olmo2", 2048, GgmlType.Q8_0, 1],
];

test.each(cases)("%s, feed-forward %i, type %i, %i adapters", async (family, feedForward, type, adapters) => {
    const [model, lora] = [join(folder, "model.gguf"), join(folder, "lora.gguf")];
    writeRandomModel(model, tinyModel({ ...shape, architecture: family, feedForward, type }));
    writeRandomAdapter(lora, model, 1);
    const file = readGguf(model);
    const estimate = estimateChatMemory(file, readModelConfig(file), device, { context, adapters }, 1000);
    const loaded = Model.load(file, device);
    const stack = Array.from({ length: adapters }, () => ({
        adapter: readAdapter(lora, device.library),
        weight: 0.5,
    }));
    const decoder = new FusedDecoder(loaded, stack, context);
    await decoder.logits(Array(context).fill(3));
    expect(Math.abs(estimate.weights / loaded.bytes - 1)).toBeLessThan(tolerance);
    expect(Math.abs((estimate.cache + estimate.work) / decoder.bytes() - 1)).toBeLessThan(tolerance);
    expect(estimate.total).toBe(estimate.weights + estimate.cache + estimate.work + 1000);
    decoder.dispose();
    loaded.dispose();
});
