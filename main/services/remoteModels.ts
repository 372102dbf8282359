/**
 * Models of the hub: what a repository offers, and bringing one into the library. The only service that opens
 * connections, and never in offline mode.
 */
import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Progress } from "../../preload/contract/common.ts";
import type { ModelRecord, RemoteModelFile } from "../../preload/contract/models.ts";
import { readCatalogue } from "../catalogue/catalogue.ts";
import { describeRemoteModels } from "../catalogue/remoteModels.ts";
import { machineMemory } from "../machine.ts";
import { downloadModel } from "../network/download.ts";
import { chooseFiles, listModelFiles } from "../network/hub.ts";
import { addModel } from "./addModel.ts";
import type { Ground } from "./ground.ts";
import { readSettings } from "./settings.ts";

/** @throws StudioError offline, usage, network, interrupted */
export async function remoteFiles(
    ground: Ground,
    repository: string,
    signal?: AbortSignal,
): Promise<RemoteModelFile[]> {
    const files = await listModelFiles(repository, hubOptions(ground, signal));
    const catalogue = readCatalogue(join(ground.resources, "catalogue.json"));
    return describeRemoteModels(files, catalogue, machineMemory());
}

/**
 * Brings a file, with all parts of a split one, into the library's folder. What an earlier try has brought is kept.
 * @throws StudioError offline, usage, network, disk-full, file-access, interrupted; as addModel
 */
export async function download(
    ground: Ground,
    { repository, file }: { repository: string; file: string },
    put: (progress: Progress<ModelRecord>) => void,
    signal: AbortSignal,
): Promise<void> {
    const options = hubOptions(ground, signal);
    const chosen = chooseFiles(await listModelFiles(repository, options), file);
    const { models: folder } = ground.places;
    const path = await downloadModel(chosen, folder, {
        ...options,
        onProgress: (done, total) => put({ type: "progress", done, total, note: "downloading" }),
    });
    const add = (event: Progress<ModelRecord>) => {
        const isThereAlready = event.type === "done" && event.result.path !== path;
        if (isThereAlready)
            for (const part of chosen) rmSync(join(folder, basename(part.path)), { force: true });
        put(event);
    };
    await addModel(ground, { path, copy: false, owned: true }, add, signal);
}

function hubOptions(ground: Ground, signal: AbortSignal | undefined) {
    return { offline: readSettings(ground).offline, ...(signal ? { signal } : {}) };
}
