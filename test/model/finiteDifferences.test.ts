/**
 * Every backward function of the model by itself against central differences, on small F32 shapes.
 * The whole backward pass against PyTorch is test/training/golden.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Device } from "../../main/ggml/device.ts";
import type { Graph } from "../../main/ggml/graph.ts";
import type { Tensor } from "../../main/ggml/tensor.ts";
import {
    type Architecture,
    architectures,
    linearTargets,
    type ModelConfig,
    targetShape,
} from "../../main/model/architectures.ts";
import { type AttentionBlock, attend, attendBack, type Span } from "../../main/model/attention.ts";
import { blockBack, normBack } from "../../main/model/backward.ts";
import { norm } from "../../main/model/forward.ts";
import { outputRows, policyHead } from "../../main/model/head.ts";
import { type LoraPair, linear, linearBack } from "../../main/model/lora.ts";
import { packedBlock } from "../../main/model/packedPass.ts";
import { pack } from "../../main/model/packing.ts";
import type { LayerWeights, LinearWeight } from "../../main/model/weights.ts";
import { compareGradients, type Differentiable, type Input } from "../support/finiteDifferences.ts";
import { randomTokens, randomValues } from "../support/logits.ts";

/**
 * Largest error of a gradient over its largest element: curvature (step² / 6 · third derivative) and F32 rounding
 * (about 1e-7 / step). Measured worst: 8e-6, 2e-5, 4e-5, 5e-5, 3e-4.
 */
const tolerance = { linear: 5e-5, norm: 1e-4, attention: 2e-4, head: 2e-4, block: 1e-3 };

type Inputs = Record<string, Input>;
let device: Device;
beforeAll(() => {
    device = Device.open("cpu", 1);
});
afterAll(() => device.dispose());

async function check(
    inputs: Inputs,
    allowed: number,
    names: readonly string[],
    build: (g: Graph, t: Record<string, Tensor>) => Differentiable,
): Promise<void> {
    const found = await compareGradients(device, inputs, build);
    expect(Object.keys(found).sort()).toEqual([...names].sort());
    for (const [name, { error, largest }] of Object.entries(found)) {
        expect(error, `${name}: relative error`).toBeLessThan(allowed);
        expect(largest, `${name}: largest element`).toBeGreaterThan(0.01);
    }
}

let seed = 1;
function random(ne: readonly number[], deviation = 1, mean = 0): Input {
    seed += 1;
    const count = ne.reduce((a, b) => a * b);
    return { ne, values: randomValues(count, deviation, seed).map((x) => x + mean) };
}

/** A mask of 0 and 1/(1−p) as training draws it, p = ¼. */
function dropoutMask(ne: readonly number[]): Input {
    return { ne, values: (random(ne).values as Float32Array).map((x) => (x < -0.8 ? 0 : 4 / 3)) };
}

function integers(values: Int32Array): Input {
    return { ne: [values.length], values };
}

/** A matrix and its transpose under `name` and `name.t`. */
function matrix(name: string, columns: number, rows: number): Inputs {
    const given = random([columns, rows], 1 / Math.sqrt(columns));
    const turned = new Float32Array(columns * rows);
    for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++)
            turned[column * rows + row] = given.values[row * columns + column] as number;
    return { [name]: given, [`${name}.t`]: { ne: [rows, columns], values: turned } };
}

function weight(t: Record<string, Tensor>, name: string): LinearWeight {
    return { w: t[name] as Tensor, transposed: t[`${name}.t`], bias: t[`${name}.bias`] };
}

function adapter(name: string, inputs: number, outputs: number, rank: number): Inputs {
    return {
        [`${name}.a`]: random([inputs, rank], 1 / Math.sqrt(inputs)),
        [`${name}.b`]: random([rank, outputs], 0.5),
    };
}

function pair(t: Record<string, Tensor>, name: string): LoraPair {
    return { a: t[`${name}.a`] as Tensor, b: t[`${name}.b`] as Tensor, scale: 0.5 };
}

/** `attend`'s blocks with their masks as inputs `mask.0` and so on. */
interface Blocks {
    masks: Inputs;
    tokens: number;
    of: (t: Record<string, Tensor>) => AttentionBlock[];
}

function blocksOf(
    tokens: number,
    blocks: readonly { span: Span; prefix?: Span; mask: Float32Array }[],
): Blocks {
    return {
        masks: Object.fromEntries(
            blocks.map(({ span, mask }, i) => [
                `mask.${i}`,
                { ne: [mask.length / span.count, span.count], values: mask },
            ]),
        ),
        tokens,
        of: (t) => blocks.map(({ span, prefix }, i) => ({ span, prefix, mask: t[`mask.${i}`] as Tensor })),
    };
}

/** Two prompts with two answers each in one masked block. */
function denseBlocks(): Blocks {
    const tree = (lengths: number[]) => ({
        prompt: randomTokens(lengths[0] as number, 1),
        branches: lengths.slice(1).map((n) => randomTokens(n, 2)),
    });
    const packing = pack([tree([3, 2, 1]), tree([2, 1, 3])], 0);
    expect(packing.blocks).toHaveLength(1);
    return blocksOf(packing.tokens.length, packing.blocks);
}

/** A prompt and two answers in blocks of their own, as `pack` makes them for long texts; before them a short text. */
function separateBlocks(): Blocks {
    const causal = (prefix: number, count: number) =>
        Float32Array.from({ length: (prefix + count) * count }, (_, i) =>
            i % (prefix + count) <= prefix + Math.floor(i / (prefix + count)) ? 0 : Number.NEGATIVE_INFINITY,
        );
    const trunk = { from: 2, count: 4 };
    return blocksOf(12, [
        { span: { from: 0, count: 2 }, mask: causal(0, 2) },
        { span: trunk, mask: causal(0, 4) },
        { span: { from: 6, count: 2 }, prefix: trunk, mask: causal(4, 2) }, // beside its trunk: one view
        { span: { from: 8, count: 4 }, prefix: trunk, mask: causal(4, 4) }, // away from it: joined
    ]);
}

const layouts: [string, () => Blocks][] = [
    ["one dense block of two items", denseBlocks],
    ["trunk and two branches in blocks of their own", separateBlocks],
];

describe("linearBack", () => {
    const shape = {
        ...matrix("w", 12, 9),
        "w.bias": random([9]),
        ...adapter("l", 12, 9, 3),
        x: random([12, 5]),
    };

    test.each([
        ["with bias", {}],
        ["with bias and dropout", { dropout: dropoutMask([12, 5]) }],
    ])("%s", async (_, extra: Inputs) => {
        await check({ ...shape, ...extra }, tolerance.linear, ["x", "l.a", "l.b"], (g, t) => {
            const x = t.x as Tensor;
            const { y, low } = linear(g, weight(t, "w"), x, pair(t, "l"), t.dropout);
            return {
                y,
                back: (dy) => {
                    const { dx, da, db } = linearBack(g, weight(t, "w"), dy, x, pair(t, "l"), low, t.dropout);
                    return { x: dx, "l.a": da as Tensor, "l.b": db as Tensor };
                },
            };
        });
    });

    test("without an adapter", async () => {
        await check(shape, tolerance.linear, ["x"], (g, t) => ({
            y: linear(g, weight(t, "w"), t.x as Tensor).y,
            back: (dy) => ({ x: linearBack(g, weight(t, "w"), dy, t.x as Tensor).dx }),
        }));
    });
});

describe("attendBack", () => {
    test.each(layouts)("%s, four heads on two", async (_, layout) => {
        const blocks = layout();
        const [q, k, v] = [
            random([8, 4, blocks.tokens]),
            random([8, 2, blocks.tokens]),
            random([8, 2, blocks.tokens]),
        ];
        await check({ q, k, v, ...blocks.masks }, tolerance.attention, ["q", "k", "v"], (g, t) => {
            const [tq, tk, tv] = [t.q as Tensor, t.k as Tensor, t.v as Tensor];
            const { out, probabilities } = attend(g, tq, tk, tv, blocks.of(t));
            return {
                y: out,
                back: (dy) => {
                    const { dq, dk, dv } = attendBack(g, dy, tq, tk, tv, blocks.of(t), probabilities);
                    return { q: dq, k: dk, v: dv };
                },
            };
        });
    });
});

function configOf(name: string): ModelConfig {
    const architecture = architectures.find((a) => a.name === name) as Architecture;
    const headSize = name === "qwen3" ? 8 : 4;
    return {
        architecture,
        layers: 1,
        hidden: 16,
        heads: 4,
        kvHeads: 2,
        headSize,
        feedForward: 20,
        vocabulary: 11,
        contextLength: 64,
        rmsEpsilon: 1e-5,
        rope: {
            dimensions: headSize,
            mode: architecture.ropeMode,
            contextOriginal: 64,
            base: 100,
            scale: 1,
            extFactor: 0,
            attentionFactor: 1,
            betaFast: 32,
            betaSlow: 1,
        },
        tiedOutput: false,
    };
}

test("normBack", async () => {
    const config = configOf("llama");
    const inputs = { x: random([16, 5]), weight: random([16], 0.2, 1) };
    await check(inputs, tolerance.norm, ["x"], (g, t) => ({
        y: norm(g, config, t.x as Tensor, t.weight as Tensor),
        back: (dy) => ({ x: normBack(g, config, dy, t.x as Tensor, t.weight as Tensor) }),
    }));
});

describe("blockBack", () => {
    const cases = ["llama", "qwen2", "qwen3"].flatMap((name) =>
        layouts.map(([layout, blocks]): [string, string, () => Blocks] => [name, layout, blocks]),
    );

    test.each(cases)("%s, %s", async (name, _, layout) => {
        const config = configOf(name);
        const blocks = layout();
        const inputs: Inputs = {
            x: random([16, blocks.tokens]),
            ...blocks.masks,
            ...blockInputs(config, blocks.tokens),
        };
        const names = ["x", ...linearTargets.flatMap((target) => [`${target}.a`, `${target}.b`])];
        await check(inputs, tolerance.block, names, (g, t) => {
            const weights = layerWeights(t);
            const context = { config, positions: t.positions as Tensor, ropeFactors: t.ropeFactors ?? null };
            const lora = Object.fromEntries(linearTargets.map((target) => [target, pair(t, target)]));
            const dropout = {
                attentionInput: t["drop.attentionInput"],
                attentionOutput: t["drop.attentionOutput"],
                feedForwardInput: t["drop.feedForwardInput"],
                activation: t["drop.activation"],
            };
            const saved = packedBlock(g, context, blocks.of(t), weights, t.x as Tensor, lora, dropout);
            return {
                y: saved.y,
                back: (dy) => {
                    const { dx, lora: d } = blockBack(
                        g,
                        context,
                        weights,
                        dy,
                        saved,
                        blocks.of(t),
                        lora,
                        dropout,
                    );
                    const pairs = Object.entries(d).flatMap(([target, { da, db }]) => [
                        [`${target}.a`, da],
                        [`${target}.b`, db],
                    ]);
                    return { x: dx, ...(Object.fromEntries(pairs) as Record<string, Tensor>) };
                },
            };
        });
    });

    /** Weights, adapters, dropout and positions of a block; biases and frequency factors where the family has them. */
    function blockInputs(config: ModelConfig, tokens: number): Inputs {
        const inputs: Inputs = {
            attentionNorm: random([16], 0.2, 1),
            feedForwardNorm: random([16], 0.2, 1),
            positions: integers(Int32Array.from({ length: tokens }, (_, i) => (i * 3) % 8)),
            "drop.attentionInput": dropoutMask([16, tokens]),
            "drop.attentionOutput": dropoutMask([config.heads * config.headSize, tokens]),
            "drop.feedForwardInput": dropoutMask([16, tokens]),
            "drop.activation": dropoutMask([20, tokens]),
        };
        if (config.architecture.name === "llama") inputs.ropeFactors = random([config.headSize / 2], 0.3, 2);
        if (config.architecture.queryKeyNorm)
            for (const norm of ["queryNorm", "keyNorm"]) inputs[norm] = random([config.headSize], 0.2, 1);
        for (const target of linearTargets) {
            const { inputs: from, outputs: to } = targetShape(config, target);
            Object.assign(inputs, matrix(target, from, to), adapter(target, from, to, 2));
            if (config.architecture.name === "qwen2" && "qkv".includes(target))
                inputs[`${target}.bias`] = random([to], 0.5);
        }
        return inputs;
    }

    function layerWeights(t: Record<string, Tensor>): LayerWeights {
        return {
            attentionNorm: t.attentionNorm as Tensor,
            feedForwardNorm: t.feedForwardNorm as Tensor,
            queryNorm: t.queryNorm,
            keyNorm: t.keyNorm,
            linear: Object.fromEntries(
                linearTargets.map((target) => [target, weight(t, target)]),
            ) as LayerWeights["linear"],
            fused: {},
        };
    }
});

describe("the rows and the output matrix", () => {
    test("getRowsBack adds up rows that are taken twice", async () => {
        const inputs = { x: random([6, 5]), rows: integers(Int32Array.of(4, 1, 1, 0, 1)) };
        await check(inputs, tolerance.linear, ["x"], (g, t) => ({
            y: g.getRows(t.x as Tensor, t.rows as Tensor),
            back: (dy) => ({ x: g.getRowsBack(dy, t.rows as Tensor, t.x as Tensor) }),
        }));
    });

    const inputs = {
        ...matrix("w", 8, 13),
        u: random([8, 5], 2),
        tokens: integers(Int32Array.of(3, 0, 12, 7, 7)),
    };

    test("expectedRow is the gradient of logSumExp", async () => {
        await check(inputs, tolerance.head, ["u"], (g, t) => {
            const result = policyHead(g, weight(t, "w"), t.u as Tensor, t.tokens as Tensor, true);
            return {
                y: g.reshape(result.logSumExp, [1, 5]),
                back: (dy) => ({ u: g.mul(result.expectedRow as Tensor, dy) }),
            };
        });
    });

    test("outputRows are the gradients of the tokens' logits", async () => {
        await check(inputs, tolerance.head, ["u"], (g, t) => ({
            y: g.reshape(
                policyHead(g, weight(t, "w"), t.u as Tensor, t.tokens as Tensor, false).logit,
                [1, 5],
            ),
            back: (dy) => ({ u: g.mul(outputRows(g, weight(t, "w"), t.tokens as Tensor), dy) }),
        }));
    });
});
