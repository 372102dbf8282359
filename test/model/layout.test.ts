/** Matrices in every layout that a device offers multiply as those of the file do. */
import { afterAll, describe, expect, test } from "vitest";
import { Device } from "../../main/ggml/device.ts";
import { Graph } from "../../main/ggml/graph.ts";
import { Dequantizer, quantize } from "../../main/ggml/quantize.ts";
import { getFloats, Scheduler, setTensor } from "../../main/ggml/scheduler.ts";
import { Storage } from "../../main/ggml/storage.ts";
import { GgmlType } from "../../main/ggml/tensor.ts";
import {
    blockSums,
    layoutBytes,
    type ProductWeight,
    paddedBlocks,
    product,
    splitQ41,
} from "../../main/model/layout.ts";
import { chooseLayout } from "../../main/model/layoutTrial.ts";
import { createRandom } from "../../main/random.ts";

const device = Device.open("cpu", 1);
const f = device.functions;
const [inputs, outputs, columns] = [128, 64, 3];
const random = createRandom(5);
const values = new Float32Array(inputs * outputs).map(() => random.next() - 0.4);
const x = new Float32Array(inputs * columns).map(() => random.next() - 0.5);
const packed = quantize(f, GgmlType.Q4_1, values, outputs, inputs);
const exact = new Dequantizer(device.library, GgmlType.Q4_1).toFloats(packed, inputs * outputs);

afterAll(() => device.dispose());

/** W x of a matrix and maybe its split's parts. */
async function multiply(weight: Omit<ProductWeight, "w">, matrix: Storage): Promise<Float32Array> {
    const g = new Graph(f, 32);
    const given = g.input(GgmlType.F32, [inputs, columns]);
    const y = g.keep(product(g, { ...weight, w: matrix.get("w") }, given));
    const scheduler = new Scheduler(device, 32);
    scheduler.allocate(g);
    setTensor(f, given, x);
    await scheduler.compute();
    const result = getFloats(f, y, outputs * columns);
    scheduler.dispose();
    g.dispose();
    matrix.dispose();
    return result;
}

function matrixOf(type: number, rows: number, bufferType?: bigint): Storage {
    return new Storage(device, [{ name: "w", type, ne: [inputs, rows] }], { weights: true, bufferType });
}

/** W x with W as Q4_0 and offsets, in a buffer type. */
async function splitProduct(bufferType?: bigint): Promise<Float32Array> {
    const { rows, offsets } = splitQ41(packed, inputs);
    const matrix = matrixOf(GgmlType.Q4_0, outputs, bufferType);
    const blocks = paddedBlocks(inputs);
    const constants = new Storage(device, [
        { name: "sums", type: GgmlType.F32, ne: [inputs, blocks] },
        { name: "offsets", type: GgmlType.F32, ne: [blocks, outputs] },
    ]);
    setTensor(f, matrix.get("w"), rows);
    setTensor(f, constants.get("offsets"), offsets);
    setTensor(f, constants.get("sums"), blockSums(inputs));
    const split = { blockSums: constants.get("sums"), offsets: constants.get("offsets") };
    const result = await multiply({ split }, matrix);
    constants.dispose();
    return result;
}

/** W x with rows of zeros after those of W, its columns together or one by one. */
function paddedProduct(padding: number, singles: number): Promise<Float32Array> {
    const matrix = matrixOf(GgmlType.Q4_1, outputs + padding);
    const whole = new Uint8Array((packed.byteLength / outputs) * (outputs + padding));
    whole.set(packed);
    setTensor(f, matrix.get("w"), whole);
    return multiply({ outputs, singles }, matrix);
}

/** Largest difference from the exact product, as a share of its largest element. */
function difference(y: Float32Array): number {
    let [worst, largest] = [0, 0];
    for (let column = 0; column < columns; column++)
        for (let row = 0; row < outputs; row++) {
            let sum = 0;
            for (let i = 0; i < inputs; i++)
                sum += (exact[row * inputs + i] as number) * (x[column * inputs + i] as number);
            worst = Math.max(worst, Math.abs(sum - (y[column * outputs + row] as number)));
            largest = Math.max(largest, Math.abs(sum));
        }
    return worst / largest;
}

describe("Q4_1 split into Q4_0 and offsets", () => {
    // What remains is the rounding of x to eight bits, which the products of all quantised types have.
    test("is the matrix of the file", async () => {
        expect(difference(await splitProduct())).toBeLessThan(0.01);
    });

    test.runIf(device.extraBufferTypes.length > 0)("repacked, too", async () => {
        expect(difference(await splitProduct(device.extraBufferTypes[0]))).toBeLessThan(0.01);
    });

    test("loses its point without the offsets", () => {
        const { offsets } = splitQ41(packed, inputs);
        expect(offsets.some((offset) => Math.abs(offset) > 0.01)).toBe(true);
    });
});

test.each([
    [0, columns],
    [32, 1],
    [32, columns],
])("%i rows of zeros, up to %i columns one by one: the same numbers", async (padding, singles) => {
    expect(difference(await paddedProduct(padding, singles))).toBeLessThan(0.01);
    expect(await paddedProduct(padding, singles)).toEqual(await paddedProduct(0, 1));
});

describe("the choice of a layout", () => {
    test("leaves alone what is not quantised, and shapes that no other layout takes", () => {
        expect(chooseLayout(device, GgmlType.F32, 64, 64)).toEqual({ type: GgmlType.F32, split: false });
        expect(chooseLayout(device, GgmlType.Q4_0, 32, 3).bufferType).toBeUndefined();
    });

    test("is made once per type", () => {
        const first = chooseLayout(device, GgmlType.Q4_1, 256, 512);
        expect(chooseLayout(device, GgmlType.Q4_1, 512, 1024)).toEqual(first);
    });

    test("pads only what lies a multiple of 2 kB apart", () => {
        expect(chooseLayout(device, GgmlType.Q8_0, 256, 576).padding ?? 0).toBe(0);
    });

    test("says what it takes: Q4_1 as 18 bytes per block and offsets in eights", () => {
        expect(layoutBytes(device, { type: GgmlType.Q4_0, split: true }, 64, 10)).toBe(10 * (2 * 18 + 8 * 4));
        const whole = { type: GgmlType.Q4_1, split: false };
        expect(layoutBytes(device, whole, 64, 10)).toBe(10 * 2 * 20);
        expect(layoutBytes(device, { ...whole, padding: 32 }, 64, 10)).toBe(42 * 2 * 20);
    });
});
