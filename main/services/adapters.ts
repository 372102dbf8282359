/**
 * Adapters of the library: which there are, whether their files are as they were, and stacks of them as the engine
 * takes them. Files of adapters in and out are not here.
 */
import { join } from "node:path";
import type { AdapterComparison, AdapterRecord } from "../../preload/contract/adapters.ts";
import type { AnswerOrigin } from "../../preload/contract/chat.ts";
import type { StackSetup } from "../../preload/contract/stacks.ts";
import type { StoredAdapter } from "../../preload/records/library.ts";
import * as rows from "../db/adapters.ts";
import { getDataSetVersion } from "../db/dataSets.ts";
import { deleteRows, restoreRows } from "../db/deletions.ts";
import type { StackFiles } from "../engine/contract.ts";
import { StudioError } from "../errors.ts";
import { HashedFiles } from "./fileState.ts";
import type { Ground } from "./ground.ts";

const files = new HashedFiles();

export async function listAdapters(ground: Ground, modelId?: number): Promise<AdapterRecord[]> {
    return Promise.all(rows.listAdapters(ground.db, modelId).map((adapter) => recordOf(ground, adapter)));
}

/** @throws StudioError not-found */
export function getAdapter(ground: Ground, id: number): Promise<AdapterRecord> {
    return recordOf(ground, rows.getAdapter(ground.db, id));
}

/** Where an adapter's file lies. */
export function adapterPath({ places }: Ground, { file }: Pick<StoredAdapter, "file">): string {
    return join(places.adapters, file);
}

async function recordOf(ground: Ground, adapter: StoredAdapter): Promise<AdapterRecord> {
    const { id, name, note, tags, modelId, baseName, baseFingerprint, sha256, fileBytes } = adapter;
    const { parameters, rank, method, origin, runId, versionId, createdAt } = adapter;
    const version = versionId === null ? undefined : getDataSetVersion(ground.db, versionId);
    return {
        id,
        name,
        note,
        tags,
        modelId,
        base: baseFingerprint === null ? null : { name: baseName, fingerprint: baseFingerprint },
        sha256,
        fileBytes,
        parameters,
        rank,
        method,
        origin,
        runId,
        dataset: version ? { name: version.name, sha256: version.sha256, pairs: version.pairs } : null,
        settings: adapter.settings as AdapterRecord["settings"],
        verdict: adapter.verdict as unknown as AdapterRecord["verdict"],
        state: await files.state(adapterPath(ground, adapter), sha256),
        createdAt,
    };
}

/** @throws StudioError not-found */
export function updateAdapter(
    ground: Ground,
    id: number,
    changes: { name?: string; note?: string; tags?: string[] },
): Promise<AdapterRecord> {
    rows.updateAdapter(ground.db, id, changes);
    ground.events.changed("adapters", [id]);
    return getAdapter(ground, id);
}

/** Hides an adapter; its file stays until the deletion is cleared away. @throws StudioError not-found */
export function removeAdapter({ db, events }: Ground, id: number): void {
    deleteRows(db, "adapters", [id]);
    events.changed("adapters", [id]);
    events.changed("stacks");
}

/** Brings an adapter back, into the stacks that it was part of, too. @throws StudioError not-found */
export function restoreAdapter(ground: Ground, id: number): Promise<AdapterRecord> {
    restoreRows(ground.db, "adapters", [id]);
    ground.events.changed("adapters", [id]);
    ground.events.changed("stacks");
    return getAdapter(ground, id);
}

/** Reads the file again and compares its checksum. @throws StudioError not-found */
export function verifyAdapter(ground: Ground, id: number): Promise<AdapterRecord> {
    files.forget(adapterPath(ground, rows.getAdapter(ground.db, id)));
    return getAdapter(ground, id);
}

/** @throws StudioError not-found */
export async function compareAdapters(
    ground: Ground,
    first: number,
    second: number,
): Promise<AdapterComparison> {
    const [a, b] = [await getAdapter(ground, first), await getAdapter(ground, second)];
    const settings = [...new Set([...Object.keys(a.settings ?? {}), ...Object.keys(b.settings ?? {})])];
    const value = ({ settings: all }: AdapterRecord, setting: string) =>
        JSON.stringify((all as Record<string, unknown> | null)?.[setting] ?? null);
    return {
        adapters: [a, b],
        sameBase: a.base?.fingerprint === b.base?.fingerprint,
        sameData: a.dataset !== null && a.dataset.sha256 === b.dataset?.sha256,
        differences: settings
            .map((setting) => ({
                setting,
                values: [value(a, setting), value(b, setting)] as [string, string],
            }))
            .filter(({ values: [x, y] }) => x !== y),
    };
}

/** A stack as the engine takes it, and as an answer remembers it. */
export interface ResolvedStack {
    files: StackFiles;
    origin: Pick<AnswerOrigin, "stack" | "strength">;
}

/**
 * Finds the files of a stack. What is switched off or weighs nothing is left out: without any file it is the base.
 * @throws StudioError not-found; file-missing or adapter-mismatch where a file is not what it was; adapter-mismatch
 *   where it belongs to another model
 */
export async function resolveStack(
    ground: Ground,
    modelId: number,
    { entries, strength }: StackSetup,
): Promise<ResolvedStack> {
    const used = entries.filter(({ weight, enabled }) => enabled && weight * strength !== 0);
    const known = used.map((entry) => ({ entry, adapter: rows.getAdapter(ground.db, entry.adapterId) }));
    for (const { adapter } of known) await checkUsable(ground, modelId, adapter);
    return {
        files: known.map(({ entry, adapter }) => ({
            path: adapterPath(ground, adapter),
            weight: entry.weight * strength,
        })),
        origin: {
            strength,
            stack: known.map(({ entry, adapter }) => ({
                ...entry,
                name: adapter.name,
                fingerprint: adapter.sha256,
            })),
        },
    };
}

async function checkUsable(ground: Ground, modelId: number, adapter: StoredAdapter): Promise<void> {
    const { name, sha256 } = adapter;
    if (adapter.modelId !== modelId)
        throw new StudioError(
            "adapter-mismatch",
            `The adapter "${name}" was made for "${adapter.baseName}", not for this model. Take it out of the stack.`,
        );
    const path = adapterPath(ground, adapter);
    const state = await files.state(path, sha256);
    if (state === "missing")
        throw new StudioError(
            "file-missing",
            `The file of the adapter "${name}" is not at "${path}" any more. Put it back, or take the adapter out of the stack.`,
        );
    if (state === "changed")
        throw new StudioError(
            "adapter-mismatch",
            `The file of the adapter "${name}" at "${path}" has been changed since it was made. Put the old file back, or take the adapter out of the stack.`,
        );
}
