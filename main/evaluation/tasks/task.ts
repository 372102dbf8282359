/**
 * What a measurement is. A task consists of units, the smallest pieces that are done in one go: what shares a unit is
 * computed together, so a unit gives the same numbers whenever it is run, and an evaluation that was stopped goes on
 * with the next unit. One file per kind of task beside this one.
 */
import type { ItemResult, TaskDescription } from "../../../preload/records/evaluation.ts";
import type { Workbench } from "../workbench.ts";

/** One measurement. */
export interface Task extends TaskDescription {
    /** Does unit `unit`, from 0. */
    run(unit: number, bench: Workbench): Promise<ItemResult[]>;
}

/** Cuts a list into units of `size`. */
export function unitsOf<T>(list: readonly T[], size: number): T[][] {
    return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
        list.slice(i * size, (i + 1) * size),
    );
}

/** 1 for above, 0 for below, a half for neither. */
export function creditOf(margin: number): number {
    return margin > 0 ? 1 : margin === 0 ? 0.5 : 0;
}
