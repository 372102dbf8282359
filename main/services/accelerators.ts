/** Accelerators that come as packs of their own. */
import type { Progress } from "../../preload/contract/common.ts";
import { importPack } from "../accelerators/importPack.ts";
import type { Ground } from "./ground.ts";

/** Takes a pack, and starts the engine anew so that it is used. @throws StudioError as importPack */
export async function importAccelerator(
    { places, packs, engine }: Ground,
    path: string,
    put: (event: Progress<{ kind: string }>) => void,
    signal: AbortSignal,
): Promise<void> {
    const onProgress = (done: number, total: number) => put({ type: "progress", done, total });
    const kind = await importPack(path, places.accelerators, packs, { onProgress, signal });
    engine.stop("An accelerator was added.");
    put({ type: "done", result: { kind } });
}
