/**
 * One part of the engine's work on one device: a forward pass, one training step's gradients, or decoding with an
 * adapter. For comparing devices, so the same function runs here or in a process of its own, which an accelerator
 * needs: a process opens one set of libraries only, and a driver that crashes ends nothing but its own process.
 * The second half is the program that runs there.
 */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Device, type DeviceChoice } from "../../main/ggml/device.ts";
import { FusedDecoder } from "../../main/inference/fusedDecoder.ts";
import { readAdapter } from "../../main/model/adapterFile.ts";
import { LoraWeights } from "../../main/model/lora.ts";
import { pack } from "../../main/model/packing.ts";
import { Model } from "../../main/model/weights.ts";
import { PairStep, pairText } from "../../main/training/pairStep.ts";
import { keepVulkanBuffers } from "./keptBuffers.ts";
import { engineLogits, logSoftmax, randomTokens } from "./logits.ts";
import { plainLoss, shortPairs } from "./smallPairs.ts";

/** What is asked for. */
export interface DeviceQuestion {
    device: DeviceChoice;
    part: "forward" | "training" | "decoding";
    model: string;
    /** GGUF LoRA file */
    adapter: string;
}

/** What came of it. */
export interface DeviceAnswer {
    isGpu: boolean;
    /** log-probabilities [vocabulary] per position, or the gradient of each of the adapter's matrices */
    values: number[][];
}

/** Computes in this process. */
export async function compute({ device: choice, part, ...paths }: DeviceQuestion): Promise<DeviceAnswer> {
    const device = Device.open(choice, 1);
    if (device.name.startsWith("llvmpipe")) keepVulkanBuffers(device.library);
    const model = Model.load(readGguf(paths.model), device, { transposed: part === "training" });
    const values = await { forward, training, decoding }[part](model, paths.adapter);
    model.dispose();
    const { isGpu } = device;
    device.dispose();
    return { isGpu, values: values.map((list) => [...list]) };
}

/** Computes in another process. @throws where that fails or crashes */
export async function computeApart(
    question: DeviceQuestion,
    answerPath: string,
    signal: AbortSignal,
): Promise<DeviceAnswer> {
    const args = [import.meta.filename, JSON.stringify(question), answerPath];
    await promisify(execFile)(process.execPath, args, { signal });
    return JSON.parse(readFileSync(answerPath, "utf8")) as DeviceAnswer;
}

/** Log-probabilities of the answers' tokens of a prompt with two answers. */
async function forward(model: Model): Promise<Float64Array[]> {
    const tree = { prompt: randomTokens(9, 1), branches: [randomTokens(7, 2), randomTokens(12, 3)] };
    const { logits } = await engineLogits(model, pack([tree], 2));
    const { vocabulary } = model.config;
    const positions = Array.from({ length: logits.length / vocabulary }, (_, i) => i * vocabulary);
    return positions.map((from) => logSoftmax(logits.subarray(from, from + vocabulary), vocabulary));
}

/** Gradients of one step on two pairs, as training takes it: base first, then the adapter. */
async function training(model: Model, adapterPath: string): Promise<Float32Array[]> {
    const { device, config } = model;
    const adapter = readAdapter(adapterPath, device.library);
    const lora = new LoraWeights(device, config.layers, adapter.matrices, adapter.alpha);
    lora.upload(adapter.values);
    const step = new PairStep(model, lora, plainLoss, 2, false);
    const base = await step.base(shortPairs.map((pair) => pairText(pair)));
    const gradients = adapter.matrices.map(({ ne }) => new Float32Array(ne[0] * ne[1]));
    await step.train(shortPairs, base, { pairs: 2, actions: 40, longestRow: 22, clarity: 1 }, gradients);
    step.dispose();
    lora.dispose();
    return gradients;
}

/** Log-probabilities after a prompt and after each of the tokens that follow, with the adapter. */
async function decoding(model: Model, adapterPath: string): Promise<Float64Array[]> {
    const adapter = readAdapter(adapterPath, model.device.library);
    const decoder = new FusedDecoder(model, [{ adapter, weight: 0.8 }], 256);
    const text = randomTokens(16, 9);
    const found: Float64Array[] = [];
    for (let length = 12; length <= text.length; length++)
        found.push(logSoftmax(await decoder.logits(text.slice(0, length)), model.config.vocabulary));
    decoder.dispose();
    return found;
}

if (import.meta.main) {
    const [question, answerPath] = process.argv.slice(2) as [string, string];
    writeFileSync(answerPath, JSON.stringify(await compute(JSON.parse(question))));
}
