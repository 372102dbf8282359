/**
 * Bad files and bad places, given to the real command: one clear sentence on stderr, exit code 1, no stack trace,
 * nothing on stdout, no partial or temporary file left, and never a crash.
 */
import { execFileSync } from "node:child_process";
import {
    chmodSync,
    chownSync,
    closeSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    openSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { openGgml } from "../../main/ggml/library.ts";
import { modelFingerprint, readAdapter, writeAdapter } from "../../main/model/adapterFile.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { type Ended, pipPath, qadapter, warmPairs } from "../support/command.ts";
import { tinyModel, writeRandomAdapter } from "../support/logits.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-bad-"));
const at = (name: string) => join(folder, name);
const isRoot = process.getuid?.() === 0;
const nobody = 65534;
let files: string[];

beforeAll(() => {
    writeGgufFiles();
    writeAdapters();
    const [first] = readFileSync(warmPairs, "utf8").split("\n");
    writeFileSync(at("empty.jsonl"), "");
    writeFileSync(at("one.jsonl"), `${first}\n`);
    writeFileSync(
        at("latin1.jsonl"),
        Buffer.from('{"prompt": "caf\xe9", "chosen": "b", "rejected": "c"}\n', "latin1"),
    );
    writeFileSync(at("pairs.jsonl"), readFileSync(warmPairs, "utf8").split("\n").slice(0, 12).join("\n"));
    files = readdirSync(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

function writeGgufFiles(): void {
    const pip = readFileSync(pipPath);
    const patched = (patch: (bytes: Buffer) => void) => {
        const bytes = Buffer.from(pip);
        patch(bytes);
        return bytes;
    };
    const name = [...readGguf(pipPath).tensors.keys()][1] as string;
    const shape = pip.indexOf(name) + name.length;
    const offset = shape + 4 + 8 * pip.readUInt32LE(shape) + 4;
    writeFileSync(at("cut.gguf"), pip.subarray(0, pip.length - 1000));
    writeFileSync(at("cutHeader.gguf"), pip.subarray(0, 5000));
    writeFileSync(
        at("offset.gguf"),
        patched((bytes) => bytes.writeBigUInt64LE(0n, offset)),
    );
    writeFileSync(
        at("far.gguf"),
        patched((bytes) => bytes.writeBigUInt64LE(2n ** 40n, offset)),
    );
    writeFileSync(
        at("tensors.gguf"),
        patched((bytes) => bytes.writeBigUInt64LE(2n ** 62n, 8)),
    );
    writeFileSync(
        at("entries.gguf"),
        patched((bytes) => bytes.writeBigUInt64LE(2n ** 40n, 16)),
    );
    writeFileSync(at("zip.gguf"), "PK\x03\x04 and so on");
    writeFileSync(at("nothing.gguf"), "");
}

/** Two models of one shape with adapters for each other, and one of another shape. */
function writeAdapters(): void {
    const small = { hidden: 64, headSize: 16, feedForward: 128 };
    writeRandomModel(at("a.gguf"), tinyModel(small));
    writeRandomModel(at("b.gguf"), tinyModel({ ...small, seed: 8 }));
    writeRandomModel(at("wide.gguf"), tinyModel({}));
    writeRandomAdapter(at("wide.lora.gguf"), at("wide.gguf"), 1);
    writeRandomAdapter(at("a.lora.gguf"), at("a.gguf"), 1);
    const adapter = readAdapter(at("a.lora.gguf"), openGgml());
    const base = { fingerprint: modelFingerprint(readGguf(at("a.gguf"))), name: "Model A" };
    writeAdapter(at("ofA.lora.gguf"), { ...adapter, base });
}

const chat = (model: string, ...more: string[]) => [
    "chat",
    "--model",
    model,
    "--prompt",
    "hi",
    "--threads",
    "1",
    ...more,
];
const train = (model: string, pairs: string, out: string, ...more: string[]) => [
    ...["train", "--model", model, "--pairs", pairs, "--out", out, "--threads", "1", "--own-texts", "0"],
    ...more,
];

/** What every failure looks like. */
function expectSentence({ status, signal, stdout, stderr }: Ended, sentence: RegExp): void {
    expect({ status, signal, stdout }, stderr).toEqual({ status: 1, signal: null, stdout: "" });
    const last = stderr.trimEnd().split("\n").at(-1) as string;
    expect(last).toMatch(/^Error: .*[.)]$/);
    expect(last).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at |unexpected happened|GGML_ASSERT|ENO|undefined/m);
}

describe("files", () => {
    const cases: [string, string[], RegExp][] = [
        ["a truncated model", ["inspect", at("cut.gguf")], /download is probably incomplete/],
        ["a truncated model, in chat", chat(at("cut.gguf")), /download is probably incomplete/],
        ["a truncated header", ["inspect", at("cutHeader.gguf")], /ends before its header does/],
        [
            "a truncated header, in training",
            train(at("cutHeader.gguf"), at("pairs.jsonl"), at("o.gguf")),
            /ends before/,
        ],
        ["overlapping tensors", chat(at("offset.gguf")), /overlaps/],
        ["a tensor outside the file", chat(at("far.gguf")), /download is probably incomplete/],
        ["a huge number of tensors", chat(at("tensors.gguf")), /impossibly large/],
        ["a huge number of entries", chat(at("entries.gguf")), /ends before its header does/],
        ["a zip archive", ["inspect", at("zip.gguf")], /looks like a zip archive/],
        ["an empty model file", chat(at("nothing.gguf")), /is empty/],
        ["a folder as model", chat(folder), /is a folder: choose the GGUF file/],
        ["a missing model", chat(at("missing.gguf")), /missing\.gguf.*does not exist/],
        [
            "a missing adapter",
            chat(pipPath, "--adapter", at("missing.gguf")),
            /missing\.gguf.*does not exist/,
        ],
        ["an adapter as model", chat(at("a.lora.gguf")), /is an adapter, not a model/],
        ["a model as adapter", chat(at("a.gguf"), "--adapter", at("b.gguf")), /is a model, not an adapter/],
        [
            "an adapter of another shape",
            chat(pipPath, "--adapter", at("wide.lora.gguf")),
            /wide\.lora.*Pip.*512 where.*768/,
        ],
        [
            "an adapter of another base of the same shape",
            chat(at("b.gguf"), "--adapter", at("ofA.lora.gguf")),
            /ofA\.lora\.gguf does not belong to the model random .*trained on "Model A", whose weights are different/,
        ],
        [
            "a model that can only chat elsewhere",
            ["quiz", "--model", at("a.gguf"), "--questions", at("one.jsonl")],
            /question/,
        ],
        ["an empty pair file", train(pipPath, at("empty.jsonl"), at("o.gguf")), /is empty/],
        [
            "one pair, of which none can be held out",
            train(pipPath, at("one.jsonl"), at("o.gguf")),
            /held out/,
        ],
        ["wrong UTF-8", train(pipPath, at("latin1.jsonl"), at("o.gguf")), /not UTF-8 text/],
        [
            "a missing pair file",
            ["score", "--model", pipPath, "--pairs", at("missing.jsonl")],
            /does not exist/,
        ],
        ["a model as pair file", train(pipPath, at("a.gguf"), at("o.gguf")), /a\.gguf/],
        [
            "a prompt longer than the context",
            chat(pipPath, "--prompt", "word ".repeat(1500)),
            /holds 1024\. Shorten it/,
        ],
        [
            "a system text longer than the context",
            chat(pipPath, "--system", "word ".repeat(1500)),
            /holds 1024\. Shorten it/,
        ],
        [
            "an out file in a missing folder",
            train(pipPath, at("pairs.jsonl"), at("none/o.gguf")),
            /folder .*none does not exist/,
        ],
        [
            "an out file that is a folder",
            train(pipPath, at("pairs.jsonl"), folder, "--epochs", "10000"),
            /is a folder/,
        ],
        [
            "a checkpoint that is not there",
            train(pipPath, at("pairs.jsonl"), at("o.gguf"), "--resume"),
            /no checkpoint/,
        ],
    ];
    test.each(cases)("%s", async (_, args, sentence) => {
        expectSentence(await qadapter(args), sentence);
        expect(readdirSync(folder)).toEqual(files);
    });
});

test("wrong usage ends with 2", async () => {
    const { status, stdout, stderr } = await qadapter(chat(pipPath, "--top-p", "2"));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^Error: .*--top-p/);
});

describe.skipIf(!existsSync("/dev/full"))("stdout that takes nothing", () => {
    test.each([
        ["inspect", ["inspect", pipPath, "--json"]],
        ["chat", chat(pipPath, "--max-tokens", "4")],
    ])("%s", async (_, args) => {
        const full = openSync("/dev/full", "w");
        const ended = await qadapter(args, { stdio: ["ignore", full, "pipe"], timeout: 60_000 });
        closeSync(full);
        expectSentence(ended, /output could not be written: there is no room left/);
    });
    test("a reader that leaves early is no failure", async () => {
        const script = `"$0" "$@" | head -n 1`;
        const line = execFileSync("/bin/sh", [
            "-c",
            script,
            process.execPath,
            "main/cli/main.ts",
            "inspect",
            pipPath,
        ]);
        expect(line.toString()).toMatch(/^kind +model\n$/);
    });
});

/** Only root may become somebody else; everybody else can be refused by permissions right away. */
describe("places that cannot be written", () => {
    const asSomebody = isRoot ? { uid: nobody, gid: nobody } : {};
    const place = at("place");

    beforeAll(() => {
        mkdirSync(place);
        if (isRoot) {
            chmodSync(folder, 0o755);
            chownSync(place, nobody, nobody);
        }
    });
    afterAll(() => chmodSync(place, 0o755));

    test("a read-only folder", async (context) => {
        const reading = await qadapter(["inspect", pipPath], asSomebody);
        if (isRoot && reading.status !== 0) context.skip("user nobody cannot read this checkout");
        chmodSync(place, 0o555);
        const ended = await qadapter(train(pipPath, at("pairs.jsonl"), join(place, "o.gguf")), asSomebody);
        expectSentence(ended, /no permission/);
        expect(readdirSync(place)).toEqual([]);
    });
    test("a model that cannot be read", async (context) => {
        const secret = at("secret.gguf");
        writeFileSync(secret, readFileSync(at("a.gguf")), { mode: 0o000 });
        const ended = await qadapter(["inspect", secret], asSomebody);
        rmSync(secret);
        if (isRoot && ended.stderr.includes("MODULE_NOT_FOUND"))
            context.skip("user nobody cannot read this checkout");
        expectSentence(ended, /no permission/);
    });
});

describe("a full disk", () => {
    const disk = at("disk");
    const out = join(disk, "o.gguf");
    const mounted = { current: false };

    beforeAll(() => {
        if (!isRoot || process.platform !== "linux") return;
        mkdirSync(disk);
        try {
            execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], { stdio: "ignore" });
            mounted.current = true;
        } catch {
            // a container may forbid it; the tests below say so
        }
    });
    afterAll(() => void (mounted.current && execFileSync("umount", [disk])));

    const resize = (size: string) => execFileSync("mount", ["-o", `remount,size=${size}`, disk]);
    const args = (...more: string[]) =>
        train(pipPath, at("pairs.jsonl"), out, "--epochs", "1", "--batch", "3", ...more);

    test("no room for a checkpoint", async (context) => {
        if (!mounted.current) context.skip("only root can make a small disk");
        expectSentence(await qadapter(args("--checkpoint-every", "1")), /no room left on the disk/);
        expect(readdirSync(disk)).toEqual([]);
    });
    test("no room for a second checkpoint: the first stays, and the run goes on from it", async (context) => {
        if (!mounted.current) context.skip("only root can make a small disk");
        resize("4m"); // a checkpoint takes 2.5 MB
        expectSentence(await qadapter(args("--checkpoint-every", "1")), /no room left on the disk/);
        expect(readdirSync(disk)).toEqual(["o.gguf.checkpoint"]);
        resize("20m");
        expect(await qadapter(args("--checkpoint-every", "1", "--resume"))).toMatchObject({ status: 0 });
        expect(readdirSync(disk)).toEqual(["o.gguf"]);
    });
    test("no room for the adapter: an earlier one stays as it was", async (context) => {
        if (!mounted.current) context.skip("only root can make a small disk");
        writeFileSync(out, "an earlier adapter");
        resize("1m");
        expectSentence(await qadapter(args("--checkpoint-every", "1000")), /no room left on the disk/);
        expect(readFileSync(out, "utf8")).toBe("an earlier adapter");
        expect(readdirSync(disk)).toEqual(["o.gguf"]);
    });
});
