/**
 * `npm run demo`: customises the bundled model Pip from bundled preference pairs and shows, measured, what it
 * learned and what it kept. Uses the same code as the subcommands; nothing here is special to the demonstration
 * but the choice of files and the table.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import type { ChatMessage, PreferencePair } from "../../preload/records.ts";
import { type AnswerStyle, judgeAnswer, readStyles } from "../evaluation/answerStyle.ts";
import { bootstrapInterval } from "../evaluation/intervals.ts";
import { PolicyScorer } from "../evaluation/policyScorer.ts";
import { preferenceAccuracy } from "../evaluation/preferenceAccuracy.ts";
import { askExact, askMultipleChoice, summariseQuiz } from "../evaluation/quiz.ts";
import { type SampledAnswer, sampleAnswers } from "../evaluation/sampleAnswers.ts";
import { readPreferenceFile } from "../formats/preferences/preferenceFile.ts";
import { readQuestions } from "../formats/questions/readQuestions.ts";
import { FusedDecoder } from "../inference/fusedDecoder.ts";
import type { StackEntry } from "../inference/stack.ts";
import type { Model } from "../model/weights.ts";
import { encodePairs } from "../training/encodePairs.ts";
import { exitCodes, reportError } from "./exitCodes.ts";
import { interruptSignal, listenForInterrupts } from "./interrupt.ts";
import { Progress, printJson, printLine, printText } from "./output.ts";
import { train } from "./runTrain.ts";
import { load, type Opened, open } from "./session.ts";
import { resources } from "./resources.ts";

const preferences = ["warm", "terse", "formal"] as const;
const answersToSample = 100;
const longestAnswer = 64;
const seed = 1;

interface DemoOptions {
    preference: (typeof preferences)[number];
    out: string;
    json?: boolean;
    threads?: number;
}

/** What is measured of a stack. */
interface Measured {
    policyAccuracy: number;
    policyInterval: { low: number; high: number };
    /** sampled answers in the preferred style, of `answers` */
    inStyle: number;
    inStyleInterval: { low: number; high: number };
    broken: number;
    answers: number;
    multipleChoice: number;
    exact: number;
    samples: string[];
}

async function demo(options: DemoOptions): Promise<void> {
    const started = performance.now();
    const model = join(resources, "models/pip-q8_0.gguf");
    mkdirSync(options.out, { recursive: true });
    const adapter = join(options.out, `pip-${options.preference}.gguf`);
    printLine(`Teaching Pip to prefer ${options.preference} answers.`);
    const trained = await train({
        model,
        pairs: join(resources, `demo/pairs-${options.preference}.train.jsonl`),
        out: adapter,
        threads: options.threads,
    });
    const opened = await open({ model, adapter: [{ path: adapter, weight: 1 }], threads: options.threads });
    const weights = load(opened);
    const before = await measure(opened, weights, [], options.preference, "Before");
    const after = await measure(opened, weights, opened.stack, options.preference, "After");
    const result = {
        preference: options.preference,
        ...trained,
        before,
        after,
        totalSeconds: (performance.now() - started) / 1000,
    };
    printText(table(result));
    if (options.json) printJson(result);
}

async function measure(
    { tokenizer }: Opened,
    model: Model,
    stack: readonly StackEntry[],
    preference: AnswerStyle,
    label: string,
): Promise<Measured> {
    const progress = new Progress(label);
    const decoder = new FusedDecoder(model, stack, model.config.contextLength);
    const scorer = new PolicyScorer(model, stack, tokenizer.endOfText);
    const file = (name: string) => join(resources, "demo", name);
    const { pairs } = readPreferenceFile(file(`pairs-${preference}.test.jsonl`));
    const encoded = encodePairs(pairs, tokenizer, 1024).pairs;
    const scores = await scorer.score(encoded.map(({ prompt, chosen, rejected }) => ({ prompt, branches: [chosen, rejected] })));
    const accuracy = preferenceAccuracy(scores);
    const choices = readQuestions(file("facts.mcq.jsonl")).multipleChoice;
    const exact = readQuestions(file("facts.exact.jsonl")).exact;
    const known = summariseQuiz(await askMultipleChoice(scorer, tokenizer, choices, undefined, interruptSignal));
    const show = (done: number) => progress.update({ done, total: exact.length + answersToSample });
    const spelled = summariseQuiz(await askExact(decoder, tokenizer, exact, show, interruptSignal));
    const answers = await sampleAnswers(decoder, tokenizer, readPrompts(file("prompts.everyday.jsonl")), {
        count: answersToSample,
        seed,
        maxTokens: longestAnswer,
        signal: interruptSignal,
        onProgress: (done) => show(exact.length + done),
    });
    progress.finish();
    decoder.dispose();
    scorer.dispose();
    return {
        policyAccuracy: accuracy.policyAccuracy,
        policyInterval: accuracy.policyInterval,
        ...judge(answers, preference),
        multipleChoice: known.accuracy,
        exact: spelled.accuracy,
        samples: answers.slice(0, 3).map(({ text }) => text),
    };
}

function judge(answers: readonly SampledAnswer[], preference: AnswerStyle) {
    const styles = readStyles(join(resources, "demo/styles.json"));
    const judged = answers.map(({ prompt, text, ended }) => ({ prompt, ...judgeAnswer(text, ended, styles) }));
    const good = (j: (typeof judged)[number]) => j.style === preference && !j.broken;
    const prompts = [...new Set(judged.map(({ prompt }) => prompt))];
    const perPrompt = prompts.map((prompt) => {
        const own = judged.filter((j) => j.prompt === prompt);
        return own.filter(good).length / own.length;
    });
    return {
        inStyle: judged.filter(good).length,
        inStyleInterval: bootstrapInterval(perPrompt, seed),
        broken: judged.filter(({ broken }) => broken).length,
        answers: judged.length,
    };
}

function readPrompts(path: string): ChatMessage[][] {
    const lines = readFileSync(path, "utf8").trim().split("\n");
    return lines.map((line) => (JSON.parse(line) as Pick<PreferencePair, "prompt">).prompt);
}

function table({ preference, before, after, totalSeconds }: { preference: string; before: Measured; after: Measured; totalSeconds: number }): string {
    const percent = (x: number) => `${(100 * x).toFixed(1)} %`;
    const range = ({ low, high }: { low: number; high: number }) => `${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)} %`;
    const row = (name: string, of: (m: Measured) => string) => `${name.padEnd(44)}${of(before).padEnd(22)}${of(after)}`;
    return [
        "",
        `${"".padEnd(44)}${"before".padEnd(22)}after`,
        row("prefers the better answer (100 held-out pairs)", (m) => `${percent(m.policyAccuracy)} (${range(m.policyInterval)})`),
        row(`sampled answers that are ${preference}`, (m) => `${m.inStyle} of ${m.answers} (${range(m.inStyleInterval)})`),
        row("sampled answers that are broken", (m) => `${m.broken} of ${m.answers}`),
        row("facts known, multiple choice", (m) => percent(m.multipleChoice)),
        row("facts known, word for word", (m) => percent(m.exact)),
        "",
        ...before.samples.map((text, i) => `${i === 0 ? "\n" : ""}before: ${text}\nafter:  ${after.samples[i]}\n`),
        `${totalSeconds.toFixed(0)} seconds in all.`,
    ].join("\n");
}

const program = new Command("demo")
    .description("Customises the bundled model Pip and shows what it learned and what it kept.")
    .addOption(new Option("--preference <name>", "what to prefer").choices(preferences).default("warm"))
    .option("--out <folder>", "where to put the adapter", ".demo")
    .option("--threads <n>", "processor threads", Number)
    .option("--json", "end with one line of JSON")
    .exitOverride()
    .action((options: DemoOptions) => demo(options));

listenForInterrupts();
try {
    await program.parseAsync();
    process.exit(exitCodes.done);
} catch (error) {
    process.exit(reportError(error));
}
