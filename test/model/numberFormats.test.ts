/**
 * Every number format that a model file may be in can be trained on: the transposed copies that the backward pass
 * multiplies with hold the same numbers as the weights. That the forward pass agrees with llama.cpp: forward.test.ts.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readGguf, readTensorData } from "../../main/formats/gguf/read.ts";
import { tensorTypes } from "../../main/formats/gguf/tensorTypes.ts";
import { Device } from "../../main/ggml/device.ts";
import { Dequantizer } from "../../main/ggml/quantize.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { transpose, transposedType } from "../../main/model/transposes.ts";
import { Model } from "../../main/model/weights.ts";
import { tinyModel } from "../support/logits.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-formats-"));
const types = [...tensorTypes.values()].filter(({ name }) => !/^(i\d+|f64|q8_1|q8_K)$/.test(name));
/** Q8_0 rounds to 1/254 of the largest number of a block; the tiny weights stay below 0.5. */
const rounding = 0.5 / 254;
let device: Device;

beforeAll(() => {
    device = Device.open("cpu", 1);
});
afterAll(() => {
    device.dispose();
    rmSync(folder, { recursive: true });
});

test.each(types.map(({ name, id }): [string, number] => [name, id]))("%s", (name, type) => {
    const path = join(folder, `${name}.gguf`);
    writeRandomModel(path, tinyModel({ type, layers: 1 }));
    const file = readGguf(path);
    const model = Model.load(file, device, { transposed: true });
    expect(model.layers[0]?.linear.q?.transposed).toBeDefined();
    const info = file.tensors.get("blk.0.attn_q.weight");
    if (!info) throw new Error("no weights");
    const [inputs, outputs] = [info.shape[0] as number, info.shape[1] as number];
    const there = new Dequantizer(device.library, type).toFloats(
        readTensorData(file, info),
        inputs * outputs,
    );
    const copyType = transposedType(device, info);
    const bytes = transpose(file, info, device, { type: copyType });
    const turned = new Dequantizer(device.library, copyType).toFloats(bytes, inputs * outputs);
    let worst = 0;
    for (let row = 0; row < outputs; row++)
        for (let i = 0; i < inputs; i++)
            worst = Math.max(
                worst,
                Math.abs((turned[i * outputs + row] as number) - (there[row * inputs + i] as number)),
            );
    model.dispose();
    expect(there.some((x) => x !== 0)).toBe(true);
    expect(worst).toBeLessThan(rounding);
});
