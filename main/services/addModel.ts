/**
 * How a model file comes into the library: where it lies or as a copy, and found again where it moved. Downloads are
 * not here.
 */
import { existsSync, rmSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Progress } from "../../preload/contract/common.ts";
import type { ModelCheck, ModelRecord } from "../../preload/contract/models.ts";
import { adoptAdapters } from "../db/adapters.ts";
import * as rows from "../db/models.ts";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import { changedAt } from "./fileState.ts";
import type { Ground } from "./ground.ts";
import { computeFingerprint, getModel, inspect, modelReference, toJson } from "./models.ts";

/** What to take in. */
export interface NewFile {
    path: string;
    /** into the library's own folder */
    copy: boolean;
    /** it lies in the library's own folder already; default false */
    owned?: boolean;
    title?: string;
}

type Put = (progress: Progress<ModelRecord>) => void;

/**
 * Takes a file in. A model that is there already is found again instead.
 * @throws StudioError as the engine's inspectModel; disk-full, file-access; `interrupted`
 */
export async function addModel(ground: Ground, file: NewFile, put: Put, signal: AbortSignal): Promise<void> {
    const source = resolve(file.path);
    const facts = await inspect(ground, source);
    const fingerprint = await computeFingerprint(
        ground,
        source,
        (done, total) => put({ type: "progress", done, total, note: "checking" }),
        signal,
    );
    const known = rows.findModel(ground.db, fingerprint);
    if (known && !file.copy) {
        if (changedAt(known.path) === undefined) moveTo(ground, known.id, source);
        return put({ type: "done", result: getModel(ground, known.id) });
    }
    const path = file.copy ? await copyIn(ground, source, put, signal) : source;
    signal.throwIfAborted();
    const id = rows.addModel(ground.db, {
        title: file.title ?? facts.name,
        path,
        fileBytes: facts.fileBytes,
        fileChangedAt: changedAt(path) ?? "",
        facts: toJson(facts),
        fingerprint,
        owned: file.copy || (file.owned ?? false),
        isDefault: rows.defaultModel(ground.db) === undefined,
    });
    if (adoptAdapters(ground.db, id, fingerprint) > 0) ground.events.changed("adapters");
    ground.events.changed("models", [id]);
    put({ type: "done", result: getModel(ground, id) });
}

/** Copies all parts of a model into the library's folder; the first part's path comes back. */
async function copyIn(ground: Ground, source: string, put: Put, signal: AbortSignal): Promise<string> {
    const { parts, fileSize: total } = readModelFile(source);
    const made: string[] = [];
    let done = 0;
    try {
        const folder = parts.every(({ path }) => !existsSync(join(ground.places.models, basename(path))));
        for (const { path } of parts) {
            const target = folder
                ? join(ground.places.models, basename(path))
                : join(ground.places.models, `${Date.now()}-${basename(path)}`);
            made.push(target);
            await copyFile(path, target, signal, (bytes) => {
                done += bytes;
                put({ type: "progress", done, total, note: "copying" });
            });
        }
        return made[0] as string;
    } catch (error) {
        for (const path of made) rmSync(path, { force: true });
        if (signal.aborted) throw new StudioError("interrupted", "Stopped.", { cause: error });
        throw translateFileError(error, made.at(-1) ?? source, "written");
    }
}

const copyChunk = 8 * 2 ** 20;

/** Copies under a name of its own first, so that half a file never looks like a whole one. */
async function copyFile(
    from: string,
    to: string,
    signal: AbortSignal,
    onBytes: (bytes: number) => void,
): Promise<void> {
    const temporary = `${to}.part`;
    const [source, target] = [await open(from, "r"), await open(temporary, "w", 0o600)];
    try {
        const buffer = Buffer.allocUnsafe(copyChunk);
        for (;;) {
            signal.throwIfAborted();
            const { bytesRead } = await source.read(buffer, 0, copyChunk);
            if (bytesRead === 0) break;
            await target.writeFile(buffer.subarray(0, bytesRead));
            onBytes(bytesRead);
        }
        await target.sync();
    } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
    } finally {
        await source.close();
        await target.close();
    }
    await rename(temporary, to);
}

/**
 * Tells where a file is now.
 * @throws StudioError `adapter-mismatch` where another model lies there; as the engine's inspectModel
 */
export async function relocateModel(ground: Ground, id: number, path: string): Promise<ModelRecord> {
    const model = rows.getModel(ground.db, id);
    const target = resolve(path);
    await inspect(ground, target, model.template);
    const fingerprint = await computeFingerprint(ground, target);
    if (model.fingerprint !== null && fingerprint !== model.fingerprint)
        throw new StudioError(
            "adapter-mismatch",
            `"${target}" is another model than "${model.title}". Choose the file that was moved, or add this one as a new model.`,
        );
    moveTo(ground, id, target);
    return getModel(ground, id);
}

function moveTo({ db, events, places }: Ground, id: number, path: string): void {
    const owned = dirname(path) === places.models;
    rows.updateModel(db, id, { path, owned, fileChangedAt: changedAt(path) ?? "" });
    events.changed("models", [id]);
}

/** Looks closely at a model: its checksum, whether it loads, its template. */
export async function verifyModel(
    ground: Ground,
    id: number,
    put: (progress: Progress<ModelCheck>) => void,
    signal: AbortSignal,
): Promise<void> {
    const model = rows.getModel(ground.db, id);
    const known = model.fingerprint;
    const progress = (done: number, total: number) =>
        put({ type: "progress", done, total, note: "checking" });
    if (changedAt(model.path) === undefined) await modelReference(ground, id); // says what is missing
    const fingerprint = await computeFingerprint(ground, model.path, progress, signal);
    const { path, template } = model;
    const problems = await ground.engine.use((engine) =>
        engine.verifyModel({ path, template, fingerprint }, { signal }),
    );
    const isSame = known === null || known === fingerprint;
    if (!isSame) problems.unshift("The file holds other weights than when it was added.");
    else {
        const fileChangedAt = changedAt(path) ?? "";
        rows.updateModel(ground.db, id, { fingerprint, fileChangedAt });
        ground.events.changed("models", [id]);
    }
    put({ type: "done", result: { ok: problems.length === 0, fingerprint, problems } });
}
