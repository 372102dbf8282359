/**
 * Model files that are replaced, or whose drive goes away, while they are in use by the real command: what was loaded
 * is whole in memory, so work goes on with it, and nobody is left to believe that it is the new file.
 */
import { execFileSync, spawn } from "node:child_process";
import {
    copyFileSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    renameSync,
    rmSync,
    truncateSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { isUnchanged, readGguf } from "../../main/formats/gguf/read.ts";
import { readModelFile } from "../../main/formats/gguf/split.ts";
import { LlamaCppChat } from "../../main/inference/llamaCppChat.ts";
import { Tokenizer } from "../../main/inference/tokenizer.ts";
import { modelFingerprint } from "../../main/model/adapterFile.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { qadapter, root, start, warmPairs } from "../support/command.ts";
import { tinyModel } from "../support/logits.ts";
import { writeMixture } from "../support/wildFiles.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-gone-"));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(at("pairs.jsonl"), readFileSync(warmPairs, "utf8").split("\n").slice(0, 12).join("\n"));

/** Two models of the same shape. */
beforeEach(() => {
    writeRandomModel(at("model.gguf"), tinyModel({}));
    writeRandomModel(at("other.gguf"), tinyModel({ seed: 8 }));
    writeMixture(at("mixture.gguf"), tinyModel({}).tokenizer);
});

const chatArguments = (model: string) => [
    ...["chat", "--model", model, "--threads", "1", "--max-tokens", "4", "--temperature", "0", "--json"],
];
const trainArguments = (model: string) => [
    ...["train", "--model", model, "--pairs", at("pairs.jsonl"), "--out", at("out.gguf"), "--threads", "1"],
    ...["--own-texts", "0", "--epochs", "4", "--batch", "2", "--checkpoint-every", "1"],
];

/** A conversation at the keyboard; `between` happens after the first answer. Returns the answers and what was said. */
async function converse(model: string, between: () => void) {
    const child = spawn(process.execPath, [join(root, "main/cli/main.ts"), ...chatArguments(model)]);
    const said = text(child.stderr);
    const answers: string[] = [];
    child.stdin.write("abc\n");
    for await (const line of createInterface(child.stdout)) {
        answers.push(JSON.parse(line).text);
        if (answers.length === 1) {
            between();
            child.stdin.write("abc\n");
        } else if (answers.length === 2) child.stdin.end("abc\n");
    }
    return { answers, said: await said };
}

const notice = /"[^"]*" is no longer the file that was loaded .*goes on with the model as it was[.]/g;

describe("a conversation", () => {
    const accidents: Record<string, (path: string) => void> = {
        replaced: (path) => renameSync(at("other.gguf"), path),
        "cut short": (path) => truncateSync(path, 1000),
        deleted: (path) => rmSync(path),
    };
    const undisturbed = new Map<string, Awaited<ReturnType<typeof converse>>>();

    test.each([
        ["model", "replaced"],
        ["model", "cut short"],
        ["model", "deleted"],
        ["mixture", "cut short"], // which llama.cpp runs
    ])("whose %s is %s goes on, and says so once", async (name, accident) => {
        const model = at(`${name}.gguf`);
        const { answers, said } = undisturbed.get(name) ?? (await converse(model, () => {}));
        undisturbed.set(name, { answers, said });
        expect(answers).toHaveLength(3);
        expect(said).not.toMatch(notice);
        const disturbed = await converse(model, () => accidents[accident]?.(model));
        expect(disturbed.answers).toEqual(answers);
        expect(disturbed.said.match(notice)).toHaveLength(1);
    });
});

describe("training", () => {
    test("goes on with what was loaded, and the adapter is that model's", async () => {
        const { fingerprint } = await inspect(at("model.gguf"));
        const running = start(trainArguments(at("model.gguf")));
        while (!existsSync(at("out.gguf.checkpoint"))) await setTimeout(5);
        copyFileSync(at("model.gguf"), at("kept.gguf"));
        renameSync(at("other.gguf"), at("model.gguf"));
        const { status, stderr } = await running.ended;
        expect(status, stderr).toBe(0);
        expect(await inspect(at("out.gguf"))).toMatchObject({ baseFingerprint: fingerprint });
        const chat = (model: string) =>
            qadapter([...chatArguments(model), "--prompt", "abc", "--adapter", at("out.gguf")]);
        expect((await chat(at("model.gguf"))).stderr).toMatch(/^Error: .*whose weights are different[.]\n$/);
        expect((await chat(at("kept.gguf"))).status).toBe(0);
    });

    test("is not resumed on another model", async () => {
        const running = start(trainArguments(at("model.gguf")));
        while (!existsSync(at("out.gguf.checkpoint"))) await setTimeout(5);
        running.kill("SIGKILL");
        await running.ended;
        renameSync(at("other.gguf"), at("model.gguf"));
        const { status, stderr } = await qadapter([...trainArguments(at("model.gguf")), "--resume"]);
        expect(status).toBe(1);
        expect(stderr).toMatch(/^Error: .*checkpoint.*/m);
        rmSync(at("out.gguf.checkpoint"));
    });

    async function inspect(path: string) {
        return JSON.parse((await qadapter(["inspect", path, "--json"])).stdout);
    }
});

describe("between looking and loading", () => {
    test("a replaced file is noticed, also where llama.cpp reads it", async () => {
        const [model, mixture] = ["model.gguf", "mixture.gguf"].map((name) => readModelFile(at(name)));
        if (!model || !mixture) throw new Error("no models");
        expect(isUnchanged(model)).toBe(true);
        renameSync(at("other.gguf"), at("model.gguf"));
        expect(isUnchanged(model)).toBe(false);
        await expect(Tokenizer.open(model)).rejects.toThrow(
            /was replaced or changed after it had been opened/,
        );
        expect(() => modelFingerprint(model)).toThrow(/was replaced/);
        copyFileSync(at("mixture.gguf"), at("copy.gguf"));
        renameSync(at("copy.gguf"), at("mixture.gguf"));
        await expect(LlamaCppChat.open(mixture, 64, 1)).rejects.toThrow(/was replaced or changed/);
        rmSync(at("mixture.gguf"));
        expect(isUnchanged(mixture)).toBe(false);
    });
});

/** Real drives that go away, where the tests may make some: a file with a file system in it. */
describe("a drive", () => {
    const drive = at("drive");
    const image = at("drive.img");
    const model = join(drive, "model.gguf");

    /** Mounts a drive with a model on it for the time of `use`; whether that was possible. */
    async function withDrive(use: () => Promise<void>): Promise<boolean> {
        mkdirSync(drive, { recursive: true });
        writeFileSync(image, "");
        truncateSync(image, 16 * 2 ** 20);
        const mount = () => execFileSync("mount", ["-o", "loop", image, drive], { stdio: "ignore" });
        try {
            execFileSync("mkfs.ext2", ["-q", "-F", image], { stdio: "ignore" });
            mount();
        } catch {
            return false;
        }
        try {
            copyFileSync(at("model.gguf"), model);
            unmount();
            mount(); // nothing of it is in memory any more
            await use();
        } finally {
            unmount();
        }
        return true;
    }

    function unmount(): void {
        try {
            execFileSync("umount", ["-l", drive], { stdio: "ignore" });
        } catch {}
    }

    test("that was taken out is named, and a conversation goes on without it", async (context) => {
        const possible = await withDrive(async () => {
            const { answers, said } = await converse(model, unmount);
            expect(answers).toEqual((await converse(at("model.gguf"), () => {})).answers);
            expect(said.match(notice)).toHaveLength(1);
            const { status, stdout, stderr } = await qadapter(["inspect", model]);
            expect([status, stdout]).toEqual([1, ""]);
            expect(stderr).toMatch(
                /^Error: [^\n]*drive\/model\.gguf" could not be read: it does not exist[^\n]*\n$/,
            );
        });
        if (!possible) context.skip("only root can make a drive");
    });

    test("that fails while it is read is named", async (context) => {
        const possible = await withDrive(async () => {
            truncateSync(image, 0);
            for (const args of [
                ["inspect", model],
                [...chatArguments(model), "--prompt", "abc"],
                trainArguments(model),
            ]) {
                const { status, stdout, stderr } = await qadapter(args);
                expect([status, stdout]).toEqual([1, ""]);
                expect(stderr).toMatch(
                    /^Error: [^\n]*the disk reported an error[.] It may be failing or disconnected[.]\n$/,
                );
            }
        });
        if (!possible) context.skip("only root can make a drive");
    });

    test("that fails after the header was read is named, by every reader", async (context) => {
        const possible = await withDrive(async () => {
            const file = readGguf(model);
            truncateSync(image, 0);
            expect(() => modelFingerprint(file)).toThrow(/the disk reported an error/);
        });
        if (!possible) context.skip("only root can make a drive");
    });
});
