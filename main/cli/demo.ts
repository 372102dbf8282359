/**
 * `npm run demo`: customises a model and shows, measured, what it learned and what it kept. Uses the same code as the
 * subcommands; nothing here is special to the demonstration but the choice of files and the table.
 */
import { mkdirSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { StudioError } from "../errors.ts";
import type { DemoOptions } from "./demoOptions.ts";
import { demoPip } from "./demoPip.ts";
import { demoSmollm2, prosePreferences } from "./demoSmollm2.ts";
import { pipPreferences } from "./measurePip.ts";
import { printJson } from "./output.ts";
import { runProgram } from "./runProgram.ts";

async function demo(options: DemoOptions): Promise<void> {
    mkdirSync(options.out, { recursive: true });
    const { model } = options;
    const result =
        model === "pip"
            ? await demoPip(preferenceOf(options, pipPreferences), options)
            : await demoSmollm2(preferenceOf(options, prosePreferences), options);
    const preference = options.preference ?? (model === "pip" ? pipPreferences : prosePreferences)[0];
    if (options.json || model === "smollm2") printJson({ model, preference, ...result });
}

/** The preference asked for, if the model has it; its first one if none was. */
function preferenceOf<P extends string>({ model, preference }: DemoOptions, names: readonly P[]): P {
    const found = preference === undefined ? names[0] : names.find((name) => name === preference);
    if (found === undefined)
        throw new StudioError("usage", `--model ${model} knows the preferences ${names.join(", ")}.`);
    return found;
}

function parseSettings(text: string): DemoOptions["settings"] {
    try {
        return JSON.parse(text) as DemoOptions["settings"];
    } catch {
        throw new InvalidArgumentError('It has to be JSON, such as {"beta":0.05}.');
    }
}

const program = new Command("demo")
    .description("Customises a model and shows what it learned and what it kept.")
    .addOption(new Option("--model <name>", "which model").choices(["pip", "smollm2"]).default("pip"))
    .addOption(
        new Option("--preference <name>", "what to prefer").choices([...pipPreferences, ...prosePreferences]),
    )
    .option("--out <folder>", "where to put the adapter", ".demo")
    .option("--settings <json>", "training options in place of the preset's, as JSON", parseSettings)
    .option("--threads <n>", "processor threads", Number)
    .option("--json", "end with one line of JSON")
    .exitOverride()
    .action((options: DemoOptions) => demo(options));

await runProgram(program);
