/**
 * The engine on Vulkan against the engine on the processor: log-probabilities of a forward pass and of decoding with an
 * adapter, and the gradients of one training step. `npm run test:vulkan` runs this on the computer's graphics card,
 * `.ci/run` on Mesa's software device (llvmpipe), which needs keptBuffers.ts.
 *
 * Tolerances. F32 weights: 0.06 in log-probability, because Vulkan's kernels multiply in F16 (measured 0.026), and a
 * cosine of 0.9995 of every matrix's gradient. Q8_0: 0.4 (measured 0.20), since the processor rounds what it multiplies
 * with to 8 bits and Vulkan does not, and a cosine of 0.99, as any quantised base's against F32 (gradients.test.ts).
 * Not here: speed, other families and types, and several adapters at once.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Device } from "../../main/ggml/device.ts";
import { GgmlType } from "../../main/ggml/tensor.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { linearTargets } from "../../main/model/targets.ts";
import { compute, computeApart, type DeviceAnswer, type DeviceQuestion } from "../support/devicePart.ts";
import { tinyModel, writeRandomAdapter } from "../support/logits.ts";

const rule = { method: "q-adapter", origin: "residual", alpha0: 1, alphaTilde: 1, gamma: 1 } as const;
/** An adapter on q and v leaves gaps between the columns of gate, up and k: they are parts of one product. */
const all = linearTargets;
const models = [
    {
        architecture: "qwen3",
        type: "F32",
        tied: false,
        targets: ["q", "v"],
        difference: 0.06,
        cosine: 0.9995,
    },
    { architecture: "phi3", type: "F32", tied: false, targets: all, difference: 0.06, cosine: 0.9995 },
    { architecture: "llama", type: "Q8_0", tied: true, targets: all, difference: 0.4, cosine: 0.99 },
] as const;

const folder = mkdtempSync(join(tmpdir(), "qadapter-vulkan-"));
const measured: string[] = [];
const pathOf = (architecture: string) => join(folder, `${architecture}.gguf`);
const adapterOf = (architecture: string) => join(folder, `${architecture}.lora.gguf`);

beforeAll(() => {
    Device.open("cpu", 1).dispose(); // writing a model needs the processor's libraries
    for (const { architecture, type, tied, targets } of models) {
        const path = pathOf(architecture);
        writeRandomModel(path, tinyModel({ architecture, type: GgmlType[type], tied }));
        writeRandomAdapter(adapterOf(architecture), path, 5, rule, 4, targets);
    }
});
afterAll(() => {
    console.log(`Vulkan against the processor:\n${measured.join("\n")}`);
    rmSync(folder, { recursive: true });
});

/** The same on the processor and on Vulkan. */
async function both(
    part: DeviceQuestion["part"],
    architecture: string,
    signal: AbortSignal,
): Promise<[DeviceAnswer, DeviceAnswer]> {
    const paths = { model: pathOf(architecture), adapter: adapterOf(architecture) };
    const expected = await compute({ device: "cpu", part, ...paths });
    const answerPath = join(folder, `${architecture}-${part}.json`);
    const found = await computeApart({ device: "vulkan", part, ...paths }, answerPath, signal);
    expect(found.isGpu).toBe(true);
    expect(found.values.map(({ length }) => length)).toEqual(expected.values.map(({ length }) => length));
    expect(found.values.flat().every(Number.isFinite), "only numbers").toBe(true);
    expect(found.values, "another device never rounds alike").not.toEqual(expected.values);
    return [expected, found];
}

describe.each(models)("$architecture in $type on Vulkan", ({ architecture, type, difference, cosine }) => {
    test.for(["forward", "decoding"] as const)(
        "%s gives the same log-probabilities",
        async (part, { signal }) => {
            const [expected, found] = await both(part, architecture, signal);
            const largest = largestDifference(expected.values.flat(), found.values.flat());
            measured.push(`${architecture} ${type} ${part}: largest difference ${largest.toFixed(4)}`);
            expect(largest).toBeLessThan(difference);
        },
    );

    test("a training step gives the same gradients", async ({ signal }) => {
        const [expected, found] = await both("training", architecture, signal);
        const cosines = expected.values.map((gradient, i) => cosineOf(gradient, found.values[i] as number[]));
        const ratio = lengthOf(found.values.flat()) / lengthOf(expected.values.flat());
        const least = Math.min(...cosines);
        measured.push(
            `${architecture} ${type} training: least cosine ${least.toFixed(6)}, length ${ratio.toFixed(4)}`,
        );
        expect(least).toBeGreaterThan(cosine);
        expect(Math.abs(ratio - 1)).toBeLessThan(0.02);
    });
});

function largestDifference(a: readonly number[], b: readonly number[]): number {
    return a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - (b[i] as number))), 0);
}

function lengthOf(a: readonly number[]): number {
    return Math.sqrt(a.reduce((sum, x) => sum + x * x, 0));
}

function cosineOf(a: readonly number[], b: readonly number[]): number {
    return a.reduce((sum, x, i) => sum + x * (b[i] as number), 0) / (lengthOf(a) * lengthOf(b));
}
