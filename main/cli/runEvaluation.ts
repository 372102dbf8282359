/**
 * Runs an order: opens model and adapters, builds the tasks, goes on where an interrupted run was, sums up.
 * From options to an order it is runEvaluate.ts.
 */
import type { CandidateRecord, EvaluationReport } from "../../preload/records/evaluation.ts";
import { type DoneUnit, describeTask, runTasks, sumUp } from "../evaluation/runTasks.ts";
import { buildTasks, withHashes } from "../evaluation/sources.ts";
import type { Task } from "../evaluation/tasks/task.ts";
import { withAlpha0 } from "../evaluation/withAlpha0.ts";
import { Workbench } from "../evaluation/workbench.ts";
import { sha256OfFile } from "../files/sha256.ts";
import type { StackEntry } from "../inference/stack.ts";
import { type Adapter, modelFingerprint } from "../model/adapterFile.ts";
import type { EvaluationFile, EvaluationOrder } from "./evaluationFile.ts";
import { interruptSignal } from "./interrupt.ts";
import { type Journal, journalBeside } from "./journal.ts";
import { Progress, printLine } from "./output.ts";
import { readVersion } from "./program.ts";
import { load, type Opened, open } from "./session.ts";

/**
 * Measures. An interrupted run is kept beside `out` and gone on with by the same order.
 * @param keep makes the result safe, before what is kept of the run itself goes
 * @throws StudioError as open and buildTasks; `adapter-mismatch` for another adapter than was recorded; `interrupted`
 */
export async function runOrder(
    given: EvaluationOrder,
    out: string | undefined,
    keep: (file: EvaluationFile) => void,
): Promise<EvaluationFile> {
    const order = { ...given, sources: withHashes(given.sources) };
    const paths = [...new Set(order.candidates.flatMap(({ stack }) => stack.map(({ path }) => path)))];
    const opened = await open({
        model: order.model,
        chatTemplate: order.chatTemplate,
        adapter: paths.map((path) => ({ path, weight: 1 })),
        threads: order.threads,
        device: order.device,
    });
    const adapters = new Map(paths.map((path, i) => [path, (opened.stack[i] as StackEntry).adapter]));
    const records = await describeCandidates(order, adapters);
    const weights = load(opened);
    const { tasks, notes } = buildTasks(order.sources, {
        tokenizer: opened.tokenizer,
        contextLength: weights.config.contextLength,
        seed: order.seed,
        skipInvalid: order.skipInvalid,
    });
    for (const note of notes) printLine(note);
    const report = {
        title: order.title,
        kind: order.kind,
        model: { name: order.model, fingerprint: modelFingerprint(opened.file) },
        candidates: records,
        seed: order.seed,
        program: programFacts(opened),
        notes,
    };
    const journal = journalBeside<DoneUnit>(out, () => [report, tasks.map(describeTask)], "evaluation");
    const bench = new Workbench({
        model: weights,
        tokenizer: opened.tokenizer,
        stacks: stacksOf(order, adapters),
        signal: interruptSignal,
    });
    await runJournalled(tasks, bench, journal);
    bench.dispose();
    weights.dispose();
    const items = Object.fromEntries(
        tasks.map(({ id }) => [id, unitsOf(journal, id).flatMap((unit) => unit.items)]),
    );
    const figures = tasks.map((task) => sumUp(task, items[task.id] ?? [], order.seed));
    const file: EvaluationFile = {
        format: "qadapter-evaluation",
        version: 1,
        order: { ...order, threads: opened.device.threads },
        report: { ...report, tasks: figures, madeAt: new Date().toISOString() },
        items,
    };
    keep(file);
    journal.remove();
    return file;
}

/** What is done of a task, in order. */
function unitsOf({ parts }: Journal<DoneUnit>, id: string): DoneUnit[] {
    return parts.filter(({ task }) => task === id);
}

async function runJournalled(
    tasks: readonly Task[],
    bench: Workbench,
    journal: Journal<DoneUnit>,
): Promise<void> {
    if (journal.parts.length > 0) printLine(`Going on after ${journal.parts.length} parts that are done.`);
    const total = tasks.reduce((sum, { items }) => sum + items, 0);
    let done = journal.parts.reduce((sum, { items }) => sum + items.length, 0);
    const progress = new Progress("Measuring");
    await runTasks(
        tasks,
        bench,
        (task) => unitsOf(journal, task).length,
        (unit) => {
            journal.add(unit);
            done += unit.items.length;
            progress.update({ done, total, note: unit.task });
        },
    );
    progress.finish();
}

function stacksOf({ candidates }: EvaluationOrder, adapters: ReadonlyMap<string, Adapter>): StackEntry[][] {
    return candidates.map(({ stack, strength, alpha0 }) =>
        withAlpha0(
            stack.map(({ path, weight }) => ({
                adapter: adapters.get(path) as Adapter,
                weight: weight * strength,
            })),
            alpha0,
        ),
    );
}

async function describeCandidates(
    { candidates }: EvaluationOrder,
    adapters: ReadonlyMap<string, Adapter>,
): Promise<CandidateRecord[]> {
    const hashes = new Map<string, string>();
    for (const path of adapters.keys()) hashes.set(path, await sha256OfFile(path));
    return candidates.map(({ label, alpha0, strength, stack }) => ({
        label,
        alpha0,
        adapters: stack.map(({ path, weight }) => ({
            name: path,
            weight: weight * strength,
            sha256: hashes.get(path) ?? "",
            method: adapters.get(path)?.rule.method ?? "none",
        })),
    }));
}

function programFacts({ device }: Opened): EvaluationReport["program"] {
    return {
        version: readVersion(),
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
        device: device.name,
        threads: device.threads,
    };
}
