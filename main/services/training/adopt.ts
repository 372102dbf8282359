/**
 * A trained adapter on its way into the library: its file is moved there and its row is made. Can be done again from
 * any point at which the program may have ended in between.
 */
import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { StoredAdapter } from "../../../preload/records/library.ts";
import type { StoredRun } from "../../../preload/records/work.ts";
import { adapterOfRun, addAdapter, getAdapter } from "../../db/adapters.ts";
import { getDataSetVersion } from "../../db/dataSets.ts";
import { StudioError } from "../../errors.ts";
import { translateFileError } from "../../files/fileErrors.ts";
import { sha256OfFile } from "../../files/sha256.ts";
import type { Ground } from "../ground.ts";
import { getModel } from "../models.ts";
import { toJson } from "../toJson.ts";

/** Where a run trains: the adapter's file, with what it can be resumed from beside it. */
export function workPath({ places }: Ground, { checkpointFile }: StoredRun): string {
    return join(places.checkpoints, checkpointFile ?? "");
}

/** Whether a run is trained, and only has to be taken in or measured. */
export function isTrained(ground: Ground, run: StoredRun): boolean {
    return (
        adapterOfRun(ground.db, run.id) !== undefined ||
        existsSync(workPath(ground, run)) ||
        existsSync(libraryPath(ground, run))
    );
}

function libraryPath({ places }: Ground, { checkpointFile }: StoredRun): string {
    return join(places.adapters, checkpointFile ?? "");
}

/** Takes a trained adapter in. @throws StudioError as the engine's inspectAdapter; file-access; data-invalid */
export async function adoptAdapter(ground: Ground, run: StoredRun): Promise<StoredAdapter> {
    const known = adapterOfRun(ground.db, run.id);
    if (known) return known;
    const path = libraryPath(ground, run);
    moveIn(workPath(ground, run), path);
    const facts = await ground.engine.use((engine) => engine.inspectAdapter({ path }));
    const { sha256 } = getDataSetVersion(ground.db, run.versionId);
    if (facts.dataSha256 !== sha256)
        throw new StudioError(
            "data-invalid",
            "The adapter was not trained on this data set. Start a new run.",
        );
    const { parameters, rank, architecture, method, settings, metrics, base } = facts;
    const id = addAdapter(ground.db, {
        name: run.name,
        file: run.checkpointFile ?? "",
        sha256: await sha256OfFile(path),
        fileBytes: statSync(path).size,
        modelId: run.modelId,
        baseName: base?.name ?? getModel(ground, run.modelId).title,
        baseFingerprint: base?.fingerprint ?? null,
        architecture,
        method,
        parameters,
        rank,
        origin: "trained",
        runId: run.id,
        versionId: run.versionId,
        dataSha256: sha256,
        settings: toJson(settings),
        metrics: toJson(metrics),
    });
    ground.events.changed("adapters", [id]);
    return getAdapter(ground.db, id);
}

function moveIn(from: string, to: string): void {
    if (!existsSync(from)) return; // done before the program ended
    try {
        renameSync(from, to);
    } catch (error) {
        throw translateFileError(error, to, "written");
    }
}

/** Removes what a run could go on from. */
export function removeWork(ground: Ground, run: StoredRun): void {
    const path = workPath(ground, run);
    for (const remains of ["", ...remainsEndings]) rmSync(`${path}${remains}`, { force: true });
}

/** Removes a checkpoint that cannot be used; what is there to be trained on stays. */
export function removeCheckpoint(ground: Ground, run: StoredRun): void {
    rmSync(`${workPath(ground, run)}.checkpoint`, { force: true });
}

/** What the engine leaves beside the adapter (main/training/runPlan.ts). */
const remainsEndings = [".checkpoint", ".own-texts"];
