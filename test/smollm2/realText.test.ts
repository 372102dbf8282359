/**
 * Real conversations (HH-RLHF) through SmolLM2, against llama.cpp: token ids, the seam between prompt and answer,
 * log-probabilities from 20 to 2,000 tokens without an adapter and with a trained one, 200 greedy tokens, and a
 * resumed training. Needs the fetched model.
 *
 * Tolerances: the same model expanded to F32 must agree to 1e-3 in log-probability. Products with Q4_1 round activations
 * first, so that llama.cpp's own CPU variants differ from each other: measured here on a short text, and we may not be
 * worse than twice that (test/model/forward.test.ts has the reasoning).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LlamaModel } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readPairs } from "../../main/cli/readPairs.ts";
import { metadataEntries } from "../../main/formats/gguf/encode.ts";
import { type GgufFile, readGguf, readTensorData } from "../../main/formats/gguf/read.ts";
import { writeGguf } from "../../main/formats/gguf/write.ts";
import { Device } from "../../main/ggml/device.ts";
import { Dequantizer } from "../../main/ggml/quantize.ts";
import { GgmlType } from "../../main/ggml/tensor.ts";
import { FusedDecoder } from "../../main/inference/fusedDecoder.ts";
import { openLlama } from "../../main/inference/llama.ts";
import { SlowDecoder } from "../../main/inference/llamaCpp.ts";
import { argmax } from "../../main/inference/sampler.ts";
import { Tokenizer } from "../../main/inference/tokenizer.ts";
import { type Adapter, plainRule, readAdapter, writeAdapter } from "../../main/model/adapterFile.ts";
import { LoraWeights } from "../../main/model/lora.ts";
import { pack } from "../../main/model/packing.ts";
import { Model } from "../../main/model/weights.ts";
import { encodePairs } from "../../main/training/encodePairs.ts";
import { resolveSettings } from "../../main/training/settings.ts";
import { trainAdapter } from "../../main/training/trainAdapter.ts";
import type { TrainJob, TrainResult } from "../../main/training/trainJob.ts";
import { logitsOfLlama, logitsOfVariant, type OracleQuestion, otherVariant } from "../support/llamaOracle.ts";
import { engineLogits, logSoftmax } from "../support/logits.ts";
import { describeSmollm2, smollm2Path } from "../support/smollm2.ts";

const conversations = ["train", "test"].flatMap(
    (part) =>
        readPairs(join(import.meta.dirname, `../../resources/demo/hh-rlhf/harmless.${part}.json`), true)
            .pairs,
);
const folder = mkdtempSync(join(tmpdir(), "qadapter-real-"));
const vocabulary = 49152;
const exactTolerance = 1e-3;
/** llama.cpp's own noise, in Q4_1, where it cannot be measured: processors with one CPU library. */
const assumedNoise = { largest: 1.8, mean: 0.2 };
const slack = 2;
vi.setConfig({ testTimeout: 900_000 });

describeSmollm2("real text", () => {
    let vocabularyOnly: LlamaModel;
    let tokenizer: Tokenizer;
    let device: Device;
    let model: Model;
    const adapterPath = join(folder, "trained.gguf");
    const expandedPath = join(folder, "f32.gguf");

    beforeAll(async () => {
        const file = readGguf(smollm2Path);
        tokenizer = await Tokenizer.open(file);
        vocabularyOnly = await (await openLlama()).loadModel({ modelPath: smollm2Path, vocabOnly: true });
        device = Device.open("cpu", 1);
        model = Model.load(file, device, { transposed: true });
        expand(file, expandedPath, device);
    });
    afterAll(async () => {
        await tokenizer?.dispose();
        await vocabularyOnly?.dispose();
        model?.dispose();
        device?.dispose();
        rmSync(folder, { recursive: true });
    });

    /** A conversation as ChatML has it, written out by hand: no template engine of ours. */
    const chatMl = ({ prompt }: (typeof conversations)[number]) =>
        [
            ...(prompt[0]?.role === "system"
                ? []
                : [
                      {
                          role: "system",
                          content: "You are a helpful AI assistant named SmolLM, trained by Hugging Face",
                      },
                  ]),
            ...prompt,
        ]
            .map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`)
            .join("");

    test("every conversation has llama.cpp's ids, and no token straddles the seam", () => {
        let [compared, blank] = [0, 0];
        for (const pair of conversations) {
            const start = `${chatMl(pair)}<|im_start|>assistant\n`;
            const prompt = tokenizer.encodePrompt(pair.prompt);
            expect(prompt).toEqual(vocabularyOnly.tokenize(start, true));
            for (const answer of [pair.chosen, pair.rejected]) {
                const ids = [...prompt, ...tokenizer.encodeAnswer(answer)];
                // an answer that begins with white space would melt into the prompt's last newline if both were
                // tokenised at once; here it cannot, since they never are, as they are not when a model answers
                if (/^\s/.test(answer) || answer === "") {
                    blank++;
                    expect(tokenizer.decode(tokenizer.encodeAnswer(answer))).toBe(answer);
                } else expect(ids).toEqual(vocabularyOnly.tokenize(`${start}${answer}<|im_end|>`, true));
                compared++;
            }
        }
        expect(compared).toBe(2 * conversations.length);
        expect(blank).toBeLessThan(0.02 * compared);
    });

    /** The first `count` ids of conversations one after another. */
    function ids(count: number): number[] {
        const all: number[] = [];
        for (let i = 0; all.length < count; i++) {
            const { prompt, chosen } = conversations[i] as (typeof conversations)[number];
            all.push(...tokenizer.encodePrompt(prompt), ...tokenizer.encodeAnswer(chosen));
        }
        return all.slice(0, count);
    }

    /** A few steps on short pairs: not a good adapter, but a trained one. */
    function trainBriefly(changes: Partial<TrainJob> = {}): Promise<TrainResult> {
        const settings = resolveSettings("studio", { ownTexts: 0, epochs: 1, batch: 2, holdout: 0 });
        return trainAdapter({
            model,
            settings,
            train: encodePairs(conversations.slice(0, 4), tokenizer, 64).pairs,
            heldOut: [],
            ownTexts: [],
            padToken: tokenizer.endOfText,
            identity: "real text",
            out: adapterPath,
            recompute: false,
            resume: false,
            checkpointEvery: 0,
            cacheBytes: 2 ** 26,
            ...changes,
        });
    }

    test("a resumed training is bit for bit the one that was never stopped; its adapter is written", async () => {
        const whole = await trainBriefly();
        const stop = new AbortController();
        const stopping = trainBriefly({
            onStep: ({ step }) => void (step === 1 && stop.abort()),
            signal: stop.signal,
        });
        await expect(stopping).rejects.toMatchObject({ code: "interrupted" });
        const resumed = await trainBriefly({ resume: true });
        expect(whole.steps).toBe(2);
        const same = resumed.values.every((values, i) => values.every((x, j) => x === whole.values[i]?.[j]));
        expect(same).toBe(true);
        const trained: Adapter = {
            name: "trained",
            architecture: "llama",
            alpha: 16,
            matrices: whole.matrices,
            values: whole.values,
            rule: plainRule,
        };
        writeAdapter(adapterPath, trained);
    });

    describe.each([
        ["the model alone", undefined],
        ["with the trained adapter", adapterPath],
    ])("log-probabilities equal llama.cpp's, %s", (_, adapter) => {
        test.each([20, 300, 2000])("%i tokens, expanded to F32", async (length) => {
            const expanded = Model.load(readGguf(expandedPath), device);
            const [ours, llama] = await askBoth(expanded, expandedPath, adapter, length);
            expanded.dispose();
            const found = difference(ours, llama);
            expect(found.largest).toBeLessThan(exactTolerance);
        });
        test.each([20, 300])("%i tokens", async (length) => {
            const [ours, llama, question] = await askBoth(model, smollm2Path, adapter, length);
            const found = difference(ours, llama);
            const noise = length === 20 ? variantNoise(question, llama) : assumedNoise;
            expect(found.largest).toBeLessThan(slack * noise.largest);
            expect(found.mean).toBeLessThan(slack * noise.mean);
        });
    });

    /** Log-probabilities after each of a text's last tokens, by our engine and by llama.cpp. */
    async function askBoth(
        engine: Model,
        path: string,
        adapter: string | undefined,
        length: number,
    ): Promise<[Float64Array, Float64Array, OracleQuestion]> {
        const text = ids(length);
        const compared = Math.min(64, length - 1);
        const question = { model: path, adapter, sequences: [text], last: compared + 1 };
        const llama = logSoftmax(logitsOfLlama(question)[0] as Float32Array, vocabulary);
        const tree = { prompt: text.slice(0, -compared), branches: [text.slice(-compared)] };
        const lora = adapter ? loraOf(adapter) : undefined;
        const packing = pack([tree], tokenizer.endOfText);
        const { logits } = await engineLogits(engine, packing, lora?.layers);
        lora?.dispose();
        return [logSoftmax(logits, vocabulary), llama, question];
    }

    /** How far llama.cpp is from itself with other instructions. */
    function variantNoise(question: OracleQuestion, llama: Float64Array) {
        const variant = otherVariant();
        if (!variant) return assumedNoise;
        const [logits] = logitsOfVariant(variant, [question], folder)[0] as Float32Array[];
        return difference(logSoftmax(logits as Float32Array, vocabulary), llama);
    }

    test("200 greedy tokens equal the two-context oracle's", async () => {
        const stack = [{ adapter: readAdapter(adapterPath, device.library), weight: 0.7 }];
        const fused = new FusedDecoder(model, stack, 512);
        const file = { path: adapterPath, rule: plainRule, weight: 0.7 };
        const slow = await SlowDecoder.open(smollm2Path, [file], 512);
        const tokens = tokenizer.encodePrompt([{ role: "user", content: "Tell me about the sea." }]);
        let undecided = 0;
        for (let i = 0; i < 200; i++) {
            const [mine, logs] = [argmax(await fused.logits(tokens)), await slow.logProbabilities(tokens)];
            const theirs = argmax(Float32Array.from(logs));
            // Where the two best are nearly equal, rounding decides; the oracle's goes on.
            if (mine !== theirs) {
                undecided++;
                expect((logs[theirs] as number) - (logs[mine] as number)).toBeLessThan(0.1);
            }
            tokens.push(theirs);
        }
        fused.dispose();
        await slow.dispose();
        expect(undecided).toBeLessThanOrEqual(4);
    });

    function loraOf(path: string): LoraWeights {
        const { matrices, values, alpha } = readAdapter(path, device.library);
        const lora = new LoraWeights(device, model.config.layers, matrices, alpha);
        lora.upload(values);
        return lora;
    }
});

/** Writes a model with all its numbers as F32. */
function expand(file: GgufFile, path: string, { library }: Device): void {
    const tensors = [...file.tensors.values()].map((info) => ({
        ...info,
        type: GgmlType.F32,
        data: () => {
            const count = info.shape.reduce((a, b) => a * b, 1);
            const values = new Dequantizer(library, info.type).toFloats(readTensorData(file, info), count);
            return new Uint8Array(values.buffer);
        },
    }));
    writeGguf(path, { metadata: metadataEntries(file), tensors });
}

/** Largest and mean difference of two arrays. */
function difference(a: Float64Array, b: Float64Array): { largest: number; mean: number } {
    let [largest, total] = [0, 0];
    a.forEach((x, i) => {
        const d = Math.abs(x - (b[i] as number));
        largest = Math.max(largest, d);
        total += d;
    });
    return { largest, mean: total / a.length };
}
