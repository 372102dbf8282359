/**
 * Saved stacks of adapters.
 */
import type { StackRecord, StackSetup } from "../../preload/contract/stacks.ts";
import { getAdapter } from "../db/adapters.ts";
import { deleteRows, restoreRows } from "../db/deletions.ts";
import { getModel } from "../db/models.ts";
import * as rows from "../db/stacks.ts";
import { StudioError } from "../errors.ts";
import type { Ground } from "./ground.ts";

export function listStacks({ db }: Ground, modelId?: number): StackRecord[] {
    return rows.listStacks(db, modelId);
}

/** The setup that new conversations with a model begin with. */
export function defaultSetup({ db }: Ground, modelId: number): StackSetup {
    const { entries, strength } = rows.defaultStack(db, modelId) ?? { entries: [], strength: 1 };
    return { entries, strength };
}

/** @throws StudioError not-found; adapter-mismatch for adapters of another model */
export function createStack(
    ground: Ground,
    stack: StackSetup & { name: string; modelId: number; isDefault: boolean },
): StackRecord {
    getModel(ground.db, stack.modelId);
    checkEntries(ground, stack.modelId, stack.entries);
    const { id } = rows.addStack(ground.db, stack);
    ground.events.changed("stacks", [id]);
    return rows.getStack(ground.db, id);
}

/** @throws StudioError not-found; adapter-mismatch for adapters of another model */
export function updateStack(
    ground: Ground,
    id: number,
    changes: Partial<StackSetup & { name: string; isDefault: boolean }>,
): StackRecord {
    const { modelId } = rows.getStack(ground.db, id);
    if (modelId !== null) checkEntries(ground, modelId, changes.entries ?? []);
    rows.updateStack(ground.db, id, changes);
    ground.events.changed("stacks", [id]);
    return rows.getStack(ground.db, id);
}

function checkEntries({ db }: Ground, modelId: number, entries: StackSetup["entries"]): void {
    for (const { adapterId } of entries) {
        const { name, baseName, modelId: base } = getAdapter(db, adapterId);
        if (base !== modelId)
            throw new StudioError(
                "adapter-mismatch",
                `The adapter "${name}" was made for "${baseName}", not for this stack's model.`,
            );
    }
}

/** @throws StudioError not-found */
export function removeStack({ db, events }: Ground, id: number): void {
    deleteRows(db, "stacks", [id]);
    events.changed("stacks", [id]);
}

/** @throws StudioError not-found */
export function restoreStack({ db, events }: Ground, id: number): StackRecord {
    restoreRows(db, "stacks", [id]);
    events.changed("stacks", [id]);
    return rows.getStack(db, id);
}
