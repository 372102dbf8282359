/**
 * The `qadapter` command as a whole: which subcommands there are and what commander does with mistakes.
 * Runs nothing by itself: the caller says what each subcommand does.
 */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { type BenchOptions, registerBench } from "./bench.ts";
import { type ChatOptions, registerChat } from "./chat.ts";
import { type CompareOptions, registerCompare } from "./compare.ts";
import { type ConvertOptions, registerConvert } from "./convert.ts";
import { type EvaluateOptions, registerEvaluate } from "./evaluate.ts";
import { type InspectOptions, registerInspect } from "./inspect.ts";
import { type JudgeOptions, registerJudge } from "./judge.ts";
import { type KitOptions, registerKit } from "./kit.ts";
import { type ModelsOptions, registerModels } from "./models.ts";
import { type PackOptions, registerPack } from "./pack.ts";
import { type QuizOptions, registerQuiz } from "./quiz.ts";
import { registerScore, type ScoreOptions } from "./score.ts";
import { registerServe, type ServeOptions } from "./serve.ts";
import { registerTrain, type TrainOptions } from "./train.ts";
import { registerUnpack, type UnpackOptions } from "./unpack.ts";
import { registerVerify, type VerifyOptions } from "./verify.ts";

/** What each subcommand does with its checked options. */
export interface Runs {
    inspect: (options: InspectOptions) => Promise<void>;
    train: (options: TrainOptions) => Promise<void>;
    chat: (options: ChatOptions) => Promise<void>;
    score: (options: ScoreOptions) => Promise<void>;
    quiz: (options: QuizOptions) => Promise<void>;
    evaluate: (options: EvaluateOptions) => Promise<void>;
    compare: (options: CompareOptions) => Promise<void>;
    judge: (options: JudgeOptions) => Promise<void>;
    pack: (options: PackOptions) => Promise<void>;
    unpack: (options: UnpackOptions) => Promise<void>;
    convert: (options: ConvertOptions) => Promise<void>;
    serve: (options: ServeOptions) => Promise<void>;
    bench: (options: BenchOptions) => Promise<void>;
    models: (options: ModelsOptions) => Promise<void>;
    kit: (options: KitOptions) => Promise<void>;
    verify: (options: VerifyOptions) => Promise<void>;
}

const exitCodeHelp = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
Messages go to stderr; set QADAPTER_DEBUG=1 for the details of an error.`;

/** Builds the command; a wrong usage throws commander's error instead of ending the process. */
export function buildProgram(runs: Runs): Command {
    const program = new Command("qadapter")
        .description("Customises local GGUF chat models: trains Q-Adapters from preferences and runs them.")
        .version(readVersion(), "--version", "show the version")
        .helpOption("-h, --help", "show help")
        .helpCommand("help [command]", "show the help of a command")
        .addHelpText("after", exitCodeHelp)
        .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "Error: ")) })
        .exitOverride();
    registerInspect(program, runs.inspect);
    registerTrain(program, runs.train);
    registerChat(program, runs.chat);
    registerScore(program, runs.score);
    registerQuiz(program, runs.quiz);
    registerEvaluate(program, runs.evaluate);
    registerCompare(program, runs.compare);
    registerJudge(program, runs.judge);
    registerPack(program, runs.pack);
    registerUnpack(program, runs.unpack);
    registerConvert(program, runs.convert);
    registerServe(program, runs.serve);
    registerBench(program, runs.bench);
    registerModels(program, runs.models);
    registerKit(program, runs.kit);
    registerVerify(program, runs.verify);
    return program;
}

/** The version of the program. */
export function readVersion(): string {
    const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
    return (JSON.parse(text) as { version: string }).version;
}
