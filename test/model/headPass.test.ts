/**
 * The output matrix over many positions against the full logits, in more than one chunk and where the policy gives a
 * token a probability that no float can hold.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Device } from "../../main/ggml/device.ts";
import { HeadPass, headRows } from "../../main/model/headPass.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { Model } from "../../main/model/weights.ts";
import {
    largestDifference,
    logitsOfStates,
    logSoftmax,
    randomTokens,
    randomValues,
    tinyModel,
} from "../support/logits.ts";

const vocabulary = 64;
const folder = mkdtempSync(join(tmpdir(), "qadapter-head-"));
let model: Model;

beforeAll(() => {
    const path = join(folder, "model.gguf");
    writeRandomModel(path, tinyModel({ vocabulary }));
    model = Model.load(readGguf(path), Device.open("cpu", 2));
});

afterAll(() => {
    model.dispose();
    rmSync(folder, { recursive: true });
});

test.each([
    ["likely and unlikely tokens", 1],
    ["tokens whose probability underflows", 100],
])("log-probabilities of %s", async (_, deviation) => {
    const rows = headRows(vocabulary) * 2 + 7;
    const states = randomValues(rows * model.config.hidden, deviation, 5);
    const tokens = Int32Array.from(randomTokens(rows, 6));
    const pass = new HeadPass(model);
    const { logit, logSumExp } = await pass.run(states, tokens, false);
    pass.dispose();
    const expected = logSoftmax(await logitsOfStates(model, states), vocabulary);
    const picked = Array.from(tokens, (token, row) => expected[row * vocabulary + token] as number);
    expect(Math.min(...picked) < -110, `the least likely: ${Math.min(...picked)}`).toBe(deviation > 1);
    const found = logit.map((x, row) => x - (logSumExp[row] as number));
    expect(largestDifference(found, picked)).toBeLessThan(1e-5 * deviation);
});
