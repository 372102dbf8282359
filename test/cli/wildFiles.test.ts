/**
 * The files that people own, given to the real command: what is said of each, in chat, training and inspection, and
 * that what can be used is used.
 */
import {
    copyFileSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    renameSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readModelFile } from "../../main/formats/gguf/split.ts";
import { Tokenizer } from "../../main/inference/tokenizer.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { judge } from "../../main/model/runnable.ts";
import { pipPath, qadapter, warmPairs } from "../support/command.ts";
import { tinyModel, writeRandomAdapter } from "../support/logits.ts";
import {
    copyWith,
    count,
    splitModel,
    text,
    weight,
    writeBigEndian,
    writeHeader,
    writeMamba,
    writeMixture,
} from "../support/wildFiles.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-wild-"));
const at = (name: string) => join(folder, name);
const chatArguments = (model: string) => [
    ...["chat", "--model", model, "--prompt", "abc", "--threads", "1"],
    ...["--max-tokens", "4", "--temperature", "0"],
];
const chat = (model: string, ...more: string[]) => qadapter([...chatArguments(model), ...more]);
const inspect = async (model: string) => JSON.parse((await qadapter(["inspect", model, "--json"])).stdout);
const train = (model: string, ...more: string[]) =>
    qadapter([
        ...[
            "train",
            "--model",
            model,
            "--pairs",
            at("pairs.jsonl"),
            "--out",
            at("out.gguf"),
            "--threads",
            "1",
        ],
        ...["--own-texts", "0", ...more],
    ]);

beforeAll(() => {
    const { tokenizer } = tinyModel({});
    writeRandomModel(at("tiny.gguf"), tinyModel({}));
    writeRandomAdapter(at("adapter.gguf"), at("tiny.gguf"), 1);
    writeMixture(at("mixture.gguf"), tokenizer);
    writeMamba(at("mamba.gguf"), tokenizer);
    writeFileSync(at("pairs.jsonl"), readFileSync(warmPairs, "utf8").split("\n").slice(0, 12).join("\n"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a split model", () => {
    let parts: string[];
    beforeAll(() => {
        mkdirSync(at("split"));
        parts = splitModel(pipPath, at("split/pip"), 3);
    });

    test("is one model, whichever part is chosen: same size, fingerprint and answer as the whole", async () => {
        const whole = await inspect(pipPath);
        const answer = (await chat(pipPath)).stdout;
        for (const part of parts) {
            const seen = await inspect(part);
            expect(seen).toMatchObject({
                kind: "model",
                files: 3,
                trainable: true,
                fingerprint: whole.fingerprint,
            });
            expect(seen.file).toBe(parts[0]);
            expect(seen.parameters).toBe(whole.parameters);
        }
        expect((await chat(parts[1] as string)).stdout).toBe(answer);
    });

    test("can be trained, and the adapter fits the whole file, too", async () => {
        const { status, stderr } = await train(parts[2] as string, "--epochs", "1");
        expect(status, stderr).toBe(0);
        expect((await chat(pipPath, "--adapter", at("out.gguf"))).status).toBe(0);
    });

    test("names what is missing", async () => {
        renameSync(parts[1] as string, at("away.gguf"));
        const { status, stderr } = await chat(parts[2] as string);
        renameSync(at("away.gguf"), parts[1] as string);
        expect(status).toBe(1);
        expect(stderr).toMatch(
            /split into 3 files, of which "pip-00002-of-00003[.]gguf" cannot be found beside it/,
        );
    });

    test("of which a part was renamed says how it has to be called", async () => {
        copyFileSync(parts[0] as string, at("renamed.gguf"));
        expect((await chat(at("renamed.gguf"))).stderr).toContain('like "renamed-00001-of-00003.gguf"');
    });

    test("of which the parts are of two models is refused", async () => {
        mkdirSync(at("mixed"));
        writeRandomModel(at("other.gguf"), tinyModel({}));
        splitModel(at("other.gguf"), at("mixed/pip"), 3);
        copyFileSync(parts[0] as string, at("mixed/pip-00001-of-00003.gguf"));
        const { status, stderr } = await chat(at("mixed/pip-00002-of-00003.gguf"));
        expect(status).toBe(1);
        expect(stderr).toMatch(/do not belong together: .*Download all of them again/);
    });
});

describe("models that cannot be trained", () => {
    test.each([
        ["mixture", "mixture of experts"],
        ["mamba", "state-space model"],
    ])("%s: chat by llama.cpp, training refused with the reason", async (name, kind) => {
        const path = at(`${name}.gguf`);
        expect(await inspect(path)).toMatchObject({ kind, chat: true, trainable: false });
        const first = await chat(path, "--json");
        expect(first.status, first.stderr).toBe(0);
        expect(JSON.parse(first.stdout).tokens).toBeGreaterThan(0);
        expect((await chat(path, "--json", "--seed", "1")).stdout.replace(/"seconds".*/, "")).toBe(
            first.stdout.replace(/"seconds".*/, ""),
        );
        const { status, stderr } = await train(path);
        expect(status).toBe(1);
        expect(stderr).toMatch(
            /^Error: .*training is not supported; the base model can be chatted with[.] For training/m,
        );
        const stacked = await chat(path, "--adapter", at("adapter.gguf"));
        expect([stacked.status, stacked.stdout]).toEqual([1, ""]);
        expect(stacked.stderr).toMatch(/Adapters cannot be used with it/);
    });

    test("a family that nobody knows is refused by chat, too", async () => {
        writeHeader(at("unknown.gguf"), { "general.architecture": text("newest"), ...vocabulary() });
        const { status, stderr } = await chat(at("unknown.gguf"));
        expect(status).toBe(1);
        expect(stderr).toMatch(
            /neither the engine nor this version of llama[.]cpp|vocabulary of .* cannot be used/,
        );
    });
});

/** What is said of a file that cannot be chatted with. */
function said(path: string): string {
    try {
        const { runner, sentence } = judge(readModelFile(path));
        return runner === "none" ? sentence : "";
    } catch (error) {
        return (error as Error).message;
    }
}

/** The tokenizer of the toy model as metadata. */
function vocabulary() {
    return Object.fromEntries(tinyModel({}).tokenizer);
}

describe("files that are not for this", () => {
    const bert = { "general.architecture": text("bert") };
    const other: [string, () => void, RegExp][] = [
        ["an embedding model", () => writeHeader(at("x.gguf"), bert), /embedding model.*chat model instead/],
        [
            "an embedding model of a chat family",
            () => copyWith(at("tiny.gguf"), at("x.gguf"), { "llama.pooling_type": count(3) }),
            /embedding model/,
        ],
        [
            "a reranker",
            () => copyWith(at("tiny.gguf"), at("x.gguf"), { "llama.pooling_type": count(4) }),
            /reranker.*chat model instead/,
        ],
        [
            "a reranker by its tensors",
            () => writeHeader(at("x.gguf"), bert, [weight("cls.weight", [8, 8])]),
            /reranker/,
        ],
        [
            "a vision projector",
            () =>
                writeHeader(
                    at("x.gguf"),
                    { "general.architecture": text("clip"), "general.type": text("mmproj") },
                    [weight("v.blk.0.attn_q.weight", [8, 8])],
                ),
            /projector \(mmproj\).*language model that it came with/,
        ],
        [
            "a vocabulary",
            () => writeHeader(at("x.gguf"), { "general.architecture": text("llama"), ...vocabulary() }, []),
            /vocabulary only.*full model file/,
        ],
        [
            "an adapter opened as a model",
            () => copyFileSync(at("adapter.gguf"), at("x.gguf")),
            /is an adapter, not a model.*--adapter/,
        ],
        [
            "a control vector",
            () =>
                writeHeader(at("x.gguf"), { "general.architecture": text("controlvector") }, [
                    weight("direction.1", [8]),
                ]),
            /control vector.*train an adapter/,
        ],
        [
            "an importance matrix",
            () =>
                writeHeader(at("x.gguf"), { "general.type": text("imatrix") }, [
                    weight("blk.0.in_sum2", [8]),
                ]),
            /importance matrix/,
        ],
        [
            "an encoder-decoder",
            () => writeHeader(at("x.gguf"), { "general.architecture": text("t5") }),
            /encoder-decoder/,
        ],
        [
            "an image generator",
            () => writeHeader(at("x.gguf"), { "general.architecture": text("flux") }),
            /image/,
        ],
        [
            "a big-endian file",
            () => writeBigEndian(at("tiny.gguf"), at("x.gguf")),
            /big-endian.*little-endian version/,
        ],
        [
            "half a download",
            () => writeFileSync(at("x.gguf"), readFileSync(pipPath).subarray(0, 2_000_000)),
            /download is probably incomplete[.] Download it again/,
        ],
        [
            "half a download in room that was reserved",
            () => {
                const bytes = readFileSync(pipPath);
                writeFileSync(at("x.gguf"), bytes.fill(0, bytes.length / 2));
            },
            /full size, but parts of it are empty .*probably incomplete[.] Let it end/,
        ],
        [
            "a download that has not come to its middle",
            () => {
                const bytes = readFileSync(pipPath);
                writeFileSync(at("x.gguf"), bytes.fill(0, 0.4 * bytes.length, 0.6 * bytes.length));
            },
            /full size, but parts of it are empty/,
        ],
    ];
    test.each(other)("%s is named, with what would do instead", (_, write, sentence) => {
        rmSync(at("x.gguf"), { force: true });
        write();
        expect(said(at("x.gguf"))).toMatch(sentence);
        expect(said(at("x.gguf"))).toMatch(/[.]$/);
    });

    test("chat and training refuse with that sentence, and inspection shows it", async () => {
        writeHeader(at("x.gguf"), bert);
        for (const { status, stdout, stderr } of [await chat(at("x.gguf")), await train(at("x.gguf"))]) {
            expect([status, stdout]).toEqual([1, ""]);
            expect(stderr).toBe(`Error: ${said(at("x.gguf"))}\n`);
        }
        expect(await inspect(at("x.gguf"))).toMatchObject({
            kind: "embedding model",
            chat: false,
            trainable: false,
            reason: said(at("x.gguf")),
        });
    });

    test("opened as adapters, they are named, too", async () => {
        writeHeader(at("x.gguf"), { "general.architecture": text("controlvector") }, [
            weight("direction.1", [8]),
        ]);
        expect((await chat(at("tiny.gguf"), "--adapter", at("x.gguf"))).stderr).toMatch(
            /control vector.*no adapter/,
        );
        expect((await chat(at("tiny.gguf"), "--adapter", at("mamba.gguf"))).stderr).toMatch(
            /is a model, not an adapter/,
        );
    });
});

describe("chat templates", () => {
    const key = "tokenizer.chat_template";
    beforeAll(() => {
        copyWith(pipPath, at("bare.gguf"), { [key]: undefined });
        copyWith(pipPath, at("broken.gguf"), { [key]: text("{{ messages[0].content.nothing.here }}") });
        copyWith(pipPath, at("tools.gguf"), {
            [key]: text(
                "{% for t in tools %}{{ t.name }}{% endfor %}{% for m in messages %}<{{ m.role }}>{{ m.content }}</>{% endfor %}",
            ),
        });
    });

    test("a model without one says so, and takes one from the list or none", async () => {
        const plain = await chat(at("bare.gguf"));
        expect(plain.status).toBe(0);
        expect(plain.stderr).toMatch(/no chat template; plain role names.*--chat-template \(chatml, /);
        const chosen = await chat(at("bare.gguf"), "--chat-template", "chatml");
        expect([chosen.status, chosen.stderr]).toEqual([0, ""]);
        expect(chosen.stdout).toBe((await chat(pipPath, "--chat-template", "chatml")).stdout);
        const none = await chat(at("bare.gguf"), "--chat-template", "none");
        expect([none.status, none.stderr]).toEqual([0, ""]);
        expect(none.stdout).not.toBe(chosen.stdout);
        expect((await chat(at("bare.gguf"), "--chat-template", "mine")).status).toBe(2);
    });

    test("one that is not the model's is doubted", async () => {
        const { status, stderr } = await chat(pipPath, "--chat-template", "llama3");
        expect(status).toBe(0);
        expect(stderr).toMatch(
            /“llama3” is probably not this model's: its vocabulary has no <[|]start_header_id[|]>/,
        );
    });

    test("one that fails is named, with the way out", async () => {
        for (const { status, stderr } of [await chat(at("broken.gguf")), await train(at("broken.gguf"))]) {
            expect(status).toBe(1);
            expect(stderr).toMatch(/^Error: The model's chat template cannot be used: .*--chat-template/m);
        }
        expect((await chat(at("broken.gguf"), "--chat-template", "chatml")).status).toBe(0);
    });

    test("one that asks for tools hears that there are none", async () => {
        const { status, stderr } = await chat(at("tools.gguf"));
        expect([status, stderr]).toEqual([0, ""]);
    });

    test("an adapter remembers it, and another one is pointed out", async () => {
        expect((await train(at("bare.gguf"), "--chat-template", "chatml", "--epochs", "1")).status).toBe(0);
        const stack = ["--adapter", at("out.gguf")];
        const same = await chat(at("bare.gguf"), ...stack, "--chat-template", "chatml");
        expect([same.status, same.stderr]).toEqual([0, ""]);
        const other = await chat(at("bare.gguf"), ...stack, "--chat-template", "plain");
        expect(other.status).toBe(0);
        expect(other.stderr).toMatch(/was trained with another chat template \(“chatml”\)/);
    });
});

describe("pre-tokenizers", () => {
    test("one that llama.cpp does not know is named", async () => {
        copyWith(pipPath, at("pre.gguf"), { "tokenizer.ggml.pre": text("newest-of-all") });
        const { status, stderr } = await chat(at("pre.gguf"));
        expect(status).toBe(1);
        expect(stderr).toMatch(/pre-tokenizer “newest-of-all” is unknown here/);
    });

    test("a wrong one that is known cannot be told; the text survives it", async () => {
        copyWith(pipPath, at("pre.gguf"), { "tokenizer.ggml.pre": text("gpt-2") });
        const tokenizer = await Tokenizer.open(readModelFile(at("pre.gguf")));
        expect(tokenizer.decode(tokenizer.encode("Don't count 12345 eggs!"))).toBe("Don't count 12345 eggs!");
        await tokenizer.dispose();
    });

    test.each([[undefined], ["default"]])(
        "one that is not stated (%s) is pointed out and used",
        async (pre) => {
            copyWith(pipPath, at("pre.gguf"), { "tokenizer.ggml.pre": pre ? text(pre) : undefined });
            const { status, stderr } = await chat(at("pre.gguf"));
            expect(status).toBe(0);
            expect(stderr).toMatch(/does not say how its texts are cut/);
        },
    );
});
