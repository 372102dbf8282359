/**
 * LoRAs as PEFT saved them, taken over: llama.cpp computes with the result what PyTorch computed with the original. And
 * the way back gives the same numbers. (The fixtures were checked against peft itself: test/fixtures/golden/README.md.)
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { readSafetensor, readSafetensors } from "../../main/formats/safetensors/read.ts";
import { writeSafetensors } from "../../main/formats/safetensors/write.ts";
import { type Adapter, modelFingerprint, readAdapter, writeAdapter } from "../../main/model/adapterFile.ts";
import { exportPeft } from "../../main/peft/exportPeft.ts";
import { importPeft } from "../../main/peft/importPeft.ts";
import { goldenAdapterPath, goldenCases, goldenModelPath, readGolden } from "../support/golden.ts";
import { logitsOfLlama } from "../support/llamaOracle.ts";
import { largestDifference } from "../support/logits.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-peft-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The golden README's tolerance for logits of an engine in F32. */
const tolerance = 2e-5;

/** llama.cpp's logits with an adapter against PyTorch's, over the rows of the batch. */
function differenceFromPyTorch(name: (typeof goldenCases)[number], adapter: Adapter): number {
    const path = join(folder, `${name}.gguf`);
    writeAdapter(path, adapter);
    const { batch, q_values } = readGolden(name);
    const sequences = batch.rows.map(({ ids }) => ids);
    const logits = logitsOfLlama({ model: goldenModelPath(name), adapter: path, sequences });
    return Math.max(...logits.map((row, i) => largestDifference(row, (q_values[i] as number[][]).flat())));
}

/** A copy of a case's PEFT folder, with another configuration. */
function copyOf(name: string, changes: object): string {
    const copy = mkdtempSync(join(folder, "copy-"));
    cpSync(dirname(goldenAdapterPath(name as never)), copy, { recursive: true });
    const path = join(copy, "adapter_config.json");
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...changes }));
    return copy;
}

describe.each(goldenCases)("%s", (name) => {
    const peft = dirname(goldenAdapterPath(name));
    const base = readGguf(goldenModelPath(name));

    it("is the adapter that PyTorch's author made of it, and llama.cpp computes the same as PyTorch", () => {
        const adapter = importPeft(peft, base);
        const expected = readAdapter(goldenAdapterPath(name));
        expect(adapter.matrices).toEqual(expected.matrices);
        expect(adapter.values).toEqual(expected.values);
        expect(adapter).toMatchObject({ name, alpha: expected.alpha, rule: { method: "none" } });
        expect(adapter.base?.fingerprint).toBe(modelFingerprint(base));
        expect(differenceFromPyTorch(name, adapter)).toBeLessThan(tolerance);
    });

    it("comes out as it was", async () => {
        const out = join(folder, `${name}-out`);
        await exportPeft(out, readAdapter(goldenAdapterPath(name)), goldenAdapterPath(name), base);
        const [made, original] = [out, peft].map((at) =>
            readSafetensors(join(at, "adapter_model.safetensors")),
        );
        expect([...(made?.tensors.keys() ?? [])].sort()).toEqual(
            [...(original?.tensors.keys() ?? [])].sort(),
        );
        for (const tensor of original?.tensors.keys() ?? [])
            expect(readSafetensor(made as never, tensor)).toEqual(readSafetensor(original as never, tensor));
        const [config, was] = [out, peft].map((at) =>
            JSON.parse(readFileSync(join(at, "adapter_config.json"), "utf8")),
        );
        expect(config).toMatchObject({
            peft_type: "LORA",
            r: was.r,
            lora_alpha: was.lora_alpha,
            bias: "none",
        });
        expect(config.target_modules.sort()).toEqual(was.target_modules.sort());
        expect(importPeft(out, base).values).toEqual(importPeft(peft, base).values);
    });
});

it("a rank-stabilised one has the same effect with its alpha divided by the root of its rank", () => {
    const adapter = importPeft(
        copyOf("llama_all", { use_rslora: true, lora_alpha: 6 / Math.sqrt(4) }),
        readGguf(goldenModelPath("llama_all")),
    );
    expect(adapter.alpha).toBeCloseTo(6, 12);
    expect(differenceFromPyTorch("llama_all", adapter)).toBeLessThan(tolerance);
});

it("matrices of another rank than the rest keep their own factor", () => {
    // q of every layer at rank 8: the old four rows, and four of zeros
    const name = "llama_qv";
    const copy = copyOf(name, { use_rslora: true, lora_alpha: 4, rank_pattern: { q_proj: 8 } });
    const path = join(copy, "adapter_model.safetensors");
    const file = readSafetensors(path);
    const tensors = [...file.tensors].map(([tensor, { shape }]) => {
        const values = readSafetensor(file, tensor);
        if (!tensor.includes("q_proj")) return { name: tensor, shape, values };
        const [rows, columns] = shape as [number, number];
        if (tensor.includes("lora_A")) {
            const more = new Float32Array(2 * values.length);
            more.set(values);
            return { name: tensor, shape: [2 * rows, columns], values: more };
        }
        // √(8 / 4): what the smaller factor alpha / √8 takes away
        const more = new Float32Array(2 * values.length);
        values.forEach((value, i) => {
            more[2 * columns * Math.floor(i / columns) + (i % columns)] = value * Math.SQRT2;
        });
        return { name: tensor, shape: [rows, 2 * columns], values: more };
    });
    writeSafetensors(path, tensors);
    const adapter = importPeft(copy, readGguf(goldenModelPath(name)));
    expect(adapter.matrices.find(({ target, kind }) => target === "q" && kind === "a")?.ne).toEqual([32, 8]);
    expect(differenceFromPyTorch(name, adapter)).toBeLessThan(tolerance);
});
