/**
 * Saved stacks: ordered adapters with weights. One stack of each model is the default for new conversations.
 */
import type { StoredStack, StoredStackEntry } from "../../preload/records/library.ts";
import { type Db, write } from "./database.ts";
import { getRow, insertRow, listRows, updateRow } from "./rows.ts";
import { stacks } from "./tables.ts";

/** What a stack is made of. */
export type NewStack = Pick<StoredStack, "name" | "modelId" | "entries"> &
    Partial<Pick<StoredStack, "strength" | "isDefault">>;

type Plain = Omit<StoredStack, "entries">;

/** Saves a stack. */
export function addStack(db: Db, { entries, isDefault = false, ...stack }: NewStack): StoredStack {
    return write(db, () => {
        const id = insertRow(db, stacks, stack);
        setEntries(db, id, entries);
        if (isDefault) setDefault(db, id, stack.modelId);
        return getStack(db, id);
    });
}

/** @throws StudioError not-found */
export function getStack(db: Db, id: number): StoredStack {
    return withEntries(db, getRow<Plain>(db, stacks, id));
}

/** All stacks, or those of a model, by name. */
export function listStacks(db: Db, modelId?: number): StoredStack[] {
    const order = "ORDER BY name COLLATE NOCASE, id";
    const rows =
        modelId === undefined
            ? listRows<Plain>(db, stacks, order)
            : listRows<Plain>(db, stacks, `AND model_id = ? ${order}`, modelId);
    return rows.map((stack) => withEntries(db, stack));
}

/** The stack that new conversations with a model begin with. */
export function defaultStack(db: Db, modelId: number): StoredStack | undefined {
    const [stack] = listRows<Plain>(db, stacks, "AND model_id = ? AND is_default = 1", modelId);
    return stack && withEntries(db, stack);
}

/** @throws StudioError not-found */
export function updateStack(db: Db, id: number, changes: Partial<NewStack>): StoredStack {
    return write(db, () => {
        const { entries, isDefault, ...plain } = changes;
        updateRow(db, stacks, id, isDefault === false ? { ...plain, isDefault } : plain);
        if (entries) setEntries(db, id, entries);
        if (isDefault) setDefault(db, id, getStack(db, id).modelId);
        return getStack(db, id);
    });
}

/** Entries of deleted adapters stay in the table, for their return, and are not shown. */
function withEntries(db: Db, stack: Plain): StoredStack {
    const rows = db
        .prepare(
            `SELECT e.adapter_id AS adapterId, e.weight, e.enabled FROM stack_entries e JOIN adapters a ON a.id = e.adapter_id
            WHERE e.stack_id = ? AND a.deletion_id IS NULL ORDER BY e.position`,
        )
        .all(stack.id) as { adapterId: number; weight: number; enabled: number }[];
    return { ...stack, entries: rows.map((row) => ({ ...row, enabled: row.enabled === 1 })) };
}

function setEntries(db: Db, id: number, entries: readonly StoredStackEntry[]): void {
    db.prepare("DELETE FROM stack_entries WHERE stack_id = ?").run(id);
    const insert = db.prepare(
        "INSERT INTO stack_entries (stack_id, position, adapter_id, weight, enabled) VALUES (?, ?, ?, ?, ?)",
    );
    for (const [position, { adapterId, weight, enabled }] of entries.entries())
        insert.run(id, position, adapterId, weight, enabled ? 1 : 0);
}

function setDefault(db: Db, id: number, modelId: number | null): void {
    db.prepare(
        "UPDATE stacks SET is_default = 0 WHERE is_default = 1 AND model_id IS ? AND deletion_id IS NULL",
    ).run(modelId);
    updateRow(db, stacks, id, { isDefault: true });
}
