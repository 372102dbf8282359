/**
 * `npm run demo`: customises the bundled model Pip from bundled preference pairs and shows, measured, what it
 * learned and what it kept. Uses the same code as the subcommands; nothing here is special to the demonstration
 * but the choice of files and the table.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import {
    type Measured,
    measurePip,
    type PipPreference,
    pipModel,
    pipPairs,
    pipPreferences,
} from "./measurePip.ts";
import { Progress, printJson, printLine, printText } from "./output.ts";
import { runProgram } from "./runProgram.ts";
import { train } from "./runTrain.ts";
import { load, open } from "./session.ts";

interface DemoOptions {
    preference: PipPreference;
    out: string;
    json?: boolean;
    threads?: number;
}

async function demo(options: DemoOptions): Promise<void> {
    const started = performance.now();
    mkdirSync(options.out, { recursive: true });
    const adapter = join(options.out, `pip-${options.preference}.gguf`);
    printLine(`Teaching Pip to prefer ${options.preference} answers.`);
    const trained = await train({
        model: pipModel,
        pairs: pipPairs(options.preference),
        out: adapter,
        threads: options.threads,
    });
    const opened = await open({
        model: pipModel,
        adapter: [{ path: adapter, weight: 1 }],
        threads: options.threads,
    });
    const weights = load(opened);
    const before = await measurePip(
        opened.tokenizer,
        weights,
        [],
        options.preference,
        new Progress("Before"),
    );
    const after = await measurePip(
        opened.tokenizer,
        weights,
        opened.stack,
        options.preference,
        new Progress("After"),
    );
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

function table({
    preference,
    before,
    after,
    totalSeconds,
}: {
    preference: string;
    before: Measured;
    after: Measured;
    totalSeconds: number;
}): string {
    const percent = (x: number) => `${(100 * x).toFixed(1)} %`;
    const range = ({ low, high }: { low: number; high: number }) =>
        `${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)} %`;
    const row = (name: string, of: (m: Measured) => string) =>
        `${name.padEnd(44)}${of(before).padEnd(22)}${of(after)}`;
    return [
        "",
        `${"".padEnd(44)}${"before".padEnd(22)}after`,
        row(
            "prefers the better of 100 held-out pairs",
            (m) => `${percent(m.policyAccuracy)} (${range(m.policyInterval)})`,
        ),
        row(
            `sampled answers that are ${preference}`,
            (m) => `${m.inStyle} of ${m.answers} (${range(m.inStyleInterval)})`,
        ),
        row("sampled answers that are broken", (m) => `${m.broken} of ${m.answers}`),
        row("sampled answers that repeat themselves", (m) => `${m.repeating} of ${m.answers}`),
        row("facts known, multiple choice", (m) => percent(m.multipleChoice)),
        row("facts known, word for word", (m) => percent(m.exact)),
        "",
        ...before.samples.map(
            (text, i) => `${i === 0 ? "\n" : ""}before: ${text}\nafter:  ${after.samples[i]}\n`,
        ),
        `${totalSeconds.toFixed(0)} seconds in all.`,
    ].join("\n");
}

const program = new Command("demo")
    .description("Customises the bundled model Pip and shows what it learned and what it kept.")
    .addOption(new Option("--preference <name>", "what to prefer").choices(pipPreferences).default("warm"))
    .option("--out <folder>", "where to put the adapter", ".demo")
    .option("--threads <n>", "processor threads", Number)
    .option("--json", "end with one line of JSON")
    .exitOverride()
    .action((options: DemoOptions) => demo(options));

await runProgram(program);
