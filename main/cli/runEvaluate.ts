/**
 * `qadapter evaluate` and `qadapter compare`: from options to an order, and from its results to tables and files.
 */
import { join } from "node:path";
import type { EvaluationReport } from "../../preload/records/evaluation.ts";
import { StudioError } from "../errors.ts";
import type { TaskSource } from "../evaluation/sources.ts";
import { writeContentAtomically } from "../files/atomicWrite.ts";
import { percent } from "../percent.ts";
import { csvReport } from "../report/csvReport.ts";
import { htmlReport } from "../report/htmlReport.ts";
import { textReport } from "../report/textReport.ts";
import { type StrengthPoint, suggestStrength, tradeOff } from "../report/tradeOff.ts";
import type { CompareOptions } from "./compare.ts";
import type { EvaluateOptions } from "./evaluate.ts";
import {
    type EvaluationFile,
    type EvaluationOrder,
    readEvaluationFile,
    writeEvaluationFile,
} from "./evaluationFile.ts";
import type { EvaluationOptions } from "./evaluationOptions.ts";
import { modelPath } from "./namedModels.ts";
import { printJson, printLine, printText } from "./output.ts";
import { resources } from "./resources.ts";
import { runOrder } from "./runEvaluation.ts";
import { checkWritable } from "./writable.ts";

type Candidates = Pick<EvaluationOrder, "kind" | "candidates">;

const usualStrengths = [0.25, 0.5, 0.75, 1, 1.25, 1.5];
const answerTokens = { samples: 128, instructions: 256, drift: 64 };

/** Runs `qadapter evaluate`. */
export async function runEvaluate(options: EvaluateOptions): Promise<void> {
    if (options.repeat !== undefined) return repeat(options.repeat, options);
    if (options.adapter.length === 0) throw new StudioError("usage", "Name an adapter with --adapter.");
    if (options.alpha0 && !options.sweep) throw new StudioError("usage", "--alpha0 needs --sweep.");
    await measure(orderOf(options, evaluateCandidates(options)), options, options.bound / 100);
}

/** Runs `qadapter compare`. */
export async function runCompare(options: CompareOptions): Promise<void> {
    if (options.repeat !== undefined) return repeat(options.repeat, options);
    if (options.candidate.length === 0)
        throw new StudioError("usage", "Name what to compare with --candidate, for example warm.gguf.");
    await measure(orderOf(options, compareCandidates(options)), options);
}

function evaluateCandidates({ adapter: stack, sweep, alpha0 = [] }: EvaluateOptions): Candidates {
    const label = stack.map(({ path, weight }) => (weight === 1 ? path : `${path}:${weight}`)).join("+");
    if (!sweep) return { kind: "compare", candidates: [{ label, alpha0: null, strength: 1, stack }] };
    const strengths = sweep === true ? usualStrengths : sweep;
    const at = (strength: number, alpha0: number | null) => ({
        label: alpha0 === null ? `strength ${strength}` : `strength ${strength}, α₀ ${alpha0}`,
        alpha0,
        strength,
        stack,
    });
    return {
        kind: "sweep",
        candidates: [
            ...strengths.map((strength) => at(strength, null)),
            ...alpha0.map((value) => at(1, value)),
        ],
    };
}

function compareCandidates({ candidate, matrix = false }: CompareOptions): Candidates {
    const single = candidate.map(({ label, stack }) => ({ label, alpha0: null, strength: 1, stack }));
    const both = single.flatMap((a, i) =>
        single.slice(i + 1).map((b) => ({
            ...a,
            label: `${a.label} + ${b.label}`,
            stack: [...a.stack, ...b.stack],
        })),
    );
    return matrix
        ? { kind: "matrix", candidates: [...single, ...both] }
        : { kind: "compare", candidates: single };
}

function orderOf(options: EvaluationOptions, candidates: Candidates): EvaluationOrder {
    const { model, title, seed, skipInvalid = false, threads, device = "auto", chatTemplate } = options;
    if (model === undefined) throw new StudioError("usage", "Name the base model with --model.");
    const sources = sourcesOf(options, model);
    if (sources.length === 0)
        throw new StudioError(
            "usage",
            "Say what to measure on: --pairs, --questions, --instructions, --prompts, --text or --retention.",
        );
    return {
        title: title ?? candidates.candidates.map(({ label }) => label).join(", "),
        ...candidates,
        model,
        chatTemplate,
        sources,
        seed,
        skipInvalid,
        threads,
        device,
    };
}

function sourcesOf(options: EvaluationOptions, model: string): TaskSource[] {
    const { pairs, answers, form, shots, examples, limit, maxTokens } = options;
    const own = model === modelPath("pip") ? pipRetention : retention;
    const also = (list: readonly string[]) => (options.retention ? list : []).map(bundled);
    const questions = [...options.questions, ...also(own.questions)];
    const instructions = [...options.instructions, ...also(own.instructions)];
    const prompts = [...options.prompts, ...also(own.prompts)];
    const tokens = (usual: number) => maxTokens ?? usual;
    return [
        ...pairs.map((path) => ({ kind: "pairs" as const, path, limit })),
        ...(answers > 0 ? pairs : []).map((path) => ({
            kind: "answers" as const,
            path,
            count: answers,
            maxTokens: tokens(answerTokens.samples),
        })),
        ...questions.map((path) => ({ kind: "questions" as const, path, form, shots, examples, limit })),
        ...instructions.map((path) => ({
            kind: "instructions" as const,
            path,
            maxTokens: tokens(answerTokens.instructions),
            limit,
        })),
        ...prompts.map((path) => ({
            kind: "drift" as const,
            path,
            maxTokens: tokens(answerTokens.drift),
            limit,
        })),
        ...options.text.map((path) => ({ kind: "text" as const, path })),
    ];
}

/** What comes along, for any model; and for Pip, which knows a small world of its own. */
const retention = {
    questions: ["retention/facts.jsonl"],
    instructions: ["retention/instructions.jsonl"],
    prompts: ["retention/prompts.jsonl"],
};
const pipRetention = {
    questions: ["demo/facts.mcq.jsonl", "demo/facts.exact.jsonl", "demo/instructions.jsonl"],
    instructions: [],
    prompts: ["demo/facts.exact.jsonl"],
};

function bundled(name: string): string {
    return join(resources, name);
}

/** Does again what was kept, and says whether every case came out the same. @throws StudioError where it did not */
async function repeat(path: string, options: EvaluationOptions): Promise<void> {
    const before = readEvaluationFile(path);
    const { threads = before.order.threads, device = before.order.device } = options;
    const after = await measure({ ...before.order, threads, device }, options, undefined, before);
    const different = before.report.tasks.filter(
        ({ itemsSha256 }, i) => itemsSha256 !== after.report.tasks[i]?.itemsSha256,
    );
    if (different.length > 0)
        throw new StudioError(
            "data-invalid",
            `It came out differently than before: ${different.map(({ title }) => title).join(", ")}. ${reasons(before, after)}`,
        );
    printLine("Every case came out exactly as before.");
}

function reasons({ report: a }: EvaluationFile, { report: b }: EvaluationFile): string {
    const changed = [
        a.model.fingerprint !== b.model.fingerprint && "the model's weights",
        JSON.stringify(a.candidates) !== JSON.stringify(b.candidates) && "the adapters",
        JSON.stringify(a.program) !== JSON.stringify(b.program) && "program, processor or threads",
    ].filter((one) => one !== false);
    return changed.length > 0
        ? `What has changed: ${changed.join(", ")}.`
        : "Model, adapters, data and program are as they were.";
}

async function measure(
    order: EvaluationOrder,
    { out, html, csv, json }: EvaluationOptions,
    bound?: number,
    before?: EvaluationFile,
): Promise<EvaluationFile> {
    for (const [path, what] of [
        [out, "results"],
        [html, "report"],
        [csv, "figures"],
    ] as const)
        if (path !== undefined) checkWritable(path, what);
    const file = await runOrder(order, out, (result) => {
        if (out !== undefined) writeEvaluationFile(out, result);
    });
    const { report } = file;
    if (html !== undefined) writeText(html, htmlReport(report));
    if (csv !== undefined) writeText(csv, csvReport(report));
    const curve = order.kind === "sweep" ? curveOf(order, report) : undefined;
    const suggestion = curve && bound !== undefined ? suggestStrength(curve, bound, false) : undefined;
    if (json) {
        const identical = before && {
            identical: before.report.tasks.every(
                ({ itemsSha256 }, i) => itemsSha256 === report.tasks[i]?.itemsSha256,
            ),
        };
        printJson({ ...report, ...(curve && { curve, suggestion: suggestion ?? null }), ...identical });
    } else {
        printText(textReport(report));
        if (curve && bound !== undefined) printText(describeSuggestion(suggestion, bound));
    }
    return file;
}

function writeText(path: string, text: string): void {
    writeContentAtomically(path, text);
    printLine(`Wrote ${path}.`);
}

/** Learned against lost, by strength; nothing where not both were measured. */
function curveOf({ candidates }: EvaluationOrder, { tasks }: EvaluationReport): StrengthPoint[] {
    return candidates.flatMap(({ strength, alpha0 }, i) => {
        const { learned, lost } = tradeOff(tasks, i + 1);
        return learned && lost ? [{ strength, alpha0, learned, lost }] : [];
    });
}

function describeSuggestion(point: StrengthPoint | undefined, bound: number): string {
    const points = Number((100 * bound).toFixed(2));
    if (!point)
        return `\nNo strength that was tried loses at most ${points} points, or nothing was measured that could be lost.`;
    const alpha0 = point.alpha0 === null ? "" : ` with α₀ ${point.alpha0}`;
    return `\nSuggested strength: ${point.strength}${alpha0}. It learned ${percent(point.learned.value, 1)} and lost ${(100 * point.lost.value).toFixed(1)} points (${(100 * point.lost.low).toFixed(1)} to ${(100 * point.lost.high).toFixed(1)}), within the bound of ${points}.`;
}
