/**
 * The demonstration on the bundled model Pip: one of its three bundled preferences, learned from bundled pairs.
 */
import { join } from "node:path";
import { percent } from "../percent.ts";
import { comparison, type Row, range } from "./comparison.ts";
import type { DemoOptions } from "./demoOptions.ts";
import { type Measured, measurePip, type PipPreference, pipModel, pipPairs } from "./measurePip.ts";
import { Progress, printLine, printText } from "./output.ts";
import { train } from "./runTrain.ts";
import { load, open } from "./session.ts";

/** Trains, measures, prints the table; returns all figures. */
export async function demoPip(
    preference: PipPreference,
    { out, threads, settings }: DemoOptions,
): Promise<Record<string, unknown>> {
    const started = performance.now();
    const adapter = join(out, `pip-${preference}.gguf`);
    printLine(`Teaching Pip to prefer ${preference} answers.`);
    const pairs = pipPairs(preference);
    const trained = await train({ model: pipModel, pairs, out: adapter, threads, ...settings });
    const opened = await open({ model: pipModel, adapter: [{ path: adapter, weight: 1 }], threads });
    const weights = load(opened);
    const measure = (stack: typeof opened.stack, name: string) =>
        measurePip(opened.tokenizer, weights, stack, preference, new Progress(name));
    const before = await measure([], "Before");
    const after = await measure(opened.stack, "After");
    const totalSeconds = (performance.now() - started) / 1000;
    printText(comparison(rows(preference), before, after, totalSeconds));
    return { ...trained, before, after, totalSeconds };
}

function rows(preference: PipPreference): Row<Measured>[] {
    return [
        {
            name: "prefers the better of 100 held-out pairs",
            of: (m) => `${percent(m.policyAccuracy, 1)} (${range(m.policyInterval)})`,
        },
        {
            name: `sampled answers that are ${preference}`,
            of: (m) => `${m.inStyle} of ${m.answers} (${range(m.inStyleInterval)})`,
        },
        { name: "sampled answers that are broken", of: (m) => `${m.broken} of ${m.answers}` },
        { name: "sampled answers that repeat themselves", of: (m) => `${m.repeating} of ${m.answers}` },
        { name: "facts known, multiple choice", of: (m) => percent(m.multipleChoice, 1) },
        { name: "facts known, word for word", of: (m) => percent(m.exact, 1) },
    ];
}
