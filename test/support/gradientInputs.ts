/**
 * What tests of backward functions feed them: random matrices, adapters, masks and packed layouts; and the comparison
 * with central differences (finiteDifferences.ts) within a tolerance.
 */
import { expect } from "vitest";
import type { Device } from "../../main/ggml/device.ts";
import { Graph } from "../../main/ggml/graph.ts";
import type { Tensor } from "../../main/ggml/tensor.ts";
import type { AttentionBlock, Span } from "../../main/model/attention.ts";
import { geluWithSlope } from "../../main/model/gated.ts";
import type { LoraPair } from "../../main/model/lora.ts";
import { pack } from "../../main/model/packing.ts";
import type { LinearWeight } from "../../main/model/weights.ts";
import { compareGradients, type Differentiable, type Input } from "./finiteDifferences.ts";
import { randomTokens, randomValues } from "./logits.ts";

/**
 * Largest error of a gradient over its largest element: curvature (step² / 6 · third derivative) and F32 rounding
 * (about 1e-7 / step). Measured worst: 2e-5, 3e-5, 7e-5, 7e-5, 8e-4.
 */
export const tolerance = { linear: 5e-5, norm: 1e-4, attention: 2e-4, head: 2e-4, block: 2e-3 };

export type Inputs = Record<string, Input>;
/** Compares every gradient with central differences. */
export async function check(
    device: Device,
    inputs: Inputs,
    allowed: number,
    names: readonly string[],
    build: (g: Graph, t: Record<string, Tensor>) => Differentiable,
    GraphType?: typeof Graph,
): Promise<void> {
    const found = await compareGradients(device, inputs, build, GraphType);
    expect(Object.keys(found).sort()).toEqual([...names].sort());
    for (const [name, { error, largest }] of Object.entries(found)) {
        expect(error, `${name}: relative error`).toBeLessThan(allowed);
        expect(largest, `${name}: largest element`).toBeGreaterThan(0.01);
    }
}

let seed = 1;
export function random(ne: readonly number[], deviation = 1, mean = 0): Input {
    seed += 1;
    const count = ne.reduce((a, b) => a * b);
    return { ne, values: randomValues(count, deviation, seed).map((x) => x + mean) };
}

/** A mask of 0 and 1/(1−p) as training draws it, p = ¼. */
export function dropoutMask(ne: readonly number[]): Input {
    return { ne, values: (random(ne).values as Float32Array).map((x) => (x < -0.8 ? 0 : 4 / 3)) };
}

export function integers(values: Int32Array): Input {
    return { ne: [values.length], values };
}

/** A matrix and its transpose under `name` and `name.t`. */
export function matrix(name: string, columns: number, rows: number): Inputs {
    const given = random([columns, rows], 1 / Math.sqrt(columns));
    const turned = new Float32Array(columns * rows);
    for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++)
            turned[column * rows + row] = given.values[row * columns + column] as number;
    return { [name]: given, [`${name}.t`]: { ne: [rows, columns], values: turned } };
}

export function weight(t: Record<string, Tensor>, name: string): LinearWeight {
    const turned = t[`${name}.t`];
    return {
        matrix: { w: t[name] as Tensor },
        transposed: turned && { w: turned },
        bias: t[`${name}.bias`],
    };
}

export function adapter(
    name: string,
    inputs: number,
    outputs: number,
    rank: number,
    isTurned = true,
): Inputs {
    return {
        [`${name}.a`]: random([inputs, rank], 1 / Math.sqrt(inputs)),
        [`${name}.b`]: random(isTurned ? [outputs, rank] : [rank, outputs], 0.5),
    };
}

export function pair(t: Record<string, Tensor>, name: string, isTurned = true): LoraPair {
    return { a: t[`${name}.a`] as Tensor, b: t[`${name}.b`] as Tensor, isTurned, scale: 0.5 };
}

/** `attend`'s blocks with their masks as inputs `mask.0` and so on. */
export interface Blocks {
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

export const layouts: [string, () => Blocks][] = [
    ["one dense block of two items", denseBlocks],
    ["trunk and two branches in blocks of their own", separateBlocks],
];

/** Looks gelu up nowhere: differences of table steps are no gradient. */
export class ExactGraph extends Graph {
    override geglu(gate: Tensor, up: Tensor): Tensor {
        return this.mul(geluWithSlope(this, gate).value, up);
    }
}
