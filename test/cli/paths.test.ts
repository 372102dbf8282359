/**
 * Where model files may lie and how large they may be, given to the real command: folders with awkward names, links,
 * files beyond 4 GB. What fails says so in one sentence.
 */
import {
    copyFileSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readModelFile } from "../../main/formats/gguf/split.ts";
import { modelFingerprint } from "../../main/model/adapterFile.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { pipPath, qadapter, warmPairs } from "../support/command.ts";
import { tinyModel } from "../support/logits.ts";
import { spreadModel, writeMixture } from "../support/wildFiles.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-paths-"));
const at = (name: string) => join(folder, name);
const pairs = readFileSync(warmPairs, "utf8").split("\n").slice(0, 8).join("\n");
const chat = (model: string, ...more: string[]) =>
    qadapter([
        ...["chat", "--model", model, "--prompt", "abc", "--threads", "1", "--max-tokens", "4"],
        ...["--temperature", "0", ...more],
    ]);
const train = (model: string, pairFile: string, out: string) =>
    qadapter([
        ...["train", "--model", model, "--pairs", pairFile, "--out", out, "--threads", "1"],
        ...["--own-texts", "0", "--epochs", "1"],
    ]);

beforeAll(() => {
    writeRandomModel(at("tiny.gguf"), tinyModel({}));
    writeMixture(at("mixture.gguf"), tinyModel({}).tokenizer);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a folder with an awkward name", () => {
    test.each([
        [
            "spaces, quotes, emoji and right-to-left letters",
            'my  models\' "best" `ones` 🌍👩‍👩‍👧 نماذج עברית',
        ],
        ["what addresses and patterns use", "100%41 $HOME #1? [a] {b} & (c); d"],
    ])("with %s: train, inspect and chat work there", async (_, name) => {
        mkdirSync(at(name));
        const [model, pairFile, adapter] = ["m.gguf", "p.jsonl", "a.gguf"].map((file) =>
            join(at(name), `${name} ${file}`),
        );
        copyFileSync(pipPath, model as string);
        writeFileSync(pairFile as string, pairs);
        const trained = await train(model as string, pairFile as string, adapter as string);
        expect(trained.status, trained.stderr).toBe(0);
        expect(trained.stderr).toContain(`Wrote ${adapter}.`);
        const { stdout } = await qadapter(["inspect", adapter as string, "--json"]);
        expect(JSON.parse(stdout)).toMatchObject({ kind: "adapter", file: adapter });
        const answer = await chat(model as string, "--adapter", adapter as string);
        expect([answer.status, answer.stderr]).toEqual([0, ""]);
    });

    test("is no trouble for llama.cpp either", async () => {
        const path = at('🌍 it\'s "نموذج".gguf');
        copyFileSync(at("mixture.gguf"), path);
        const { status, stdout } = await chat(path);
        expect([status, stdout]).toEqual([0, (await chat(at("mixture.gguf"))).stdout]);
    });
});

describe("a file beyond 4 GB", () => {
    test("is the same model: fingerprint, size and answer", async () => {
        const bytes = spreadModel(at("tiny.gguf"), at("large.gguf"));
        expect(bytes).toBeGreaterThan(2 ** 32);
        expect(readModelFile(at("large.gguf")).fileSize).toBe(bytes);
        const [small, large] = ["tiny.gguf", "large.gguf"].map((name) =>
            modelFingerprint(readModelFile(at(name))),
        );
        expect(large).toBe(small);
        const answer = await chat(at("large.gguf"));
        expect([answer.status, answer.stdout]).toEqual([0, (await chat(at("tiny.gguf"))).stdout]);
    });

    test("is the same model in llama.cpp, too", async () => {
        expect(spreadModel(at("mixture.gguf"), at("largeMixture.gguf"))).toBeGreaterThan(2 ** 32);
        const answer = await chat(at("largeMixture.gguf"));
        expect([answer.status, answer.stdout]).toEqual([0, (await chat(at("mixture.gguf"))).stdout]);
    });
});

describe("a path that leads to no file", () => {
    beforeAll(() => {
        symlinkSync(at("nowhere"), at("link"));
        symlinkSync(at("circle"), at("circle"));
        symlinkSync(at("tiny.gguf"), at("good link"));
    });
    const places: [string, string, RegExp][] = [
        ["a link that points nowhere", "link", /link".*is a link to a file that does not exist/],
        ["a link to itself", "circle", /circle".*is a link that leads back to itself/],
        ["a folder", ".", /is a folder/],
    ];
    test.each(places)("%s is named, as model, adapter and pair file", async (_, name, sentence) => {
        for (const { status, stdout, stderr } of [
            await chat(at(name)),
            await qadapter(["inspect", at(name)]),
            await chat(at("tiny.gguf"), "--adapter", at(name)),
            await train(at("tiny.gguf"), at(name), at("out.gguf")),
        ]) {
            expect([status, stdout]).toEqual([1, ""]);
            expect(stderr).toMatch(/^Error: [^\n]*\n$/);
            expect(stderr).toMatch(sentence);
        }
    });

    test("a good link is as good as the file", async () => {
        const answer = await chat(at("good link"));
        expect([answer.status, answer.stdout]).toEqual([0, (await chat(at("tiny.gguf"))).stdout]);
    });
});
