/**
 * How fast a model is on this computer, by the number of threads: each is tried in an engine's process of its own.
 */
import { availableParallelism } from "node:os";
import type { SpeedResult } from "../../preload/contract/app.ts";
import type { Progress } from "../../preload/contract/common.ts";
import { StudioError } from "../errors.ts";
import type { Ground } from "./ground.ts";
import { modelReference } from "./models.ts";

/** More threads have to be faster by this share to be recommended: they are taken from other programs. */
const worthwhile = 1.05;

/** @throws StudioError busy while the engine works; as modelReference; interrupted */
export async function testSpeed(
    ground: Ground,
    modelId: number,
    put: (progress: Progress<SpeedResult>) => void,
    signal: AbortSignal,
): Promise<void> {
    const model = await modelReference(ground, modelId);
    refuseWhileWorking(ground);
    await ground.engine.use((engine) => engine.unload()); // two copies of the model may not fit
    const tried = threadsToTry();
    const speeds = [];
    for (const [done, threads] of tried.entries()) {
        put({ type: "progress", done, total: tried.length, note: `${threads} threads` });
        const speed = await ground.engine.useApart(threads, signal, (engine) => engine.measureSpeed(model));
        signal.throwIfAborted();
        speeds.push({ threads, ...speed });
    }
    const byThreads = speeds.map(({ threads, answerTokensPerSecond }) => ({
        threads,
        answerTokensPerSecond,
    }));
    const best = speeds.reduce((one, other) =>
        other.answerTokensPerSecond > worthwhile * one.answerTokensPerSecond ? other : one,
    );
    const { threads: recommendedThreads, ...speed } = best;
    put({ type: "done", result: { ...speed, byThreads, recommendedThreads } });
}

function refuseWhileWorking({ events }: Ground): void {
    const { answering, work } = events.engine;
    if (answering > 0 || work.length > 0)
        throw new StudioError(
            "busy",
            "Speed cannot be measured while answers are written or something is trained or evaluated. Wait, or stop that.",
        );
}

/** 1, 2, 4, … and all that there are. */
function threadsToTry(): number[] {
    const most = availableParallelism();
    const powers = Array.from({ length: Math.ceil(Math.log2(most)) }, (_, power) => 2 ** power);
    return [...new Set([...powers, most])];
}
