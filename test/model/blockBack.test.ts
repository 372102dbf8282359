/**
 * The backward pass of a whole block of every family against central differences, with an adapter on every linear
 * layer and dropout.
 */
import { afterAll, beforeAll, test } from "vitest";
import { Device } from "../../main/ggml/device.ts";
import type { Graph } from "../../main/ggml/graph.ts";
import type { RopeSettings } from "../../main/ggml/rope.ts";
import type { Tensor } from "../../main/ggml/tensor.ts";
import type { Architecture } from "../../main/model/architectures/architecture.ts";
import { families } from "../../main/model/architectures/families.ts";
import type { ModelConfig } from "../../main/model/architectures.ts";
import { blockBack } from "../../main/model/backward.ts";
import { packedBlock } from "../../main/model/packedPass.ts";
import { modelTargets, targetShape } from "../../main/model/targets.ts";
import type { LayerWeights } from "../../main/model/weights.ts";
import type { Differentiable } from "../support/finiteDifferences.ts";
import {
    adapter,
    type Blocks,
    check,
    dropoutMask,
    ExactGraph,
    type Inputs,
    integers,
    layouts,
    matrix,
    pair,
    random,
    tolerance,
    weight,
} from "../support/gradientInputs.ts";

let device: Device;
beforeAll(() => {
    device = Device.open("cpu", 1);
});
afterAll(() => device.dispose());

const rope: RopeSettings = {
    dimensions: 4,
    mode: 0,
    contextOriginal: 64,
    base: 100,
    scale: 1,
    extFactor: 0,
    attentionFactor: 1,
    betaFast: 32,
    betaSlow: 1,
};

/** A block of a family, with its features at values that show. */
function configOf(name: string, changes: Partial<ModelConfig> = {}): ModelConfig {
    const architecture = families.find((a) => a.name === name) as Architecture;
    const headSize = architecture.queryKeyNorm === "head" ? 8 : 4;
    const ownRope = { ...rope, dimensions: headSize, mode: architecture.ropeMode };
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
        rope: ownRope,
        fusedTensors: architecture.fusedTensors ? ["qkv", "gate_up"] : [],
        tiedOutput: false,
        embeddingScale: 1,
        residualScale: 1,
        attentionScale: 1 / Math.sqrt(headSize),
        logitScale: 1,
        attention: [{ rope: ownRope }],
        ...changes,
    };
}

const variants: [string, ModelConfig][] = [
    ...families.map(({ name }): [string, ModelConfig] => [name, configOf(name)]),
    ["smollm3 without rotation", configOf("smollm3", { attention: [{}] })],
    [
        "phi3 that rotates in part",
        configOf("phi3", { attention: [{ rope: { ...rope, mode: 2, dimensions: 2 } }] }),
    ],
    ["granite with factors", configOf("granite", { residualScale: 0.3, attentionScale: 0.9 })],
    ["llama with qkv in one", configOf("llama", { fusedTensors: ["qkv"] })],
    [
        "llama with yarn",
        configOf("llama", {
            attention: [{ rope: { ...rope, scale: 0.25, extFactor: 1, contextOriginal: 16 } }],
        }),
    ],
];
const cases = variants.flatMap(([name, config]) =>
    layouts.map(([layout, blocks]): [string, string, ModelConfig, () => Blocks] => [
        name,
        layout,
        config,
        blocks,
    ]),
);

test.each(cases)("%s, %s", async (_name, _layout, config, layout) => {
    const blocks = layout();
    const targets = modelTargets(config);
    const inputs: Inputs = {
        x: random([16, blocks.tokens]),
        ...blocks.masks,
        ...blockInputs(config, blocks.tokens),
    };
    const names = ["x", ...targets.flatMap((target) => [`${target}.a`, `${target}.b`])];
    const build = (g: Graph, t: Record<string, Tensor>): Differentiable => {
        const weights = layerWeights(config, t);
        const context = {
            config,
            layer: 0,
            positions: t.positions as Tensor,
            ropeFactors: t.ropeFactors ?? null,
        };
        const lora = Object.fromEntries(targets.map((target) => [target, pair(t, target)]));
        const dropout = {
            attentionInput: t["drop.attentionInput"],
            attentionOutput: t["drop.attentionOutput"],
            feedForwardInput: t["drop.feedForwardInput"],
            activation: t["drop.activation"],
        };
        const packed = { context, blocks: blocks.of(t) };
        const saved = packedBlock(g, packed, weights, t.x as Tensor, lora, dropout);
        return {
            y: saved.y,
            back: (dy) => {
                const { dx, lora: d } = blockBack(
                    g,
                    context,
                    weights,
                    dy,
                    saved,
                    packed.blocks,
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
    };
    await check(device, inputs, tolerance.block, names, build, ExactGraph);
});

/** Weights, adapters, dropout and positions of a block; biases and frequency factors where the family has them. */
function blockInputs(config: ModelConfig, tokens: number): Inputs {
    const { architecture, heads, kvHeads, headSize } = config;
    const inputs: Inputs = {
        positions: integers(Int32Array.from({ length: tokens }, (_, i) => (i * 3) % 8)),
        "drop.attentionInput": dropoutMask([16, tokens]),
        "drop.attentionOutput": dropoutMask([heads * headSize, tokens]),
        "drop.feedForwardInput": dropoutMask([16, tokens]),
        "drop.activation": dropoutMask([20, tokens]),
    };
    const norms = (names: string[], width: number) => {
        for (const name of names) inputs[name] = random([width], 0.2, 1);
    };
    if (architecture.norms !== "output") norms(["attentionNorm", "feedForwardNorm"], 16);
    if (architecture.norms !== "input") norms(["attentionPostNorm", "feedForwardPostNorm"], 16);
    if (architecture.queryKeyNorm === "head") norms(["queryNorm", "keyNorm"], headSize);
    if (architecture.queryKeyNorm === "row") {
        norms(["queryNorm"], heads * headSize);
        norms(["keyNorm"], kvHeads * headSize);
    }
    const rotated = config.attention[0]?.rope?.dimensions ?? 0;
    if (architecture.ropeFactors && rotated) inputs.ropeFactors = random([rotated / 2], 0.3, 2);
    for (const target of modelTargets(config)) {
        const { inputs: from, outputs: to } = targetShape(config, target);
        Object.assign(inputs, matrix(target, from, to), adapter(target, from, to, 2));
        const isBiased = architecture.name === "qwen2" || config.fusedTensors.length > 0;
        if (isBiased && "qkv".includes(target)) inputs[`${target}.bias`] = random([to], 0.5);
    }
    return inputs;
}

function layerWeights(config: ModelConfig, t: Record<string, Tensor>): LayerWeights {
    return {
        attentionNorm: t.attentionNorm,
        attentionPostNorm: t.attentionPostNorm,
        feedForwardNorm: t.feedForwardNorm,
        feedForwardPostNorm: t.feedForwardPostNorm,
        queryNorm: t.queryNorm,
        keyNorm: t.keyNorm,
        linear: Object.fromEntries(
            modelTargets(config).map((target) => [target, weight(t, target)]),
        ) as LayerWeights["linear"],
        fused: {},
    };
}
