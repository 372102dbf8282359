/** PEFT adapters that are refused, each with a sentence; and adapters of every family out and in again. */
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { StudioError } from "../../main/errors.ts";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { readSafetensor, readSafetensors } from "../../main/formats/safetensors/read.ts";
import { writeSafetensors } from "../../main/formats/safetensors/write.ts";
import { readAdapter } from "../../main/model/adapterFile.ts";
import { families } from "../../main/model/architectures/families.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { exportPeft } from "../../main/peft/exportPeft.ts";
import { importPeft } from "../../main/peft/importPeft.ts";
import { qadapter } from "../support/command.ts";
import { goldenAdapterPath, goldenModelPath } from "../support/golden.ts";
import { tinyModel, writeRandomAdapter } from "../support/logits.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-peft-"));
afterAll(() => rmSync(folder, { recursive: true }));
const base = readGguf(goldenModelPath("llama_qv"));

/** A sound PEFT folder, to be spoilt. */
function sound(): string {
    const copy = mkdtempSync(join(folder, "lora-"));
    cpSync(dirname(goldenAdapterPath("llama_qv")), copy, { recursive: true });
    return copy;
}

function configured(changes: object): string {
    const copy = sound();
    const path = join(copy, "adapter_config.json");
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...changes }));
    return copy;
}

/** With other tensor names or shapes. */
function renamed(change: (name: string, shape: number[]) => [string, number[]] | undefined): string {
    const copy = sound();
    const path = join(copy, "adapter_model.safetensors");
    const file = readSafetensors(path);
    const tensors = [...file.tensors].flatMap(([name, { shape }]) => {
        const changed = change(name, [...shape]);
        return changed ? [{ name: changed[0], shape: changed[1], values: readSafetensor(file, name) }] : [];
    });
    writeSafetensors(path, tensors);
    return copy;
}

function refusal(path: string, model = base): StudioError {
    try {
        importPeft(path, model);
    } catch (error) {
        return error as StudioError;
    }
    throw new Error("It was not refused.");
}

describe("what a plain LoRA cannot express is refused by name", () => {
    it.each([
        [{ peft_type: "IA3" }, 'the form "IA3"'],
        [{ peft_type: "PROMPT_TUNING", prompt: 1 }, "not LORA"],
        [{ use_dora: true }, "DoRA"],
        [{ modules_to_save: ["lm_head"] }, "modules_to_save"],
        [{ bias: "lora_only" }, "biases"],
        [{ lora_bias: true }, "lora_bias"],
        [{ alpha_pattern: { q_proj: 3 } }, "alpha_pattern"],
        [{ fan_in_fan_out: true }, "transposed"],
        [{ trainable_token_indices: [1] }, "trainable_token_indices"],
        [{ init_lora_weights: "pissa_niter_4" }, "changes the base model"],
        [{ init_lora_weights: "loftq" }, "changes the base model"],
    ])("%j", (changes, why) => {
        const { code, message } = refusal(configured(changes));
        expect(code).toBe("adapter-invalid");
        expect(message).toContain(why);
        expect(message).toMatch(
            /^This PEFT adapter cannot be taken over, because .* Train it as a plain LoRA\.$/,
        );
    });

    it("and empty or unused fields are not", () => {
        const unused = {
            use_dora: false,
            modules_to_save: null,
            alpha_pattern: {},
            rank_pattern: {},
            layer_replication: [],
        };
        const started = { init_lora_weights: true, use_rslora: false, some_new_field: 1 };
        expect(importPeft(configured({ ...unused, ...started }), base).matrices.length).toBe(8);
    });
});

describe("a configuration that makes no sense", () => {
    it.each([
        { r: 0 },
        { r: 1.5 },
        { r: "4" },
        { lora_alpha: "8" },
        { lora_alpha: 1e300 },
        { peft_type: 1 },
        { rank_pattern: 3 },
    ])("%j", (changes) => {
        expect(refusal(configured(changes))).toMatchObject({
            code: "adapter-invalid",
            message: expect.stringContaining(`${Object.keys(changes)[0]} is not as it should be`),
        });
    });

    it("another rank than the matrices have", () => {
        expect(refusal(configured({ r: 8 })).message).toContain("another rank than adapter_config.json says");
    });

    it("no JSON, no file, too large a file, a folder in its place", () => {
        const at = sound();
        const path = join(at, "adapter_config.json");
        for (const text of ["", "[]", "null", "{"]) {
            writeFileSync(path, text);
            expect(refusal(at).code).toBe("adapter-invalid");
        }
        writeFileSync(path, " ".repeat(2 ** 20 + 1));
        expect(refusal(at).message).toContain("too large");
        rmSync(path);
        expect(refusal(at).code).toBe("file-missing");
        mkdirSync(path);
        expect(refusal(at).code).toBe("file-access");
    });
});

describe("tensors", () => {
    it("in PyTorch's own format are refused, since reading them may run code", () => {
        const at = sound();
        const path = join(at, "adapter_model.safetensors");
        rmSync(path);
        writeFileSync(join(at, "adapter_model.bin"), "PK\u0003\u0004");
        expect(refusal(at).message).toContain("may run code");
        expect(refusal(join(at, "adapter_model.bin")).message).toContain("may run code");
        for (const start of ["PK\u0003\u0004and more", "\u0080\u0002}q\u0000(X"]) {
            writeFileSync(path, Buffer.from(start, "latin1"));
            expect(refusal(at).message).toContain("may run code");
        }
    });

    it("are found under the names that other versions and models give them", () => {
        const expected = importPeft(sound(), base);
        const others = [
            (name: string) => name.replace("base_model.model.model", "base_model.model.model.language_model"),
            (name: string) => name.replace("base_model.model.model", "base_model.model.language_model.model"),
            (name: string) => name.replace("base_model.model.", ""),
            (name: string) => name.replace(".weight", ".default.weight"),
        ];
        for (const other of others)
            expect(
                importPeft(
                    renamed((name, shape) => [other(name), shape]),
                    base,
                ).values,
            ).toEqual(expected.values);
    });

    it.each([
        [
            "lm_head",
            (name: string) => name.replace("model.layers.0.self_attn.q_proj", "lm_head"),
            "cannot change here",
        ],
        [
            "a vision tower",
            (name: string) => name.replace("model.layers.0", "vision_tower.layers.0"),
            "cannot change here",
        ],
        [
            "DoRA's sizes",
            (name: string) => name.replace("lora_A.weight", "lora_magnitude_vector"),
            "cannot change here",
        ],
        [
            "a prototype key",
            (name: string) => name.replace(/^.*0.self_attn.q_proj.lora_A.weight$/, "__proto__"),
            "cannot change here",
        ],
        [
            "a block that the model has not",
            (name: string) => name.replace("layers.1.", "layers.7."),
            "only 2 blocks",
        ],
    ])("of %s are refused", (_, change, why) => {
        const error = refusal(renamed((name, shape) => [change(name), shape]));
        expect(error.message).toContain(why);
        expect(error.message).not.toContain("undefined");
    });

    it("that are missing, twice, or of another shape are refused", () => {
        const isFirst = (name: string) => name.includes("layers.0.self_attn.q_proj.lora_A");
        const missing = renamed((name, shape) => (isFirst(name) ? undefined : [name, shape]));
        expect(refusal(missing).message).toContain("do not fit together");
        const turned = renamed((name, shape) => [name, isFirst(name) ? shape.reverse() : shape]);
        expect(refusal(turned).message).toContain("do not fit together");
        const flat = renamed((name, shape) => [name, isFirst(name) ? [shape[0]! * shape[1]!] : shape]);
        expect(refusal(flat).message).toContain("do not fit together");
        const twice = renamed((name, shape) => [
            name.replace(/layers\.1\.(.*)\.weight/, "layers.0.$1.other.weight"),
            shape,
        ]);
        expect(refusal(twice).message).toContain("twice");
        expect(refusal(renamed(() => undefined)).message).toContain("no LoRA");
    });

    it("that do not fit the base are refused", () => {
        const other = join(folder, "other.gguf");
        writeRandomModel(other, tinyModel({}));
        expect(refusal(sound(), readGguf(other))).toMatchObject({
            code: "adapter-mismatch",
            message: expect.stringContaining("has the width"),
        });
    });
});

describe.each(families.map(({ name }) => name))("an adapter of %s", (architecture) => {
    it("goes out to PEFT and comes in again unchanged", async () => {
        const model = join(folder, `${architecture}.gguf`);
        const path = join(folder, `${architecture}-lora.gguf`);
        writeRandomModel(model, tinyModel({ architecture }));
        writeRandomAdapter(path, model, 3);
        const file = readGguf(model);
        const adapter = readAdapter(path);
        const out = join(folder, `${architecture}-peft`);
        await exportPeft(out, adapter, path, file);
        expect(readdirSync(out).sort()).toEqual(["adapter_config.json", "adapter_model.safetensors"]);
        const back = importPeft(out, file);
        expect(back.matrices).toEqual(adapter.matrices);
        expect(back.values).toEqual(adapter.values);
        expect(back.alpha).toBe(adapter.alpha);
    });
});

it("exporting replaces no folder that has something in it, and leaves nothing half-written", async () => {
    const adapter = readAdapter(goldenAdapterPath("llama_qv"));
    const from = goldenAdapterPath("llama_qv");
    const taken = sound();
    await expect(exportPeft(taken, adapter, from, base)).rejects.toMatchObject({
        code: "file-access",
        message: expect.stringContaining("is not empty"),
    });
    const lost = join(folder, "none", "out");
    await expect(exportPeft(lost, adapter, from, base)).rejects.toMatchObject({ code: "file-missing" });
    await expect(exportPeft(goldenAdapterPath("llama_qv"), adapter, from, base)).rejects.toMatchObject({
        message: expect.stringContaining("is a file"),
    });
    const other = readGguf(goldenModelPath("qwen2_qv"));
    const wrong = join(folder, "wrong");
    await expect(exportPeft(wrong, adapter, from, other)).rejects.toMatchObject({ code: "adapter-mismatch" });
    expect(existsSync(wrong)).toBe(false);
    const empty = join(folder, "empty");
    mkdirSync(empty);
    await exportPeft(empty, adapter, from, base);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(importPeft(empty, base).values).toEqual(adapter.values);
});

it("the command converts both ways, and says what it will not do", async () => {
    const [made, out] = [join(folder, "made.gguf"), join(folder, "made-peft")];
    const model = ["--model", goldenModelPath("llama_qv")];
    const there = await qadapter(["convert", sound(), ...model, "--out", made, "--name", "Taken", "--json"]);
    expect(there.status, there.stderr).toBe(0);
    expect(JSON.parse(there.stdout)).toMatchObject({ out: made, name: "Taken", parameters: 896 });
    expect(readAdapter(made).values).toEqual(readAdapter(goldenAdapterPath("llama_qv")).values);
    const back = await qadapter(["convert", made, ...model, "--out", out]);
    expect(back.status, back.stderr).toBe(0);
    expect(importPeft(out, base).values).toEqual(readAdapter(made).values);
    const dora = configured({ use_dora: true });
    const refused = await qadapter(["convert", dora, ...model, "--out", join(folder, "no.gguf")]);
    expect(refused).toMatchObject({
        status: 1,
        stdout: "",
        stderr: expect.stringMatching(/^Error: .*DoRA.*\n$/),
    });
    expect(existsSync(join(folder, "no.gguf"))).toBe(false);
});
