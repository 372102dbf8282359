/**
 * Base models of the library: which there are, whether their files are as they were, what the engine is told of them.
 * How a new one comes in is addModel.ts.
 */
import { join } from "node:path";
import type { ModelFacts, ModelRecord } from "../../preload/contract/models.ts";
import type { StoredModel } from "../../preload/records/library.ts";
import { deleteRows, restoreRows } from "../db/deletions.ts";
import * as rows from "../db/models.ts";
import { readSettings as readStored, writeSettings } from "../db/settings.ts";
import type { ModelReference } from "../engine/contract.ts";
import { StudioError } from "../errors.ts";
import { changedAt, type FileState } from "./fileState.ts";
import type { Ground } from "./ground.ts";
import { readSettings } from "./settings.ts";

/** The model that comes with the program. */
const bundled = { file: "models/pip-q8_0.gguf", title: "Pip" };

/** The key under which it is noted that the bundled model was added, so that a person can remove it for good. */
const bundledKey = "program.bundledModel";

export function listModels({ db }: Ground): ModelRecord[] {
    return rows.listModels(db).map(recordOf);
}

/** @throws StudioError not-found */
export function getModel({ db }: Ground, id: number): ModelRecord {
    return recordOf(rows.getModel(db, id));
}

function recordOf(model: StoredModel): ModelRecord {
    const { id, title, path, fingerprint, fileBytes, owned, bundled: isBundled, isDefault, note } = model;
    return {
        ...(model.facts as unknown as ModelFacts),
        id,
        title,
        path,
        fingerprint,
        fileBytes,
        owned,
        bundled: isBundled,
        isDefault,
        note,
        state: stateOf(model),
        addedAt: model.createdAt,
    };
}

function stateOf({ path, fileChangedAt }: StoredModel): FileState {
    const time = changedAt(path);
    return time === undefined ? "missing" : time === fileChangedAt ? "ready" : "changed";
}

/** What may be changed by a person. */
export interface ModelChanges {
    title?: string;
    note?: string;
    template?: string | null;
    isDefault?: true;
}

/** @throws StudioError not-found; `model-unsupported` for a template that cannot be read */
export async function updateModel(ground: Ground, id: number, changes: ModelChanges): Promise<ModelRecord> {
    const model = rows.getModel(ground.db, id);
    const { template } = changes;
    const facts = template === undefined ? undefined : await inspect(ground, model.path, template);
    rows.updateModel(ground.db, id, { ...changes, ...(facts ? { facts: toJson(facts) } : {}) });
    ground.events.changed("models", [id]);
    return getModel(ground, id);
}

/** Forgets a model; its file stays where it is. @throws StudioError not-found */
export function removeModel({ db, events }: Ground, id: number): void {
    deleteRows(db, "models", [id]);
    events.changed("models", [id]);
}

/** Brings a model back. @throws StudioError not-found */
export function restoreModel(ground: Ground, id: number): ModelRecord {
    restoreRows(ground.db, "models", [id]);
    ground.events.changed("models", [id]);
    return getModel(ground, id);
}

/** Looks at a file with the engine. @throws StudioError as the engine's inspectModel */
export function inspect(ground: Ground, path: string, template: string | null = null): Promise<ModelFacts> {
    return ground.engine.use((engine) => engine.inspectModel({ path, template }));
}

/** Facts as the store keeps them: what its own columns hold is left out. */
export function toJson({ path: _, fileBytes: __, ...facts }: ModelFacts): StoredModel["facts"] {
    return facts as unknown as StoredModel["facts"];
}

/** Most tokens of a conversation: what the settings say, and no more than a model with these facts was made for. */
export function contextLengthFor(ground: Ground, facts: StoredModel["facts"]): number {
    const trained = (facts as unknown as ModelFacts).contextLength || Number.POSITIVE_INFINITY;
    return Math.min(readSettings(ground).contextLength, trained);
}

/** The model that new conversations begin with. @throws StudioError not-found where there is none */
export function defaultModel({ db }: Ground): StoredModel {
    const model = rows.defaultModel(db) ?? rows.listModels(db)[0];
    if (!model) throw new StudioError("not-found", "There is no model yet. Add one on the Models page.");
    return model;
}

/**
 * A model as the engine is told of it; its file is there, and holds what it held.
 * @throws StudioError not-found, file-missing, adapter-mismatch (another file lies there now)
 */
export async function modelReference(ground: Ground, id: number): Promise<ModelReference> {
    const model = rows.getModel(ground.db, id);
    const { path, template, title } = model;
    const state = stateOf(model);
    if (state === "missing")
        throw new StudioError(
            "file-missing",
            `The file of the model "${title}" is not at "${path}" any more. Say where it is now, on the Models page.`,
        );
    const fingerprint =
        state === "ready" && model.fingerprint ? model.fingerprint : await identify(ground, model);
    return { path, template, fingerprint };
}

/** Computes the fingerprint of a file that is new or was touched, and keeps it. */
async function identify(ground: Ground, model: StoredModel): Promise<string> {
    const fileChangedAt = changedAt(model.path) ?? model.fileChangedAt;
    const fingerprint = await computeFingerprint(ground, model.path);
    if (model.fingerprint !== null && model.fingerprint !== fingerprint)
        throw new StudioError(
            "adapter-mismatch",
            `The file of the model "${model.title}" at "${model.path}" holds another model now. Say where the old one is, on the Models page, or add this one as a new model.`,
        );
    rows.updateModel(ground.db, model.id, { fingerprint, fileChangedAt });
    ground.events.changed("models", [model.id]);
    return fingerprint;
}

/** SHA-256 over the weights of a file. @throws StudioError as the engine's fingerprint */
export async function computeFingerprint(
    { engine }: Ground,
    path: string,
    onProgress: (done: number, total: number) => void = () => {},
    signal?: AbortSignal,
): Promise<string> {
    return engine.use(async (client) => {
        for await (const event of await client.fingerprint({ path }, { signal })) {
            if (event.type === "done") return event.result;
            onProgress(event.done, event.total);
        }
        throw new StudioError("interrupted", "Stopped.");
    });
}

/** Adds the model that comes with the program, the first time, and says where it lies, every time. */
export async function addBundledModel(ground: Ground): Promise<void> {
    const { db, resources, events } = ground;
    const path = join(resources, bundled.file);
    const known = rows.listModels(db).find((model) => model.bundled);
    if (known && known.path !== path) rows.updateModel(db, known.id, { path });
    if (known || readStored(db)[bundledKey] !== undefined) return;
    const facts = await inspect(ground, path);
    const fingerprint = await computeFingerprint(ground, path);
    const isDefault = rows.defaultModel(db) === undefined;
    const id = rows.addModel(db, {
        title: bundled.title,
        path,
        fileBytes: facts.fileBytes,
        fileChangedAt: changedAt(path) ?? "",
        facts: toJson(facts),
        fingerprint,
        bundled: true,
        isDefault,
    });
    writeSettings(db, { [bundledKey]: id });
    events.changed("models", [id]);
}
