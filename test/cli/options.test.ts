/** Every option of every subcommand, as the code that runs it receives it. */
import { beforeEach, describe, expect, it } from "vitest";
import { buildProgram, type Runs } from "../../main/cli/program.ts";

let received: { name: string; options: unknown }[];

/** Parses a command line and returns the options that the subcommand was run with. */
async function parse(...args: string[]): Promise<unknown> {
    const record = (name: string) => async (options: unknown) => void received.push({ name, options });
    const runs: Runs = {
        inspect: record("inspect"),
        train: record("train"),
        chat: record("chat"),
        score: record("score"),
        quiz: record("quiz"),
        evaluate: record("evaluate"),
        compare: record("compare"),
        judge: record("judge"),
        bench: record("bench"),
        pack: record("pack"),
        unpack: record("unpack"),
        models: record("models"),
        convert: record("convert"),
        serve: record("serve"),
        kit: record("kit"),
        verify: record("verify"),
    };
    const program = buildProgram(runs);
    for (const command of [program, ...program.commands]) command.configureOutput({ writeErr: () => {} });
    await program.parseAsync(args, { from: "user" });
    expect(received.map(({ name }) => name)).toEqual([args[0]]);
    return received[0]?.options;
}

beforeEach(() => {
    received = [];
});

const trainFiles = ["train", "--model", "m.gguf", "--pairs", "p.jsonl", "--out", "a.gguf"];

describe("what the runs receive", () => {
    it("kit and verify", async () => {
        expect(await parse("kit", "a.exe", "b.gguf", "--out", "k")).toEqual({
            files: ["a.exe", "b.gguf"],
            out: "k",
        });
        received = [];
        expect(await parse("verify", "k", "--json")).toEqual({ folder: "k", json: true });
    });

    it("inspect", async () => {
        expect(await parse("inspect", "m.gguf", "--json")).toEqual({ file: "m.gguf", json: true });
    });

    it("pack", async () => {
        expect(await parse("pack", "--adapter", "a.gguf", "--out", "a.qadapter")).toEqual({
            adapter: "a.gguf",
            out: "a.qadapter",
            tag: [],
        });
    });

    it("pack with everything", async () => {
        const all = "--name A --note B --tag one --tag two --pairs p.jsonl --json";
        expect(await parse("pack", "--adapter", "a.gguf", "--out", "a.qadapter", ...all.split(" "))).toEqual({
            adapter: "a.gguf",
            out: "a.qadapter",
            name: "A",
            note: "B",
            tag: ["one", "two"],
            pairs: "p.jsonl",
            json: true,
        });
    });

    it("unpack", async () => {
        expect(await parse("unpack", "a.qadapter")).toEqual({ package: "a.qadapter" });
    });

    it("unpack with everything", async () => {
        const all = "--out a.gguf --pairs-out p.jsonl --model m.gguf --json";
        expect(await parse("unpack", "a.qadapter", ...all.split(" "))).toEqual({
            package: "a.qadapter",
            out: "a.gguf",
            pairsOut: "p.jsonl",
            model: "m.gguf",
            json: true,
        });
    });

    it("convert", async () => {
        const words = "convert folder --model m.gguf --out a.gguf --name A --json";
        expect(await parse(...words.split(" "))).toEqual({
            from: "folder",
            model: "m.gguf",
            out: "a.gguf",
            name: "A",
            json: true,
        });
    });

    it("train leaves what was not given undefined", async () => {
        expect(await parse(...trainFiles)).toEqual({ model: "m.gguf", pairs: "p.jsonl", out: "a.gguf" });
    });

    it("train with everything", async () => {
        const words =
            "--method q-adapter --loss advantage --preset paper --strength gentle --q-origin residual --margin mean --schedule cosine " +
            "--recompute always --device cpu --targets q,v --epochs 3 --lr 3e-4 --rank 8 --alpha 16 --dropout 0.05 " +
            "--alpha0 0.01 --alpha-tilde 1 --gamma 1 --beta 0.1 --margin-scale 5 --batch 8 --max-length 512 " +
            "--holdout 0.1 --warmup 0 --weight-decay 0 --clip 1 --eval-every 10 --patience 3 --max-drift 0.2 --seed 7 " +
            "--checkpoint-every 50 --threads 2 --resume --skip-invalid --json";
        expect(await parse(...trainFiles, ...words.split(" "))).toEqual({
            model: "m.gguf",
            pairs: "p.jsonl",
            out: "a.gguf",
            method: "q-adapter",
            loss: "advantage",
            preset: "paper",
            strength: "gentle",
            qOrigin: "residual",
            margin: "mean",
            schedule: "cosine",
            recompute: "always",
            device: "cpu",
            targets: ["q", "v"],
            epochs: 3,
            lr: 3e-4,
            rank: 8,
            alpha: 16,
            dropout: 0.05,
            alpha0: 0.01,
            alphaTilde: 1,
            gamma: 1,
            beta: 0.1,
            marginScale: 5,
            batch: 8,
            maxLength: 512,
            holdout: 0.1,
            warmup: 0,
            weightDecay: 0,
            clip: 1,
            evalEvery: 10,
            patience: 3,
            maxDrift: 0.2,
            seed: 7,
            checkpointEvery: 50,
            threads: 2,
            resume: true,
            skipInvalid: true,
            json: true,
        });
    });

    it("train --targets in the order of the forward pass", async () => {
        expect(await parse(...trainFiles, "--targets", "down, q,down")).toMatchObject({
            targets: ["q", "down"],
        });
        received = [];
        expect(await parse(...trainFiles, "--targets", "all")).toMatchObject({
            targets: ["q", "k", "v", "o", "gate", "up", "down"],
        });
    });

    it("chat", async () => {
        const words =
            "chat --model m.gguf --adapter a.gguf --adapter C:\\b.gguf:-0.5 --prompt Hi --system Short --temperature 0 " +
            "--top-k 40 --top-p 0.9 --min-p 0.05 --repeat-penalty 1.1 --seed 1 --max-tokens 64 --context 2048 " +
            "--threads 4 --device vulkan --json";
        expect(await parse(...words.split(" "))).toEqual({
            model: "m.gguf",
            adapter: [
                { path: "a.gguf", weight: 1 },
                { path: "C:\\b.gguf", weight: -0.5 },
            ],
            prompt: "Hi",
            system: "Short",
            temperature: 0,
            topK: 40,
            topP: 0.9,
            minP: 0.05,
            repeatPenalty: 1.1,
            seed: 1,
            maxTokens: 64,
            context: 2048,
            threads: 4,
            device: "vulkan",
            json: true,
        });
    });

    it("score and quiz", async () => {
        const rest = ["--skip-invalid", "--max-length", "256", "--threads", "1", "--device", "cpu", "--json"];
        const common = {
            model: "m",
            adapter: [],
            skipInvalid: true,
            maxLength: 256,
            threads: 1,
            device: "cpu",
            json: true,
        };
        expect(await parse("score", "--model", "m", "--pairs", "p", ...rest)).toEqual({
            ...common,
            pairs: "p",
        });
        received = [];
        expect(await parse("quiz", "--model", "m", "--questions", "q", ...rest)).toEqual({
            ...common,
            questions: "q",
        });
    });

    it("bench", async () => {
        expect(await parse("bench", "--model", "m", "--only", "decode", "train", "--threads", "2")).toEqual({
            model: "m",
            adapter: [],
            only: ["decode", "train"],
            threads: 2,
        });
    });

    it("models, its options before and after what is wanted", async () => {
        const folder = "/models";
        expect(await parse("models", "--folder", folder)).toEqual({ action: "list", folder });
        received = [];
        expect(await parse("models", "files", "a/b", "--json", "--offline")).toMatchObject({
            action: "files",
            what: "a/b",
            json: true,
            offline: true,
        });
        for (const words of [
            "download a/b/c.gguf --folder /models",
            "--folder /models download a/b/c.gguf",
        ]) {
            received = [];
            expect(await parse("models", ...words.split(" "))).toEqual({
                action: "download",
                what: "a/b/c.gguf",
                folder,
            });
        }
    });

    it("starts every parse with no adapters", async () => {
        await parse("bench", "--model", "m", "--adapter", "a.gguf");
        received = [];
        expect(await parse("bench", "--model", "m")).toMatchObject({ adapter: [] });
    });
});

describe("wrong values", () => {
    it.each([
        ["--epochs", "0"],
        ["--epochs", "1.5"],
        ["--lr", "0"],
        ["--lr", "2"],
        ["--rank", "-8"],
        ["--alpha", "0"],
        ["--dropout", "1"],
        ["--targets", "q,x"],
        ["--targets", ""],
        ["--alpha0", "-1"],
        ["--alpha-tilde", "0"],
        ["--gamma", "1.01"],
        ["--beta", "x"],
        ["--margin-scale", "0"],
        ["--batch", "0"],
        ["--max-length", "1"],
        ["--holdout", "1"],
        ["--warmup", "-1"],
        ["--weight-decay", "-0.1"],
        ["--clip", "0"],
        ["--eval-every", "0"],
        ["--patience", "0"],
        ["--seed", "4294967296"],
        ["--checkpoint-every", "0"],
        ["--threads", "0"],
        ["--loss", "dpo"],
        ["--device", "gpu"],
    ])("train %s %j says what is allowed", async (option, value) => {
        await expect(parse(...trainFiles, option, value)).rejects.toThrow(new RegExp(`${option}.*Allowed`));
        expect(received).toEqual([]);
    });

    it("names a missing option, an unknown one and a surplus word", async () => {
        await expect(parse("train", "--model", "m")).rejects.toThrow("--pairs");
        await expect(parse("inspect", "m.gguf", "--jsn")).rejects.toThrow("--jsn");
        await expect(parse("inspect", "m.gguf", "n.gguf")).rejects.toThrow("too many arguments");
    });
});
