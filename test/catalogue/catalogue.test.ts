/** The list of models that comes with the program, and the rule of thumb for what they need. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { readCatalogue } from "../../main/catalogue/catalogue.ts";
import { abilityOf, guessFileBytes, guessMemory, guessParameters } from "../../main/catalogue/fits.ts";
import { describeRemoteModels } from "../../main/catalogue/remoteModels.ts";
import { namePattern } from "../../main/files/namePattern.ts";
import { Device } from "../../main/ggml/device.ts";
import { commonChat, estimateChatMemory } from "../../main/inference/memory.ts";
import { families } from "../../main/model/architectures/families.ts";
import { readModelConfig } from "../../main/model/architectures.ts";
import { countParameters } from "../../main/model/describe.ts";
import { planCommonRun } from "../../main/training/memory.ts";
import { makeTestFolder } from "../formats/gguf/rawGguf.ts";
import { root } from "../support/command.ts";
import { headerOf, knownShapes } from "../support/knownShapes.ts";

const path = join(root, "resources/catalogue.json");
const catalogue = readCatalogue(path);
const gigabyte = 2 ** 30;

describe("the list", () => {
    it("has about a dozen models from 135 million to 8 billion parameters, smallest first, each once", () => {
        const sizes = catalogue.map(({ parameters }) => parameters);
        expect(sizes.length).toBeGreaterThanOrEqual(12);
        expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
        expect([Math.round((sizes[0] as number) / 1e6), Math.round((sizes.at(-1) as number) / 1e9)]) //
            .toEqual([135, 8]);
        for (const key of ["name", "title", "repository"] as const)
            expect(new Set(catalogue.map((entry) => entry[key])).size).toBe(catalogue.length);
    });

    it("names only families that can be trained, and all of them", () => {
        expect(new Set(catalogue.map(({ family }) => family))).toEqual(
            new Set(families.map(({ name }) => name)),
        );
    });

    it("has patterns of which none fits another model's file", () => {
        for (const { file } of catalogue)
            expect(catalogue.filter((other) => namePattern(other.file)(file.replace("*", "-")))).toHaveLength(
                1,
            );
    });

    it("is refused with anything else in it", () => {
        const folder = makeTestFolder();
        const copy = join(folder, "catalogue.json");
        const [first] = catalogue;
        for (const wrong of [
            { ...first, bytes: 1 },
            { ...first, file: "model.bin" },
            { ...first, name: "A B" },
        ]) {
            writeFileSync(copy, JSON.stringify([wrong]));
            expect(() => readCatalogue(copy)).toThrow();
        }
        expect(() => readCatalogue(join(folder, "none.json"))).toThrow(/does not exist/);
    });
});

/** How far the rule may be off: caches differ much between families, layouts of matrices between processors. */
const tolerances = { training: 0.2, chat: 0.45 };

describe("the rule of thumb", () => {
    const device = Device.open("cpu", 1);
    const program = 110 * 2 ** 20;

    test.each(catalogue.map(({ name, file, parameters }) => ({ name, file, parameters })))(
        "agrees with the estimates for the shape of $name",
        ({ name, file, parameters }) => {
            const header = headerOf(name, /q8_0/i.test(file) ? "Q8_0" : "Q4_K_M", device);
            expect(countParameters(header) / parameters).toBeCloseTo(1, 1);
            const config = readModelConfig(header);
            const training = planCommonRun(header, config, device, 1, program);
            expect(training.recompute).toBe(true);
            const chat = estimateChatMemory(header, config, device, commonChat, program);
            const guess = guessMemory(parameters, header.fileSize);
            const off = {
                training: guess.training / training.estimate.total - 1,
                chat: guess.chat / chat.total - 1,
            };
            expect(Math.abs(off.training), JSON.stringify(off)).toBeLessThan(tolerances.training);
            expect(Math.abs(off.chat), JSON.stringify(off)).toBeLessThan(tolerances.chat);
        },
    );

    it("knows a shape for every model of the list", () => {
        expect(Object.keys(knownShapes)).toEqual(catalogue.map(({ name }) => name));
    });

    it("reads the number format out of a name, both ways", () => {
        const bits = (name: string) => (8 * guessFileBytes(1e9, name)) / 1e9;
        expect(bits("m-Q8_0.gguf")).toBeCloseTo(8.6);
        expect(bits("q4_k_m.gguf")).toBeCloseTo(4.6);
        expect(bits("m.IQ2_XS.gguf")).toBeCloseTo(2.6);
        expect(bits("m-BF16.gguf")).toBe(16);
        expect(bits("m-f32-00001-of-00002.gguf")).toBe(32);
        expect(bits("Qwen2.5-7B.gguf")).toBeCloseTo(4.6);
        expect(guessParameters(guessFileBytes(7e9, "m-Q5_K_S.gguf"), "m-Q5_K_S.gguf")).toBeCloseTo(7e9);
    });
});

describe("what is said of a computer", () => {
    it("is a sentence with both numbers", () => {
        expect(abilityOf(5 * gigabyte, 16 * gigabyte)).toEqual({
            possible: true,
            bytes: 5 * gigabyte,
            reason: "It takes about 5.0 GB of this computer's 16 GB of memory.",
        });
        expect(abilityOf(15 * gigabyte, 16 * gigabyte)).toMatchObject({
            possible: true,
            reason: "It takes about 15 GB of this computer's 16 GB of memory: close other programs first.",
        });
        expect(abilityOf(17 * gigabyte, 16 * gigabyte)).toMatchObject({
            possible: false,
            reason: "It would take about 17 GB of memory, and this computer has 16 GB: choose a smaller model.",
        });
    });

    it("is said of the models of a repository, of a split one once", () => {
        const file = (name: string, bytes: number) => ({
            ...{ repository: "maker/model", path: name, bytes },
            sha256: name.padEnd(64, "0"),
        });
        const files = [
            file("m-F16-00002-of-00002.gguf", 10 * gigabyte),
            file("m-F16-00001-of-00002.gguf", 10 * gigabyte),
            file("m-Q4_0.gguf", 5 * gigabyte),
        ];
        const found = describeRemoteModels(files, catalogue, 14 * gigabyte);
        expect(found.map(({ file: name, bytes, sha256 }) => [name, bytes, sha256])).toEqual([
            ["m-Q4_0.gguf", 5 * gigabyte, files[2]?.sha256],
            ["m-F16-00001-of-00002.gguf", 20 * gigabyte, null],
        ]);
        expect(found.map(({ chat, training }) => [chat.possible, training.possible])).toEqual([
            [true, false],
            [false, false],
        ]);
    });
});
