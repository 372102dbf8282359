/**
 * The forward pass against llama.cpp: log-probabilities at every position of random models of each family and
 * storage type, with and without an adapter on all linear layers; and packed texts against the same texts alone.
 *
 * Tolerances: F32 must agree to 1e-3 in log-probability. Products with other types round activations first, where
 * any change of summation order can tip a value (then every later position of the text moves by up to 0.1), so
 * llama.cpp does not agree with itself across instruction sets: the test measures that too, with another CPU
 * variant in another process, over all models of a type, and asks us to be no worse by more than the slack. The same
 * goes for gelu, which ggml looks up in a table of F16 numbers on the processor.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { tensorTypes } from "../../main/formats/gguf/tensorTypes.ts";
import { Device } from "../../main/ggml/device.ts";
import { GgmlType } from "../../main/ggml/tensor.ts";
import { readAdapter } from "../../main/model/adapterFile.ts";
import { families } from "../../main/model/architectures/families.ts";
import { HeadPass } from "../../main/model/headPass.ts";
import { LoraWeights } from "../../main/model/lora.ts";
import { type Packing, pack, type TextTree } from "../../main/model/packing.ts";
import { type RandomModelOptions, writeRandomModel } from "../../main/model/randomModel.ts";
import { Model } from "../../main/model/weights.ts";
import {
    logitsOfLlama,
    logitsOfVariant,
    type OracleAnswer,
    type OracleQuestion,
    otherVariant,
} from "../support/llamaOracle.ts";
import {
    engineLogits,
    largestDifference,
    logSoftmax,
    randomTokens,
    tinyModel,
    windowed,
    writeRandomAdapter,
} from "../support/logits.ts";

const vocabulary = 64;
const exactTolerance = 1e-3;
/**
 * How much worse than llama.cpp's own variants we may be: each is one draw of the same rounding noise, and where matrices
 * lie in another order (layout.ts; most of all with AMX) we add a rounding of our own.
 */
const slack = 3;
/** What is assumed where this kind of processor has one CPU library only, so that nothing can be measured. */
const assumedNoise: Difference = { largest: 0.15, mean: 0.03 };
const types = ["F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"] as const;
const names = families.map(({ name }) => name);
/** Storage types say nothing new about a family: all of them for the first three, one that rounds for the others. */
const typesOf = (architecture: string) =>
    ["llama", "qwen2", "qwen3"].includes(architecture) ? types : (["F32", "Q8_0"] as const);
const integer = (value: number) => ({ type: "uint32", value }) as const;
const float = (value: number) => ({ type: "float32", value }) as const;
const yarn = { type: "yarn", factor: 4, originalContext: 128 } as const;

/** Every other type that ggml multiplies with: K- and I-quants, ternary and 4-bit floats. */
const rareTypes = [...tensorTypes.values()].filter(
    ({ id, name }) => !Object.values<number>(GgmlType).includes(id) && !/^(i\d+|f64|q8_1|q8_K)$/.test(name),
);

const cases: [string, RandomModelOptions][] = [
    ...names.flatMap((architecture) =>
        typesOf(architecture).map((type): [string, RandomModelOptions] => [
            `${architecture} ${type}`,
            tinyModel({ architecture, type: GgmlType[type] }),
        ]),
    ),
    ...rareTypes.map(({ id, name }): [string, RandomModelOptions] => [
        `llama ${name}`,
        tinyModel({ type: id }),
    ]),
    ["llama tied", tinyModel({ tied: true })],
    ["llama Q8_0 tied", tinyModel({ tied: true, type: GgmlType.Q8_0 })],
    ["llama with rope_freqs", tinyModel({ ropeFactors: true })],
    ["llama with q, k, v biases", tinyModel({ bias: true })],
    ["llama with linear scaling", tinyModel({ ropeScaling: { type: "linear", factor: 4 } })],
    ["llama with scaling of no type", tinyModel({ ropeScaling: { factor: 4 } })],
    ["llama with scaling none", tinyModel({ ropeScaling: { type: "none", factor: 4 } })],
    ["llama with yarn", tinyModel({ ropeScaling: yarn })],
    ["qwen2 with yarn", tinyModel({ architecture: "qwen2", ropeScaling: yarn })],
    [
        "llama with yarn and keys that llama.cpp does not read",
        tinyModel({
            ropeScaling: yarn,
            metadata: {
                "rope.scaling.yarn_ext_factor": float(0.5),
                "rope.scaling.yarn_attn_factor": float(2),
                "rope.scaling.yarn_beta_fast": float(4),
                "rope.scaling.yarn_beta_slow": float(2),
            },
        }),
    ],
    [
        "llama with yarn and an attention factor",
        tinyModel({ ropeScaling: yarn, metadata: { "rope.scaling.attn_factor": float(1.4) } }),
    ],
    ["llama with yarn that shrinks", tinyModel({ ropeScaling: { ...yarn, factor: 0.5 } })],
    ["llama with yarn of no original length", tinyModel({ ropeScaling: { type: "yarn", factor: 4 } })],
    ["llama with longrope", tinyModel({ ropeFactors: true, ropeScaling: { type: "longrope", factor: 1 } })],
    ["phi3 with long factors", longPhi({})],
    ["phi3 with heads that rotate in part", longPhi({ "rope.dimension_count": integer(48) })],
    ["phi3 with a window, which llama.cpp leaves out", longPhi({ "attention.sliding_window": integer(6) })],
    ["phi3 without factors", tinyModel({ architecture: "phi3", ropeFactors: false, bias: true })],
    [
        "gemma3 of seven blocks",
        tinyModel({
            architecture: "gemma3",
            layers: 7,
            tied: true,
            metadata: { "attention.sliding_window": integer(6), "rope.freq_base_swa": float(777) },
            ropeScaling: { type: "linear", factor: 8 },
        }),
    ],
    ["gemma3 without windows", tinyModel({ architecture: "gemma3", metadata: {} })],
    ["gemma3 with yarn", tinyModel({ architecture: "gemma3", ropeScaling: yarn })],
    [
        "olmo2 with windows and yarn",
        tinyModel({
            architecture: "olmo2",
            metadata: { ...windowed, "rope.scaling.attn_factor": float(1.4) },
            ropeScaling: yarn,
        }),
    ],
    ["smollm3 tied", tinyModel({ architecture: "smollm3", tied: true })],
    [
        "granite without factors",
        tinyModel({ architecture: "granite", tied: true, metadata: { logit_scale: float(8) } }),
    ],
    [
        "granite that does not rotate",
        tinyModel({
            architecture: "granite",
            metadata: { logit_scale: float(1), "rope.scaling.finetuned": { type: "bool", value: false } },
        }),
    ],
    ["qwen2 without biases, tied", tinyModel({ architecture: "qwen2", bias: false, tied: true })],
    ["qwen3 tied", tinyModel({ architecture: "qwen3", tied: true })],
];

/** A context of 512 tokens beyond the original one of 128, though the texts are short. */
function longPhi(metadata: RandomModelOptions["metadata"]): RandomModelOptions {
    return tinyModel({
        architecture: "phi3",
        metadata: { "rope.scaling.original_context_length": integer(128), ...metadata },
    });
}

/** Several short texts rather than a long one: a tipped value does not reach the next text. */
const texts = Array.from({ length: 5 }, (_, i) => randomTokens(16, i));
const folder = mkdtempSync(join(tmpdir(), "qadapter-forward-"));
const modelPath = (name: string) => join(folder, `${name.replaceAll(/\W+/g, "-")}.gguf`);
const adapterPath = (name: string) => `${modelPath(name)}.lora`;
const questions = (name: string): OracleQuestion[] =>
    [undefined, adapterPath(name)].map((adapter) => ({ model: modelPath(name), adapter, sequences: texts }));
const roundsGelu = (architecture: string) =>
    families.find(({ name }) => name === architecture)?.activation === "gelu";
const isExact = ({ type, architecture }: RandomModelOptions) =>
    type === GgmlType.F32 && !roundsGelu(architecture);

const inexact = cases.filter(([, options]) => !isExact(options));
/** by type: the largest differences of two variants of llama.cpp, and of us from llama.cpp */
const noise = new Map<number, Difference>();
const seen = new Map<number, Difference>();
let device: Device;

beforeAll(() => {
    device = Device.open("cpu", 1);
    for (const [name, options] of cases) {
        writeRandomModel(modelPath(name), options);
        writeRandomAdapter(adapterPath(name), modelPath(name), 11);
    }
    measureNoise();
});
afterAll(() => {
    console.log(summary());
    device.dispose();
    rmSync(folder, { recursive: true });
});

function measureNoise(): void {
    const variant = otherVariant();
    if (!variant) return;
    const asked = inexact.flatMap(([name, { type }]) =>
        questions(name).map((question) => ({ type, question })),
    );
    const answers = logitsOfVariant(
        variant,
        asked.map(({ question }) => question),
        folder,
    );
    asked.forEach(({ type, question }, i) => {
        const found = differenceOf(
            toLogProbabilities(logitsOfLlama(question)),
            toLogProbabilities(answers[i] ?? []),
        );
        collect(noise, type, found);
    });
}

/** Of a type. The one model of a rare type says too little about its rounding: for these all types count together. */
function noiseOf(type: number): Difference {
    const known = rareTypes.some(({ id }) => id === type)
        ? [...noise.values()]
        : [noise.get(type) ?? []].flat();
    if (known.length === 0) return assumedNoise;
    return {
        largest: Math.max(...known.map(({ largest }) => largest)),
        mean: Math.max(...known.map(({ mean }) => mean)),
    };
}

function collect(all: Map<number, Difference>, type: number, { largest, mean }: Difference): void {
    const known = all.get(type) ?? { largest: 0, mean: 0 };
    all.set(type, { largest: Math.max(known.largest, largest), mean: Math.max(known.mean, mean) });
}

interface Difference {
    /** over all positions and tokens */
    largest: number;
    /** over the positions' largest */
    mean: number;
}

function differenceOf(a: Float64Array, b: Float64Array): Difference {
    const rows = Array.from({ length: a.length / vocabulary }, (_, row) => {
        const [from, to] = [row * vocabulary, (row + 1) * vocabulary];
        return largestDifference(a.subarray(from, to), b.subarray(from, to));
    });
    return { largest: largestDifference(a, b), mean: rows.reduce((sum, x) => sum + x, 0) / rows.length };
}

function toLogProbabilities(answer: OracleAnswer): Float64Array {
    return logSoftmax(Float32Array.from(answer.flatMap((logits) => [...logits])), vocabulary);
}

/** A text as a packing whose rows are the states after each of its tokens. */
function alone(text: readonly number[]): TextTree {
    return { prompt: text.slice(0, 1), branches: [text.slice(1)] };
}

async function ask(question: OracleQuestion, packing: Packing) {
    const model = Model.load(readGguf(question.model), device);
    const adapter = question.adapter ? readAdapter(question.adapter, device.library) : undefined;
    const lora = adapter && new LoraWeights(device, model.config.layers, adapter.matrices, adapter.alpha);
    lora?.upload(adapter?.values ?? []);
    const { logits, states } = await engineLogits(model, packing, lora?.layers);
    const pass = new HeadPass(model);
    const head = await pass.run(states, packing.actions, false);
    pass.dispose();
    lora?.dispose();
    model.dispose();
    return { logProbabilities: logSoftmax(logits, vocabulary), head };
}

/** The measured numbers, worst model of each type. */
function summary(): string {
    const lines = types.map((type) => {
        const [ours, own] = [seen, noise].map((all) => all.get(GgmlType[type]));
        return `${type}: ${ours ? show(ours) : "not run"}${own ? `; its variants from each other: ${show(own)}` : ""}`;
    });
    return `Log-probabilities, largest (mean) difference from llama.cpp:\n${lines.join("\n")}`;
}

const show = ({ largest, mean }: Difference) => `${largest.toExponential(1)} (mean ${mean.toExponential(1)})`;

describe.each(cases)("%s", (name, options) => {
    test.each(
        questions(name).map((q): [string, OracleQuestion] => [q.adapter ? "with an adapter" : "alone", q]),
    )("equals llama.cpp, %s", async (kind, question) => {
        const packing = pack(texts.map(alone), 0);
        const ours = await ask(question, packing);
        const found = differenceOf(ours.logProbabilities, toLogProbabilities(logitsOfLlama(question)));
        const own = isExact(options) ? { largest: 0, mean: 0 } : noiseOf(options.type);
        const measured = `${name}, ${kind}: ${show(found)} from llama.cpp`;
        const message = isExact(options) ? measured : `${measured}; its variants of this type: ${show(own)}`;
        collect(seen, options.type, found);
        expect(found.largest, message).toBeLessThanOrEqual(Math.max(exactTolerance, slack * own.largest));
        expect(found.mean, message).toBeLessThanOrEqual(Math.max(exactTolerance, slack * own.mean));
        expectHeadAgrees(ours, packing);
    });

    test("the adapter is felt", () => {
        const [bare, adapted] = questions(name).map((question) =>
            toLogProbabilities(logitsOfLlama(question)),
        );
        expect(largestDifference(bare as Float64Array, adapted as Float64Array)).toBeGreaterThan(0.3);
    });
});

/** What HeadPass makes of the states agrees with the full logits. */
function expectHeadAgrees(
    { logProbabilities, head }: Awaited<ReturnType<typeof ask>>,
    packing: Packing,
): void {
    const picked = Array.from(
        packing.actions,
        (token, row) => logProbabilities[row * vocabulary + token] as number,
    );
    const fromHead = head.logit.map((logit, row) => logit - (head.logSumExp[row] as number));
    expect(largestDifference(fromHead, picked)).toBeLessThan(1e-5);
}

describe("packed texts", () => {
    const small: TextTree[] = [
        { prompt: randomTokens(20, 2), branches: [randomTokens(15, 3), randomTokens(9, 4)] },
        { prompt: randomTokens(12, 5), branches: [randomTokens(1, 6), [], randomTokens(30, 7)] },
    ];
    const large: TextTree = {
        prompt: randomTokens(200, 8),
        branches: [randomTokens(60, 9), randomTokens(50, 10)],
    };
    const packings: [string, TextTree[], number][] = [
        ["one dense block", small, 1],
        ["trunk and branches in blocks of their own", [large], 3],
        ["both, mixed", [small[0] as TextTree, large, small[1] as TextTree], 5],
    ];

    describe.each(names)("%s", (family) => {
        const name = `${family} F32`;
        test.each(packings)("%s", async (_, items, blocks) => {
            const packing = pack(items, 0);
            expect(packing.blocks).toHaveLength(blocks);
            for (const question of questions(name)) {
                const together = (await ask(question, packing)).logProbabilities;
                for (const { item, branch, firstRow, length } of packing.branches) {
                    const { prompt, branches } = items[item] as TextTree;
                    const text = [...prompt, ...(branches[branch] as number[])];
                    const rows = (all: Float64Array, from: number) =>
                        all.subarray(from * vocabulary, (from + length + 1) * vocabulary);
                    const packed = rows(together, firstRow);
                    const ours = (await ask(question, pack([alone(text)], 0))).logProbabilities;
                    const theirs = toLogProbabilities(logitsOfLlama({ ...question, sequences: [text] }));
                    expect(largestDifference(packed, rows(ours, prompt.length - 1))).toBeLessThan(
                        roundsGelu(family) ? exactTolerance : 1e-4,
                    );
                    expect(largestDifference(packed, rows(theirs, prompt.length - 1))).toBeLessThan(
                        exactTolerance,
                    );
                }
            }
        });
    });
});
