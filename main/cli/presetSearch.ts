/**
 * `npm run presets`: trains Pip with a grid of settings on each bundled preference and measures behaviour against
 * forgetting, one line of JSON per run: the evidence behind the presets (docs/presets.md).
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { measurePip, type PipPreference, pipModel, pipPairs, pipPreferences } from "./measurePip.ts";
import { Progress, printJson } from "./output.ts";
import { runProgram } from "./runProgram.ts";
import { train } from "./runTrain.ts";
import { load, open, openStack } from "./session.ts";
import type { TrainOptions } from "./train.ts";

interface StudyOptions {
    out: string;
    preference: string[];
    /** each a JSON object of training options, such as {"beta":0.03} */
    settings: string[];
    threads?: number;
    answers: number;
}

async function search(options: StudyOptions): Promise<void> {
    mkdirSync(options.out, { recursive: true });
    const opened = await open({ model: pipModel, threads: options.threads });
    const model = load(opened);
    for (const text of options.settings)
        for (const preference of options.preference as PipPreference[]) {
            const settings = JSON.parse(text) as Partial<TrainOptions>;
            const out = join(options.out, "presets.gguf");
            const trained = await train({
                model: pipModel,
                pairs: pipPairs(preference),
                out,
                threads: options.threads,
                ...settings,
            });
            const stack = openStack(opened, [{ path: out, weight: 1 }]);
            const m = await measurePip(
                opened.tokenizer,
                model,
                stack,
                preference,
                new Progress(preference),
                options.answers,
            );
            const { policyAccuracy, inStyle, broken, repeating, answers, multipleChoice, exact } = m;
            const { steps, stopped, seconds, heldOutMargin, heldOutLoss } = trained;
            printJson({
                preference,
                settings,
                policyAccuracy,
                inStyle,
                broken,
                repeating,
                answers,
                multipleChoice,
                exact,
                steps,
                stopped,
                seconds,
                heldOutMargin,
                heldOutLoss,
            });
        }
}

const collect = (value: string, list: string[]) => [...list, value];
const program = new Command("presets")
    .description("Measures training settings on Pip, behaviour against forgetting.")
    .option("--preference <names...>", "which preferences", [...pipPreferences])
    .option("--settings <json>", "training options as JSON; may be repeated", collect, [])
    .option("--answers <n>", "answers to sample per run", Number, 100)
    .option("--out <folder>", "working folder", ".demo")
    .option("--threads <n>", "processor threads", Number)
    .exitOverride()
    .action((options: StudyOptions) => search(options));

await runProgram(program);
