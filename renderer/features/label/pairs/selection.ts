/** Which pairs are selected: some by their ids, or all that a filter matches but some. Nothing of how that is shown. */
import type { PairFilter, PairSelection } from "../../../../preload/contract/preferences.ts";

export type Selection = { kind: "some"; ids: ReadonlySet<number> } | { kind: "all" };

export const noSelection: Selection = { kind: "some", ids: new Set() };

export function isSelected(selection: Selection, id: number): boolean {
    return selection.kind === "all" || selection.ids.has(id);
}

/** How many, of so many that match. */
export function selectedCount(selection: Selection, total: number): number {
    return selection.kind === "all" ? total : selection.ids.size;
}

/** The selection with these in it, or out of it. */
export function withSelected(selection: Selection, ids: readonly number[], selected: boolean): Selection {
    const next = new Set(selection.kind === "all" ? [] : selection.ids);
    for (const id of ids) {
        if (selected) next.add(id);
        else next.delete(id);
    }
    return { kind: "some", ids: next };
}

/** As the backend takes it. */
export function toBackend(selection: Selection, filter: PairFilter): PairSelection {
    return selection.kind === "all" ? { filter } : { ids: [...selection.ids] };
}
