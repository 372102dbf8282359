/**
 * What is read from a model's metadata, what is refused with a sentence instead of computing something else, and how
 * targets that people name become the model's own.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { GgufTypedValue } from "../../main/formats/gguf/encode.ts";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { families } from "../../main/model/architectures/families.ts";
import { type ModelConfig, readModelConfig } from "../../main/model/architectures.ts";
import { type RandomModelOptions, writeRandomModel } from "../../main/model/randomModel.ts";
import { type LinearTarget, linearTargets, modelTargets, resolveTargets } from "../../main/model/targets.ts";
import { tinyModel } from "../support/logits.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-architectures-"));
const path = join(folder, "model.gguf");
afterAll(() => rmSync(folder, { recursive: true }));

const integer = (value: number): GgufTypedValue => ({ type: "uint32", value });
const float = (value: number): GgufTypedValue => ({ type: "float32", value });
const logitScale = { logit_scale: float(1) };

function configOf(options: Partial<RandomModelOptions>): ModelConfig {
    writeRandomModel(path, tinyModel(options));
    return readModelConfig(readGguf(path));
}

describe("windows and rotations", () => {
    const windows = (options: Partial<RandomModelOptions>) =>
        configOf({ layers: 8, ...options }).attention.map(({ window }) => window ?? 0);
    const six = { "attention.sliding_window": integer(6) };
    const list: GgufTypedValue = { type: "array:bool", value: [true, false, true, false] };

    test("gemma3: five windowed blocks to a full one, or as the file says", () => {
        const gemma = (metadata: RandomModelOptions["metadata"]) =>
            windows({ architecture: "gemma3", metadata });
        expect(gemma(six)).toEqual([6, 6, 6, 6, 6, 0, 6, 6]);
        expect(gemma({ ...six, "attention.sliding_window_pattern": integer(2) })).toEqual([
            6, 0, 6, 0, 6, 0, 6, 0,
        ]);
        expect(gemma({ ...six, "attention.sliding_window_pattern": integer(0) })).toEqual(Array(8).fill(6));
        expect(gemma({ ...six, "attention.sliding_window_pattern": integer(1) })).toEqual(Array(8).fill(0));
        expect(gemma({ ...six, "attention.sliding_window_pattern": list })).toEqual([6, 6, 6, 6, 6, 0, 6, 6]);
        expect(gemma({ "attention.sliding_window": integer(0) })).toEqual(Array(8).fill(0));
    });
    test("olmo2 has three to a full one, phi3 and llama none whatever the file says", () => {
        expect(windows({ architecture: "olmo2", metadata: six })).toEqual([6, 6, 6, 0, 6, 6, 6, 0]);
        expect(windows({ architecture: "phi3", metadata: six })).toEqual(Array(8).fill(0));
        expect(windows({ metadata: six })).toEqual(Array(8).fill(0));
    });
    test("smollm3 leaves out every fourth rotation", () => {
        const { attention } = configOf({ architecture: "smollm3", layers: 8 });
        expect(attention.map(({ rope }) => rope !== undefined)).toEqual([
            true, true, true, false, true, true, true, false,
        ]); // biome-ignore format: one line
    });
    test("gemma3 of 62 blocks scales its attention by its width", () => {
        const gemma = (layers: number) =>
            configOf({ architecture: "gemma3", layers, hidden: 64, heads: 4, kvHeads: 4, headSize: 32 });
        expect(gemma(61).attentionScale).toBe(1 / Math.sqrt(32));
        expect(gemma(62).attentionScale).toBe(1 / Math.sqrt(16));
    });
});

describe("is refused with a sentence", () => {
    const cases: [string, Partial<RandomModelOptions>, RegExp][] = [
        [
            "capped logits",
            { architecture: "gemma3", metadata: { final_logit_softcapping: float(30) } },
            /caps its logits/,
        ],
        [
            "an impossible window",
            { architecture: "gemma3", metadata: { "attention.sliding_window": float(1.5) } },
            /impossible attention window/,
        ],
        [
            "logits divided by 0",
            { architecture: "granite", metadata: { logit_scale: float(0) } },
            /divides its logits by 0/,
        ],
        [
            "a factor that is no number",
            { architecture: "granite", metadata: { ...logitScale, embedding_scale: float(Number.NaN) } },
            /not finite/,
        ],
        ["granite without its divisor", { architecture: "granite", metadata: {} }, /lacks .*logit_scale/],
        [
            "attention in both directions",
            { metadata: { "attention.causal": { type: "bool", value: false } } },
            /embedding model/,
        ],
        [
            "heads of two sizes",
            { architecture: "gemma3", metadata: { "attention.key_length_swa": integer(32) } },
            /different sizes/,
        ],
        [
            "an unknown position scaling",
            { metadata: { "rope.scaling.type": { type: "string", value: "dynamic" } } },
            /scaling "dynamic", which is not supported/,
        ],
        [
            "long factors in a family that has none",
            { architecture: "qwen2", ropeScaling: { type: "longrope", factor: 1 } },
            /scaling "longrope"/,
        ],
        [
            "a rotation of part of a head where llama.cpp has none",
            { architecture: "smollm3", metadata: { "rope.dimension_count": integer(32) } },
            /rotates 32 of 64/,
        ],
        [
            "a rotation of more than a head",
            { architecture: "phi3", metadata: { "rope.dimension_count": integer(96) } },
            /rotates 96 of 64/,
        ],
    ];
    test.each(cases)("%s", (_, options, sentence) => {
        expect(() => configOf(options)).toThrow(sentence);
    });
    test.each([
        ["mamba", /is a state-space .* one of these families: llama, qwen2, .*granite\.$/],
        ["qwen3moe", /is a mixture of experts.*granite\.$/],
        ["bert", /is an embedding model.*Choose a chat model/],
        ["gemma2", /of a family that cannot be trained here yet.*“gemma2”.*granite\.$/],
    ])("the family %s", (architecture, sentence) => {
        expect(() => configOf({ architecture })).toThrow(sentence);
    });
});

describe("targets", () => {
    const separate = configOf({});
    const fused = configOf({ architecture: "phi3" });

    test("are what the file has", () => {
        expect(modelTargets(separate)).toEqual([...linearTargets]);
        expect(modelTargets(fused)).toEqual(["o", "down", "qkv", "gate_up"]);
    });
    test.each<[string, ModelConfig, LinearTarget[], LinearTarget[]]>([
        ["all, in one tensor each", fused, [...linearTargets], ["o", "down", "qkv", "gate_up"]],
        ["q, k and v are qkv", fused, ["v", "q", "k"], ["qkv"]],
        ["qkv is q, k and v", separate, ["qkv", "o"], ["q", "k", "v", "o"]],
        ["as they are", separate, ["v", "q"], ["q", "v"]],
    ])("%s", (_, config, wanted, found) => {
        expect(resolveTargets(config, wanted)).toEqual(found);
    });
    test("a part of a tensor is refused, and the sentence says what to choose", () => {
        expect(() => resolveTargets(fused, ["q", "v"])).toThrow(
            "This model keeps q, k, v in one matrix, so that q, v alone cannot be adapted: choose qkv instead (--targets qkv).",
        );
        expect(() => resolveTargets(fused, ["qkv", "up"])).toThrow(/choose gate_up instead/);
    });
});

test("every family is named once", () => {
    expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
});
