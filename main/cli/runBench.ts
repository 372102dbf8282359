/**
 * `qadapter bench`: speed and memory on this machine, each figure beside llama.cpp's from the same run.
 * Rounds of both sides alternate and the best of each counts, so that a busy moment hits neither alone.
 */
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { StudioError } from "../errors.ts";
import { FusedDecoder } from "../inference/fusedDecoder.ts";
import { LlamaCppRival } from "../inference/llamaCpp.ts";
import { argmax } from "../inference/sampler.ts";
import type { StackEntry } from "../inference/stack.ts";
import { loraMatrices } from "../model/lora.ts";
import { linearTargets } from "../model/targets.ts";
import type { Model } from "../model/weights.ts";
import { createRandom } from "../random.ts";
import type { BenchOptions } from "./bench.ts";
import { benchModelPath } from "./benchModel.ts";
import { compareFive, type ScoringBench, type ScoringLine, scorePairs } from "./benchScoring.ts";
import { interruptSignal } from "./interrupt.ts";
import { printJson, printLine } from "./output.ts";
import { load, type Opened, open } from "./session.ts";

const promptTokens = 384;
const answerTokens = 48;
const rounds = 7;
/** Scoring takes seconds per round. */
const scoringRounds = 4;

/** Measurements by name. */
const measures = [
    "prefill",
    "decode",
    "decode-1-adapter",
    "decode-1-adapter-alone",
    "decode-3-adapters",
    "score-pairs",
    "compare-5-adapters",
    "training",
    "memory",
] as const;
type Measure = (typeof measures)[number];

/** Runs the subcommand. */
export async function run(options: BenchOptions): Promise<void> {
    const wanted = (options.only ?? measures) as Measure[];
    const unknown = wanted.find((name) => !measures.includes(name));
    if (unknown)
        throw new StudioError(
            "usage",
            `There is no measurement "${unknown}"; there are ${measures.join(", ")}.`,
        );
    const path = benchModelPath(options.model);
    const opened = await open({ ...options, model: path });
    printLine(
        `${cpus()[0]?.model ?? "processor"}, ${opened.device.threads} threads, ${opened.device.name}, ${path}`,
    );
    const rival = await LlamaCppRival.open(path, 1024, opened.device.threads);
    const prompt = randomTokens(opened, promptTokens);
    const model = load(opened);
    for (const name of wanted.filter((n) => n === "prefill" || n.startsWith("decode")))
        await compare(name, model, opened, rival, prompt);
    if (wanted.includes("score-pairs") || wanted.includes("compare-5-adapters"))
        await measureScoring(wanted, { model, tokenizer: opened.tokenizer, rival });
    if (wanted.includes("training") || wanted.includes("memory")) {
        model.dispose();
        await compareTraining(path, opened, rival, prompt, options);
    }
}

function randomTokens({ file }: Opened, count: number): number[] {
    const random = createRandom(7);
    const vocabulary = file.tensors.get("token_embd.weight")?.shape[1] ?? 2;
    return Array.from({ length: count }, () => random.int(vocabulary));
}

/** Prints one line: `value` and `rivalValue` are tokens per second, `ratio` is value / rivalValue. */
async function compare(
    name: Measure,
    model: Model,
    opened: Opened,
    rival: LlamaCppRival,
    prompt: readonly number[],
): Promise<void> {
    const count = name === "decode-3-adapters" ? 3 : name.startsWith("decode-1") ? 1 : 0;
    // A weight below 1 needs the base's row too; at 1 a residual adapter with α₀ = α̃ is a policy of its own.
    const weight = name === "decode-1-adapter-alone" ? 1 : 0.7;
    const given = opened.stack.length >= count ? opened.stack.slice(0, count) : randomAdapters(model, count);
    const decoder = new FusedDecoder(
        model,
        given.map(({ adapter }) => ({ adapter, weight })),
        1024,
    );
    let [ours, theirs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < rounds; round++) {
        interruptSignal.throwIfAborted();
        if (name === "prefill") {
            theirs = Math.min(theirs, await rival.prefill(prompt));
            ours = Math.min(ours, await prefill(decoder, prompt));
        } else {
            theirs = Math.min(theirs, await rival.decode(prompt.slice(0, 16), answerTokens));
            ours = Math.min(ours, await decode(decoder, prompt.slice(0, 16), answerTokens));
        }
    }
    decoder.dispose();
    const tokens = name === "prefill" ? prompt.length : 1;
    line(name, tokens / ours, "tokens/s", "llama.cpp, base only", tokens / theirs);
}

async function prefill(decoder: FusedDecoder, prompt: readonly number[]): Promise<number> {
    await decoder.logits([0]);
    const started = performance.now();
    await decoder.logits(prompt);
    return (performance.now() - started) / 1000;
}

async function decode(decoder: FusedDecoder, prompt: readonly number[], count: number): Promise<number> {
    const tokens = [...prompt];
    tokens.push(argmax(await decoder.logits(tokens)));
    tokens.push(argmax(await decoder.logits(tokens)));
    const started = performance.now();
    for (let i = 0; i < count; i++) tokens.push(argmax(await decoder.logits(tokens)));
    return (performance.now() - started) / 1000 / count;
}

/** Adapters of rank 8 on all targets with random weights. */
function randomAdapters(model: Model, count: number): StackEntry[] {
    const random = createRandom(3);
    return Array.from({ length: count }, () => {
        const matrices = loraMatrices(model.config, { rank: 8, alpha: 16, targets: linearTargets });
        const values = matrices.map(({ ne }) =>
            new Float32Array(ne[0] * ne[1]).map(() => 0.01 * (random.next() - 0.5)),
        );
        const rule = { method: "q-adapter", origin: "residual", alpha0: 1, alphaTilde: 1, gamma: 1 } as const;
        return {
            weight: 1,
            adapter: { name: "random", architecture: "", alpha: 16, matrices, values, rule },
        };
    });
}

async function compareTraining(
    path: string,
    { device }: Opened,
    rival: LlamaCppRival,
    prompt: readonly number[],
    options: BenchOptions,
): Promise<void> {
    let theirs = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) theirs = Math.min(theirs, await rival.prefill(prompt));
    const child = spawnSync(
        process.execPath,
        [
            ...process.execArgv,
            join(import.meta.dirname, "benchTraining.ts"),
            path,
            String(device.threads),
            options.device ?? "cpu",
        ],
        { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
    );
    if (child.status !== 0) throw new Error(`the training measurement ended with ${child.status}`);
    const result = JSON.parse(child.stdout) as Record<
        "first" | "later" | "estimatedMB" | "peakMB" | "bufferMB",
        number
    >;
    const wanted = options.only ?? measures;
    if (wanted.includes("training")) {
        line("training, first epoch", result.first, "s/pair", "llama.cpp, prefill of its 384 tokens", theirs);
        line(
            "training, later epochs",
            result.later,
            "s/pair",
            "llama.cpp, prefill of its 384 tokens",
            theirs,
        );
    }
    if (wanted.includes("memory"))
        line("training memory, estimated", result.estimatedMB, "MB", "measured peak", result.peakMB);
}

/** Evaluations on random texts with random adapters; see benchScoring.ts. */
async function measureScoring(
    wanted: readonly Measure[],
    parts: Pick<ScoringBench, "model" | "tokenizer" | "rival">,
): Promise<void> {
    const bench = { ...parts, adapters: randomAdapters(parts.model, 5), rounds: scoringRounds };
    if (wanted.includes("score-pairs")) for (const one of await scorePairs(bench)) printScoring(one);
    if (wanted.includes("compare-5-adapters")) for (const one of await compareFive(bench)) printScoring(one);
}

function printScoring({ measure, value, unit, rival, rivalValue }: ScoringLine): void {
    line(measure, value, unit, rival, rivalValue);
}

function line(measure: string, value: number, unit: string, rival: string, rivalValue: number): void {
    const round = (x: number) => Number(x.toPrecision(4));
    printJson({
        measure,
        value: round(value),
        unit,
        rival,
        rivalValue: round(rivalValue),
        ratio: round(value / rivalValue),
    });
}
