/**
 * Adapters in and out of the library as files: packages, GGUF, and PEFT's form. All or nothing: an adapter is in the
 * library once its file lies there and is checked.
 */
import { randomBytes } from "node:crypto";
import { copyFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { AdapterRecord, PackagePreview } from "../../preload/contract/adapters.ts";
import type { WrittenFile } from "../../preload/contract/common.ts";
import type { Json } from "../../preload/records/common.ts";
import type { StoredAdapter } from "../../preload/records/library.ts";
import * as rows from "../db/adapters.ts";
import { write } from "../db/database.ts";
import { createDataSet, findDataSetVersion, readDataSetPairs } from "../db/dataSets.ts";
import { findModel, getModel } from "../db/models.ts";
import { addPairs } from "../db/pairs.ts";
import type { AdapterFacts } from "../engine/contract.ts";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { plainName } from "../files/plainName.ts";
import { sha256OfFile } from "../files/sha256.ts";
import { packAdapter, packageBytes } from "../packages/packAdapter.ts";
import { readPackageSummary, type UnpackedPackage, unpackAdapter } from "../packages/unpackAdapter.ts";
import { ggufToPeft, peftToGguf } from "../peft/convert.ts";
import { adapterPath, getAdapter } from "./adapters.ts";
import { type FileOutput, type Put, withOutput } from "./files.ts";
import type { Ground } from "./ground.ts";

/** Writes a package. @throws StudioError not-found; as packAdapter */
export async function exportPackage(
    ground: Ground,
    { id, withData, to }: { id: number; withData: boolean; to: FileOutput },
    put: Put<WrittenFile>,
    signal: AbortSignal,
): Promise<void> {
    const adapter = rows.getAdapter(ground.db, id);
    const { name, note, tags, createdAt, metrics, settings, verdict, versionId } = adapter;
    if (withData && versionId === null)
        throw new StudioError(
            "not-found",
            "The pairs that this adapter was trained on are not here. Export it without them.",
        );
    const source = {
        adapter: adapterPath(ground, adapter),
        ...{ name, note, tags, createdAt, verdict },
        metrics: metrics as Record<string, Json> | null,
        settings: settings as Record<string, Json> | null,
        ...(withData && versionId !== null
            ? { data: { name, pairs: readDataSetPairs(ground.db, versionId) } }
            : {}),
    };
    const total = packageBytes(source);
    const onProgress = (done: number) => put({ type: "progress", done: Math.min(done, total), total });
    const result = await withOutput(ground, to, fileName(name, "qadapter"), (path) =>
        packAdapter(path, source, { onProgress, signal }),
    );
    put({ type: "done", result });
}

/** Says what a package would bring. @throws StudioError as readPackageSummary */
export async function previewPackage({ db }: Ground, path: string): Promise<PackagePreview> {
    const { manifest } = await readPackageSummary(resolve(path));
    const { name, note, base, parts, data } = manifest;
    const model = base ? findModel(db, base.fingerprint) : undefined;
    const known = rows.findAdapter(db, parts["adapter.gguf"].sha256);
    const problems = [
        ...(known ? [`It is in the library already, as “${known.name}”.`] : []),
        ...(base && !model
            ? [`The model “${base.name}” is not in the library. Add it, and the adapter can be used.`]
            : []),
        ...(base ? [] : ["It does not say which model it was made for, and cannot be used."]),
    ];
    return {
        ...{ name, note, base, problems },
        modelId: model?.id ?? null,
        adapterBytes: parts["adapter.gguf"].bytes,
        pairs: parts["data.jsonl"] ? (data?.pairs ?? 0) : 0,
    };
}

/** Takes a package in; one that is here already is found again. @throws StudioError as unpackAdapter */
export async function importPackage(
    ground: Ground,
    { path, withData }: { path: string; withData: boolean },
    put: Put<AdapterRecord>,
    signal: AbortSignal,
): Promise<void> {
    const unpacked = await unpackAdapter(resolve(path), {
        temporary: ground.places.temporary,
        onProgress: (done, total) => put({ type: "progress", done, total }),
        signal,
    });
    try {
        const known = rows.findAdapter(ground.db, unpacked.sha256);
        const id = known?.id ?? (await addUnpacked(ground, unpacked, withData));
        put({ type: "done", result: await getAdapter(ground, id) });
    } finally {
        unpacked.dispose();
    }
}

async function addUnpacked(ground: Ground, unpacked: UnpackedPackage, withData: boolean): Promise<number> {
    const { manifest, adapterPath: from, metrics, settings, verdict, pairs } = unpacked;
    const { name, note, tags, base, data } = manifest;
    const model = base ? findModel(ground.db, base.fingerprint) : undefined;
    const facts = await ground.engine.use((engine) => engine.inspectAdapter({ path: from }));
    return takeIn(ground, from, facts, (file) =>
        write(ground.db, () => {
            if (withData && pairs) addData(ground, name, pairs);
            return {
                ...file,
                ...{ name, note, tags, verdict, origin: "package" },
                modelId: model?.id ?? null,
                versionId: data ? (findDataSetVersion(ground.db, data.sha256) ?? null) : null,
                dataSha256: data?.sha256 ?? null,
                settings: settings ?? file.settings ?? null,
                metrics: metrics ?? file.metrics ?? null,
            };
        }),
    );
}

/** The pairs of a package become pairs of the library, and a data set of their own. */
function addData(ground: Ground, name: string, pairs: UnpackedPackage["pairs"]): void {
    const ids = addPairs(
        ground.db,
        (pairs ?? []).map((pair) => ({ ...pair, source: "package" })),
    );
    const { id } = createDataSet(ground.db, name, "", { ids });
    ground.events.changed("pairs");
    ground.events.changed("datasets", [id]);
}

/** Takes a GGUF LoRA in, ours or llama.cpp's. @throws StudioError as the engine's inspectAdapter; disk-full */
export async function importGguf(
    ground: Ground,
    { path, modelId, name }: { path: string; modelId: number; name?: string | undefined },
    put: Put<AdapterRecord>,
): Promise<void> {
    await addCopy(ground, { modelId, name, origin: "gguf" }, put, (to) => copyFileSync(resolve(path), to));
}

/** Takes a LoRA of PEFT in. @throws StudioError as importPeft; disk-full */
export async function importPeft(
    ground: Ground,
    { path, modelId, name }: { path: string; modelId: number; name?: string | undefined },
    put: Put<AdapterRecord>,
): Promise<void> {
    const base = getModel(ground.db, modelId);
    await addCopy(ground, { modelId, name, origin: "peft" }, put, (to) =>
        peftToGguf(resolve(path), base, to, name),
    );
}

interface Copy {
    modelId: number;
    name: string | undefined;
    origin: "gguf" | "peft";
}

async function addCopy(
    ground: Ground,
    { modelId, name, origin }: Copy,
    put: Put<AdapterRecord>,
    make: (to: string) => void,
): Promise<void> {
    const model = getModel(ground.db, modelId);
    const from = join(ground.places.temporary, `${randomBytes(8).toString("hex")}.gguf`);
    try {
        make(from);
        const facts = await ground.engine.use((engine) =>
            engine.inspectAdapter({ path: from, model: model.path }),
        );
        const known = rows.findAdapter(ground.db, await sha256OfFile(from));
        const id =
            known?.id ??
            (await takeIn(ground, from, facts, (file) => ({
                ...file,
                ...{ origin, modelId, name: name ?? facts.name },
                // LoRAs of other programs do not say it; the person has
                baseFingerprint: file.baseFingerprint ?? model.fingerprint,
            })));
        put({ type: "done", result: await getAdapter(ground, id) });
    } catch (error) {
        throw translateFileError(error, from, "written");
    } finally {
        rmSync(from, { force: true });
    }
}

type FileRow = Omit<rows.NewAdapter, "name" | "origin" | "modelId">;

/** Moves a checked file to its place and makes its row; without a row there is no file. */
async function takeIn(
    ground: Ground,
    from: string,
    facts: AdapterFacts,
    rowOf: (file: FileRow) => rows.NewAdapter,
): Promise<number> {
    const { parameters, rank, architecture, method, base, dataSha256 } = facts;
    const file = `${randomBytes(8).toString("hex")}.gguf`;
    const path = join(ground.places.adapters, file);
    const row: FileRow = {
        ...{ file, parameters, rank, architecture, method, dataSha256 },
        sha256: await sha256OfFile(from),
        fileBytes: statSync(from).size,
        baseName: base?.name ?? "",
        baseFingerprint: base?.fingerprint ?? null,
        settings: facts.settings as Json,
        metrics: facts.metrics as Json,
    };
    try {
        renameSync(from, path);
        const id = rows.addAdapter(ground.db, rowOf(row));
        ground.events.changed("adapters", [id]);
        return id;
    } catch (error) {
        rmSync(path, { force: true });
        throw translateFileError(error, path, "written");
    }
}

/** Writes the adapter's file. @throws StudioError not-found, file-missing, disk-full */
export async function exportGguf(
    ground: Ground,
    { id, to }: { id: number; to: FileOutput },
    put: Put<WrittenFile>,
): Promise<void> {
    const adapter = rows.getAdapter(ground.db, id);
    const from = adapterPath(ground, adapter);
    const result = await withOutput(ground, to, fileName(adapter.name, "gguf"), async (path) => {
        try {
            copyFileSync(from, path);
        } catch (error) {
            throw translateFileError(error, path, "written");
        }
    });
    put({ type: "done", result });
}

/** Writes a folder as PEFT does. @throws StudioError not-found; as exportPeft */
export async function exportPeft(
    ground: Ground,
    { id, path }: { id: number; path: string },
    put: Put<WrittenFile>,
): Promise<void> {
    const adapter = rows.getAdapter(ground.db, id);
    const to = resolve(path);
    await ggufToPeft(adapterPath(ground, adapter), baseOf(ground, adapter), to);
    put({ type: "done", result: { path: to, bytes: adapter.fileBytes } });
}

function baseOf({ db }: Ground, { name, modelId, baseName }: StoredAdapter) {
    if (modelId !== null) return getModel(db, modelId);
    throw new StudioError(
        "not-found",
        `The model “${baseName}” of the adapter “${name}” is not in the library. Add it first.`,
    );
}

/** The name of an adapter's file. */
function fileName(name: string, ending: string): string {
    const plain = plainName(name).replaceAll(/^[. ]+|[. ]+$/g, "");
    return `${plain.slice(0, 80) || "adapter"}.${ending}`;
}
