/**
 * Models in and out of the engine's memory, as a person asks for it.
 */
import type { Progress } from "../../preload/contract/common.ts";
import { refreshEngineState } from "./engineState.ts";
import type { Ground } from "./ground.ts";
import { modelReference } from "./models.ts";

/** Loads a model, so that the first answer comes at once. @throws StudioError as modelReference; out-of-memory */
export async function loadModel(
    ground: Ground,
    id: number,
    put: (progress: Progress<void>) => void,
): Promise<void> {
    const model = await modelReference(ground, id);
    put({ type: "progress", done: 0, total: 0 });
    await ground.engine.use((engine) => engine.load(model));
    await refreshEngineState(ground);
    put({ type: "done", result: undefined });
}

/** Frees the memory of all models that nothing uses. */
export async function unloadModels(ground: Ground): Promise<void> {
    if (!ground.engine.isRunning) return;
    await ground.engine.use((engine) => engine.unload());
    await refreshEngineState(ground);
}
