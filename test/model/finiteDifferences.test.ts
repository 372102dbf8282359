/**
 * Every backward function of the model by itself against central differences, on small F32 shapes; whole blocks are
 * in blockBack.test.ts. The whole backward pass against PyTorch is test/training/golden.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Device } from "../../main/ggml/device.ts";
import { Graph } from "../../main/ggml/graph.ts";
import { getFloats, Scheduler, setTensor } from "../../main/ggml/scheduler.ts";
import { GgmlType, type Tensor } from "../../main/ggml/tensor.ts";
import { gemma3 } from "../../main/model/architectures/gemma3.ts";
import { llama } from "../../main/model/architectures/llama.ts";
import type { ModelConfig } from "../../main/model/architectures.ts";
import { attend, attendBack } from "../../main/model/attention.ts";
import { finalStatesBack, normBack } from "../../main/model/backward.ts";
import { finalStates, norm } from "../../main/model/forward.ts";
import { gated, gatedBack, geluWithSlope } from "../../main/model/gated.ts";
import { outputRows, policyHead } from "../../main/model/head.ts";
import { linear, linearBack } from "../../main/model/lora.ts";
import type { Model, OutputWeight } from "../../main/model/weights.ts";
import type { Differentiable } from "../support/finiteDifferences.ts";
import {
    adapter,
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
import { largestDifference } from "../support/logits.ts";

let device: Device;
beforeAll(() => {
    device = Device.open("cpu", 1);
});
afterAll(() => device.dispose());

describe("linearBack", () => {
    const shape = {
        ...matrix("w", 12, 9),
        "w.bias": random([9]),
        ...adapter("l", 12, 9, 3),
        x: random([12, 5]),
    };

    test.each([
        ["with bias", true, {}],
        ["with bias and dropout", true, { dropout: dropoutMask([12, 5]) }],
        ["with bias and dropout, B as in a file", false, { dropout: dropoutMask([12, 5]) }],
    ])("%s", async (_, isTurned: boolean, inputs: Inputs) => {
        const extra = { ...inputs, ...adapter("l", 12, 9, 3, isTurned) };
        await check(device, { ...shape, ...extra }, tolerance.linear, ["x", "l.a", "l.b"], (g, t) => {
            const x = t.x as Tensor;
            const { y, low } = linear(g, weight(t, "w"), x, pair(t, "l", isTurned), t.dropout);
            return {
                y,
                back: (dy) => {
                    const { dx, da, db } = linearBack(
                        g,
                        weight(t, "w"),
                        dy,
                        x,
                        pair(t, "l", isTurned),
                        low,
                        t.dropout,
                    );
                    return { x: dx, "l.a": da as Tensor, "l.b": db as Tensor };
                },
            };
        });
    });

    test("without an adapter", async () => {
        await check(device, shape, tolerance.linear, ["x"], (g, t) => ({
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
        await check(device, { q, k, v, ...blocks.masks }, tolerance.attention, ["q", "k", "v"], (g, t) => {
            const [tq, tk, tv] = [t.q as Tensor, t.k as Tensor, t.v as Tensor];
            const { out, probabilities } = attend(g, tq, tk, tv, blocks.of(t), 0.4);
            return {
                y: out,
                back: (dy) => {
                    const { dq, dk, dv } = attendBack(g, dy, tq, tk, tv, blocks.of(t), probabilities, 0.4);
                    return { q: dq, k: dk, v: dv };
                },
            };
        });
    });
});

test("normBack", async () => {
    const config = { rmsEpsilon: 1e-5 } as ModelConfig;
    const inputs = { x: random([16, 5]), weight: random([16], 0.2, 1) };
    await check(device, inputs, tolerance.norm, ["x"], (g, t) => ({
        y: norm(g, config, t.x as Tensor, t.weight as Tensor),
        back: (dy) => ({ x: normBack(g, config, dy, t.x as Tensor, t.weight as Tensor) }),
    }));
});

test("finalStatesBack, with a factor on the logits", async () => {
    const config = { rmsEpsilon: 1e-5, logitScale: 0.4 } as ModelConfig;
    const inputs = { x: random([16, 5]), weight: random([16], 0.2, 1) };
    await check(device, inputs, tolerance.norm, ["x"], (g, t) => {
        const model = { config, outputNorm: t.weight } as Model;
        return {
            y: finalStates(g, model, t.x as Tensor),
            back: (dy) => ({ x: finalStatesBack(g, model, dy, t.x as Tensor) }),
        };
    });
});

describe("gatedBack", () => {
    test.each([llama, gemma3])("of $name", async (architecture) => {
        const inputs = { gate: random([20, 30], 3), up: random([20, 30]) };
        const build = (g: Graph, t: Record<string, Tensor>): Differentiable => ({
            y: gated(g, architecture, t.gate as Tensor, t.up as Tensor),
            back: (dy) => {
                const { dGate, dUp } = gatedBack(g, architecture, dy, t.gate as Tensor, t.up as Tensor);
                return { gate: dGate, up: dUp };
            },
        });
        await check(device, inputs, tolerance.norm, ["gate", "up"], build, ExactGraph);
    });

    test("gelu is what ggml looks up, to the last digits of F16", async () => {
        const { values } = random([20, 30], 3);
        const g = new Graph(device.functions, 64);
        const scheduler = new Scheduler(device, 64);
        const [x, one] = [g.keptInput(GgmlType.F32, [20, 30]), g.keptInput(GgmlType.F32, [20, 30])];
        const ours = g.keep(geluWithSlope(g, x).value);
        const theirs = g.keep(g.geglu(x, one));
        scheduler.allocate(g);
        setTensor(device.functions, x, values);
        setTensor(device.functions, one, new Float32Array(600).fill(1));
        await scheduler.compute();
        const [exact, lookedUp] = [ours, theirs].map((y) => getFloats(device.functions, y, 600)) as [
            Float32Array,
            Float32Array,
        ];
        scheduler.dispose();
        g.dispose();
        expect(largestDifference(exact, lookedUp)).toBeLessThan(5e-3);
        expect(Math.max(...exact)).toBeGreaterThan(4);
    });
});

describe("the rows and the output matrix", () => {
    test("getRowsBack adds up rows that are taken twice", async () => {
        const inputs = { x: random([6, 5]), rows: integers(Int32Array.of(4, 1, 1, 0, 1)) };
        await check(device, inputs, tolerance.linear, ["x"], (g, t) => ({
            y: g.getRows(t.x as Tensor, t.rows as Tensor),
            back: (dy) => ({ x: g.getRowsBack(dy, t.rows as Tensor, t.x as Tensor) }),
        }));
    });

    const inputs = {
        ...matrix("w", 8, 13),
        u: random([8, 5], 2),
        tokens: integers(Int32Array.of(3, 0, 12, 7, 7)),
    };

    const outputWeight = (t: Record<string, Tensor>): OutputWeight => ({
        rows: t.w as Tensor,
        matrix: { w: t.w as Tensor },
        transposed: { w: t["w.t"] as Tensor },
    });

    test("expectedRow is the gradient of logSumExp", async () => {
        await check(device, inputs, tolerance.head, ["u"], (g, t) => {
            const output = outputWeight(t);
            const result = policyHead(g, output, t.u as Tensor, t.tokens as Tensor, true);
            return {
                y: g.reshape(result.logSumExp, [1, 5]),
                back: (dy) => ({ u: g.mul(result.expectedRow as Tensor, dy) }),
            };
        });
    });

    test("outputRows are the gradients of the tokens' logits", async () => {
        await check(device, inputs, tolerance.head, ["u"], (g, t) => {
            const output = outputWeight(t);
            return {
                y: g.reshape(policyHead(g, output, t.u as Tensor, t.tokens as Tensor, false).logit, [1, 5]),
                back: (dy) => ({ u: g.mul(outputRows(g, output, t.tokens as Tensor), dy) }),
            };
        });
    });
});
