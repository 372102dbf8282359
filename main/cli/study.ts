/**
 * `npm run study`: the paper's comparison in small. Every method with the same number of tries on every preference,
 * measured item by item; what is finished is kept, so that a stopped study goes on. Writes docs/study.md.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import type { StackEntry } from "../inference/stack.ts";
import type { TextTree } from "../model/packing.ts";
import type { Journal } from "./journal.ts";
import { whole } from "./numbers.ts";
import { Progress, printLine } from "./output.ts";
import { readVersion } from "./program.ts";
import { runProgram } from "./runProgram.ts";
import { train } from "./runTrain.ts";
import { load, type Opened, open, openStack } from "./session.ts";
import { finalists } from "./studyFigures.ts";
import { type CellResult, isFinished, openStudyFile } from "./studyFile.ts";
import { measureCell, ownAnswers, type Tools } from "./studyMeasure.ts";
import { type Cell, cellKey, planKey, screeningCells, studyMethods } from "./studyPlan.ts";
import { writeStudy } from "./studyReport.ts";
import {
    type Preference,
    pipSubject,
    type Subject,
    smollm2Subject,
    writeTrainingPairs,
} from "./studySubjects.ts";

interface StudyOptions {
    model: "pip" | "smollm2";
    out: string;
    report?: string;
    pairs: number;
    answers: number;
    /** only so many cells, then stop */
    cells?: number;
    threads?: number;
}

/** Everything that a cell is run with. */
interface Laboratory {
    options: StudyOptions;
    subject: Subject;
    opened: Opened;
    tools: Tools;
    own: readonly TextTree[];
    preferences: Map<string, Preference>;
}

async function study(options: StudyOptions): Promise<void> {
    mkdirSync(options.out, { recursive: true });
    const subject = options.model === "pip" ? pipSubject() : smollm2Subject();
    const { pairs, answers } = options;
    const head = { model: subject.name, pairs, answers, version: readVersion(), plan: planKey() };
    const file = openStudyFile(join(options.out, `${options.model}.jsonl`), head);
    const todo = () => cellsOf(subject, file).filter((cell) => !isFinished(file, cell));
    const atMost = options.cells ?? Number.POSITIVE_INFINITY;
    if (todo().length > 0 && atMost > 0) await runCells(await prepare(options, subject), todo, atMost, file);
    const missing = todo().length;
    if (missing > 0) printLine(`At least ${missing} cells are left.`);
    if (options.report !== undefined) {
        writeStudy(options.report, options.model, subject, head, file.parts, missing);
        printLine(`Wrote ${options.report}.`);
    }
}

/** Every try with the first seed and, once all of those are done, the finalists with the other seeds. */
function cellsOf({ preferences, seeds }: Subject, file: Journal<CellResult>): Cell[] {
    const [first, ...others] = seeds as readonly [number, ...number[]];
    const screening = screeningCells(preferences, first);
    if (!screening.every((cell) => isFinished(file, cell))) return screening;
    const finals = preferences.flatMap((preference) =>
        finalists(file.parts, preference).flatMap(({ method, try: number }) =>
            others.map((seed) => ({ preference, method, try: number, seed })),
        ),
    );
    return [...screening, ...finals];
}

async function prepare(options: StudyOptions, subject: Subject): Promise<Laboratory> {
    const opened = await open({ model: subject.model, threads: options.threads });
    const tools = { tokenizer: opened.tokenizer, model: load(opened) };
    const preferences = new Map<string, Preference>();
    for (const name of subject.preferences)
        preferences.set(name, await subject.open(name, { ...tools, folder: options.out }));
    return { options, subject, opened, tools, own: await ownAnswers(tools, subject), preferences };
}

async function runCells(
    laboratory: Laboratory,
    todo: () => Cell[],
    atMost: number,
    file: Journal<CellResult>,
): Promise<void> {
    const progress = new Progress("Study");
    for (let done = 0; done < atMost; done++) {
        const [next, ...rest] = todo();
        if (!next) break;
        file.add(await runCell(laboratory, next));
        progress.update({ done: done + 1, total: done + 1 + rest.length, note: cellKey(next) });
    }
    progress.finish();
}

async function runCell(laboratory: Laboratory, cell: Cell): Promise<CellResult> {
    const { options, subject, tools, own, preferences } = laboratory;
    const started = performance.now();
    const preference = preferences.get(cell.preference) as Preference;
    const { stack, settings, steps } = await trainCell(laboratory, cell, preference);
    const { items, drift } = await measureCell(tools, stack, subject, preference, {
        answers: options.answers,
        seed: 1000 * cell.seed,
        own,
    });
    const seconds = (performance.now() - started) / 1000;
    return { ...cell, settings, items, prompts: preference.prompts.length, drift, steps, seconds };
}

async function trainCell(
    { options, subject, opened }: Laboratory,
    cell: Cell,
    preference: Preference,
): Promise<{ stack: StackEntry[]; settings: Record<string, unknown>; steps: number }> {
    const settings = studyMethods.find(({ id }) => id === cell.method)?.tries[cell.try];
    if (!settings) return { stack: [], settings: {}, steps: 0 };
    const { model } = subject;
    const out = join(options.out, `${options.model}.gguf`);
    const pairs = writeTrainingPairs(preference, options.pairs, options.out, cell.preference);
    const { seed } = cell;
    const trained = await train({ model, pairs, out, threads: options.threads, seed, ...settings });
    const stack = openStack(opened, [{ path: out, weight: 1 }]);
    return { stack, settings: trained.settings as Record<string, unknown>, steps: Number(trained.steps) };
}

const count = (flags: string, text: string, min = 1) => new Option(flags, text).argParser(whole({ min }));
const program = new Command("study")
    .description("Compares Q-adapters, DPO, SFT and Replay: what is learned, what is forgotten.")
    .addOption(new Option("--model <name>", "on what").choices(["pip", "smollm2"]).default("pip"))
    .option("--out <folder>", "results so far; a stopped study goes on from there", ".study")
    .option("--report <file>", "write tables and plots there, of what is finished")
    .addOption(count("--pairs <n>", "pairs to train on").default(200))
    .addOption(count("--answers <n>", "answers to sample per cell").default(110))
    .addOption(
        count("--cells <n>", "stop after so many cells; 0 with --report: only write what is finished", 0),
    )
    .addOption(count("--threads <n>", "processor threads"))
    .exitOverride()
    .action((options: StudyOptions) => study(options));

await runProgram(program);
