/**
 * Runs tasks unit by unit, after what is done already, and sums them up. What was done before and where results go is
 * for the callers; nothing is kept here.
 */
import { createHash } from "node:crypto";
import type { ItemResult, TaskDescription, TaskFigures } from "../../preload/records/evaluation.ts";
import { computeFigures } from "./metrics.ts";
import type { Task } from "./tasks/task.ts";
import type { Workbench } from "./workbench.ts";

/** A unit that has just been done. */
export interface DoneUnit {
    task: string;
    unit: number;
    items: ItemResult[];
}

/**
 * Runs every unit that is not done.
 * @param finished per task how many of its units are done, from its first on
 * @param onUnit is awaited: what it was given is safe before the next unit begins
 */
export async function runTasks(
    tasks: readonly Task[],
    bench: Workbench,
    finished: (task: string) => number,
    onUnit: (done: DoneUnit) => void | Promise<void>,
): Promise<void> {
    for (const task of tasks)
        for (let unit = finished(task.id); unit < task.units; unit++) {
            await bench.pause?.();
            bench.signal?.throwIfAborted();
            await onUnit({ task: task.id, unit, items: await task.run(unit, bench) });
        }
}

/** A task without what runs it. */
export function describeTask({
    id,
    title,
    items,
    units,
    metrics,
    settings,
}: TaskDescription): TaskDescription {
    return { id, title, items, units, metrics, settings };
}

/** Figures of a task of which every item is done, with a fingerprint of the items. */
export function sumUp(task: TaskDescription, items: readonly ItemResult[], seed: number): TaskFigures {
    const inOrder = items.toSorted((a, b) => a.index - b.index);
    return {
        ...describeTask(task),
        figures: computeFigures(inOrder, task.metrics, seed),
        itemsSha256: hashItems(inOrder),
    };
}

/** SHA-256 over what was measured, in a fixed order of fields. */
function hashItems(items: readonly ItemResult[]): string {
    const hash = createHash("sha256");
    for (const { index, scores, prompt, expected, answers } of items) {
        const numbers = scores.map((one) => Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
        hash.update(JSON.stringify([index, numbers, prompt, expected ?? null, answers ?? null]));
    }
    return hash.digest("hex");
}
