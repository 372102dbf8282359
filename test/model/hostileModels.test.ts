/**
 * Model files with damaged headers, opened as the program opens them: refused with a sentence or usable, never a
 * crash, and never an error that is not ours. Single known cases first, then random damage.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type GgufTypedValue, metadataEntries } from "../../main/formats/gguf/encode.ts";
import { readGguf, readTensorData } from "../../main/formats/gguf/read.ts";
import { writeGguf } from "../../main/formats/gguf/write.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { pipPath } from "../support/command.ts";
import { tinyModel } from "../support/logits.ts";
import { ModelProbe, type ProbeResult } from "../support/modelProbe.ts";

/** Files per kind of model; more in a longer search: QADAPTER_FUZZ_RUNS=5000. */
const runs = Number(process.env.QADAPTER_FUZZ_RUNS ?? 120);
const folder = mkdtempSync(join(tmpdir(), "qadapter-hostile-"));
const probe = new ModelProbe();
const victim = join(folder, "victim.gguf");

afterAll(() => {
    probe.dispose();
    rmSync(folder, { recursive: true });
});

/** One change of a header. */
type Change =
    | { kind: "byte"; at: number; value: number }
    | { kind: "number"; at: number; value: bigint; bytes: 4 | 8 }
    | { kind: "copy"; from: number; to: number; length: number };

/** Where the structure of a header is: right before and behind the keys and the tensors' names. */
function structure(bytes: Buffer, header: number): number[] {
    const found = [4, 8, 16];
    const names = bytes.toString("latin1", 0, header).matchAll(/[a-z0-9_]+\.[a-z0-9_.]+/g);
    for (const { index, 0: name } of names)
        found.push(index - 8, ...[0, 4, 8, 12, 16, 20].map((k) => index + name.length + k));
    return found.filter((at) => at >= 0 && at + 8 <= header);
}

function changes(places: readonly number[], header: number): fc.Arbitrary<Change[]> {
    const anywhere = fc.integer({ min: 0, max: header - 9 });
    const place = fc.oneof(fc.constantFrom(...places), anywhere);
    const values = fc.constantFrom(
        0n,
        1n,
        2n,
        3n,
        7n,
        8n,
        9n,
        31n,
        64n,
        255n,
        65536n,
        2n ** 31n - 1n,
        2n ** 31n,
        2n ** 32n - 1n,
        2n ** 40n,
        2n ** 63n,
        2n ** 64n - 1n,
    );
    const change: fc.Arbitrary<Change> = fc.oneof(
        fc.record({ kind: fc.constant("byte" as const), at: place, value: fc.nat(255) }),
        fc.record({
            kind: fc.constant("number" as const),
            at: place,
            value: values,
            bytes: fc.constantFrom(4 as const, 8 as const),
        }),
        fc.record({
            kind: fc.constant("copy" as const),
            from: anywhere,
            to: anywhere,
            length: fc.integer({ min: 1, max: 64 }),
        }),
    );
    return fc.array(change, { minLength: 1, maxLength: 3 });
}

function apply(original: Buffer, list: readonly Change[]): Buffer {
    const bytes = Buffer.from(original);
    for (const change of list) {
        if (change.kind === "byte") bytes[change.at] = change.value;
        else if (change.kind === "copy")
            bytes.copyWithin(change.to, change.from, change.from + change.length);
        else if (change.bytes === 8) bytes.writeBigUInt64LE(change.value, change.at);
        else bytes.writeUInt32LE(Number(change.value & 0xffffffffn), change.at);
    }
    return bytes;
}

async function expectSound(bytes: Buffer): Promise<void> {
    writeFileSync(victim, bytes);
    const { outcome, message } = await probe.open(victim);
    expect(["opened", "refused"], `${outcome}: ${message}`).toContain(outcome);
    if (outcome === "refused") expect(message).toMatch(/[.]$/);
}

const small = { hidden: 64, headSize: 16, feedForward: 128, layers: 1 };

/** What llama.cpp or ggml ended the process for, or never came back from, before it was checked here. */
describe("known cases", () => {
    const toy = new Map(tinyModel({}).tokenizer).get("tokenizer.ggml.tokens") as { value: Iterable<string> };
    const tokens = [...toy.value];
    const bytes = Array.from(
        { length: 256 },
        (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, "0")}>`,
    );
    const text = (value: string): GgufTypedValue => ({ type: "string", value });
    const texts = (value: readonly string[]): GgufTypedValue => ({ type: "array:string", value });
    const types = (value: readonly number[]): GgufTypedValue => ({ type: "array:int32", value });
    const replaced = (id: number, token: string) => texts(tokens.with(id, token));
    const count = (value: number): GgufTypedValue => ({ type: "uint32", value });
    const float = (value: number): GgufTypedValue => ({ type: "float32", value });
    const sentencePiece = (list: readonly string[], type = 1): Record<string, GgufTypedValue> => ({
        "tokenizer.ggml.model": text("llama"),
        "tokenizer.ggml.tokens": texts(list),
        "tokenizer.ggml.token_type": types(list.map((token) => (token.startsWith("<0x") ? 6 : type))),
    });
    const whole = ["<unk>", "<s>", "</s>", ...bytes, "▁", "a", "é"];

    const cases: [string, Record<string, GgufTypedValue>, RegExp][] = [
        [
            "a token twice",
            { "tokenizer.ggml.tokens": replaced(10, tokens[11] as string) },
            /tokens 10 and 11 are the same/,
        ],
        [
            "twice up to a zero byte",
            { "tokenizer.ggml.tokens": replaced(10, `${tokens[11]}\0x`) },
            /10 and 11 are the same/,
        ],
        [
            "an empty token's name",
            { "tokenizer.ggml.tokens": texts(tokens.with(5, "").with(6, "[EMPTY_5]")) },
            /5 and 6 are/,
        ],
        [
            "too few tokens",
            { "tokenizer.ggml.tokens": texts(tokens.slice(0, 50)) },
            /50 tokens, and the model's weights are for 64/,
        ],
        ["no tokens", { "tokenizer.ggml.tokens": texts([]) }, /is empty/],
        ["too few types", { "tokenizer.ggml.token_type": types([1, 2]) }, /"token_type" is for 2/],
        [
            "bytes without a number",
            { "tokenizer.ggml.token_type": types(tokens.map(() => 6)) },
            /does not say which/,
        ],
        ...["none", "no_vocab", "rwkv", "bert", "xyz"].map(
            (kind): [string, Record<string, GgufTypedValue>, RegExp] => [
                `a tokenizer of the kind ${kind}`,
                { "tokenizer.ggml.model": text(kind) },
                new RegExp(`kind "${kind}", which is not supported`),
            ],
        ),
        ["SentencePiece without bytes", sentencePiece(tokens), /<0x00> is missing/],
        [
            "an unknown way to split words",
            { "tokenizer.ggml.pre": text("xyz") },
            /pre-tokenizer “xyz” is unknown here/,
        ],
        [
            "two thousand million blocks",
            { "llama.block_count": count(2 ** 31 - 1) },
            /more than any model has/,
        ],
        ["no rotation", { "llama.rope.dimension_count": count(0) }, /rotates 0 of 16/],
        ["half a rotation", { "llama.rope.dimension_count": count(8) }, /rotates 8 of 16/],
        ["a rotation without a base", { "llama.rope.freq_base": float(0) }, /no base/],
        [
            "a normalisation with 0",
            { "llama.attention.layer_norm_rms_epsilon": float(0) },
            /normalisation constant/,
        ],
        ["negative scaling", { "llama.rope.scaling.factor": float(-2) }, /cannot be scaled/],
    ];
    async function open(changes: Record<string, GgufTypedValue>, vocabulary = 64): Promise<ProbeResult> {
        writeRandomModel(victim, tinyModel({ ...small, vocabulary }));
        const file = readGguf(victim);
        const tensors = [...file.tensors.values()].map((info) => ({
            ...info,
            data: readTensorData(file, info),
        }));
        const entries = new Map([...metadataEntries(file), ...Object.entries(changes)]);
        writeGguf(victim, { metadata: [...entries], tensors });
        return probe.open(victim);
    }

    test.each(cases)("%s", async (_, changes, sentence) => {
        const { outcome, message } = await open(changes);
        expect(outcome, message).toBe("refused");
        expect(message).toMatch(sentence);
    });
    test("a sound SentencePiece vocabulary opens", async () => {
        expect(await open(sentencePiece(whole), whole.length)).toEqual({ outcome: "opened", message: "" });
    });
    test.each([2, 6, 20])("heads of %i numbers work, odd ones are refused", async (headSize) => {
        const path = join(folder, "heads.gguf");
        writeRandomModel(path, tinyModel({ ...small, headSize }));
        expect(await probe.open(path)).toEqual({ outcome: "opened", message: "" });
        const odd = count(headSize + 1);
        const { message } = await open({
            "llama.attention.key_length": odd,
            "llama.attention.value_length": odd,
            "llama.rope.dimension_count": odd,
        });
        expect(message).toContain(`odd size ${headSize + 1}`);
    });
});

const randomModels = ["llama", "qwen2", "qwen3", "gemma3", "phi3", "granite"].map((architecture) => {
    const path = join(folder, `${architecture}.gguf`);
    writeRandomModel(path, tinyModel({ architecture, ...small }));
    return [architecture, path] as const;
});

describe.each([["Pip", pipPath] as const, ...randomModels])("random damage to %s", (_, path) => {
    const original = readFileSync(path);
    const header = Math.min(...[...readGguf(path).tensors.values()].map(({ offset }) => offset));

    test("opens as it is", async () => {
        writeFileSync(victim, original);
        expect(await probe.open(victim)).toEqual({ outcome: "opened", message: "" });
    });
    test(`${runs} times`, { timeout: 600_000 + runs * 1000 }, async () => {
        const property = fc.asyncProperty(changes(structure(original, header), header), async (list) =>
            expectSound(apply(original, list)),
        );
        await fc.assert(property, {
            numRuns: runs,
            endOnFailure: true,
            seed: Number(process.env.QADAPTER_FUZZ_SEED ?? 1),
        });
    });
});
