/**
 * How fast this computer trains with a model: from a short trial, from runs that were done here, or, where the engine
 * has no time for a trial, from what is known of other models. Not how long a run takes: estimate.ts.
 */
import { z } from "zod";
import { getModel } from "../../db/models.ts";
import { readSettings as readStored, writeSettings } from "../../db/settings.ts";
import type { ModelReference, TrainingSpeed } from "../../engine/contract.ts";
import { StudioError } from "../../errors.ts";
import type { Ground } from "../ground.ts";
import { readSettings } from "../settings.ts";
import { toJson } from "../toJson.ts";

/** Seconds per token, and whether they were measured with this model here. */
export interface KnownSpeed extends TrainingSpeed {
    measured: boolean;
}

const stored = z.object({
    training: z.number().positive(),
    reading: z.number().positive(),
    sampling: z.number().positive(),
    parameters: z.number().positive(),
});
type StoredSpeed = z.output<typeof stored>;

/** Floating-point operations a second that a thread of a common processor does, where nothing else is known. */
const usualOperations = 1.5e10;
/** Operations per weight and token: base and adapter forwards, and back; forwards alone. */
const operations = { training: 8, reading: 2 };

/**
 * The speed with a model. @param mayTry whether the engine is free for a trial of some seconds
 * @throws StudioError as the engine's measureTraining
 */
export async function trainingSpeed(
    ground: Ground,
    modelId: number,
    model: ModelReference,
    pairs: { path: string; sha256: string },
    mayTry: boolean,
): Promise<KnownSpeed> {
    const known = stored.safeParse(readStored(ground.db)[keyOf(ground, model)]);
    if (known.success) return { ...known.data, measured: true };
    if (!mayTry) return { ...guess(ground, modelId), measured: false };
    const speed = await ground.engine.use((engine) => engine.measureTraining({ model, pairs }));
    const { training, sampling } = speed;
    const usable = { training, sampling, reading: Math.max(speed.reading, training / 20) };
    keep(ground, modelId, model, usable);
    return { ...usable, measured: true };
}

/** Takes over what a whole run showed. */
export function learnSpeed(
    ground: Ground,
    modelId: number,
    model: ModelReference,
    training: number | null,
): void {
    const known = stored.safeParse(readStored(ground.db)[keyOf(ground, model)]);
    if (training === null || !known.success) return;
    keep(ground, modelId, model, { ...known.data, training });
}

function keep(ground: Ground, modelId: number, model: ModelReference, speed: TrainingSpeed): void {
    const value = { ...speed, parameters: parametersOf(ground, modelId) };
    if (!stored.safeParse(value).success) return; // a clock that jumped
    writeSettings(ground.db, { [keyOf(ground, model)]: toJson(value) });
}

/** By model, and by what it computes on. */
function keyOf(ground: Ground, { fingerprint, path }: ModelReference): string {
    const { device, threads } = readSettings(ground);
    return `${prefix}${device}.${threads ?? "auto"}.${fingerprint ?? path}`;
}

const prefix = "program.trainingSpeed.";

/** From the model of the nearest size that was measured here, in proportion. */
function guess(ground: Ground, modelId: number): TrainingSpeed {
    const parameters = parametersOf(ground, modelId);
    const others = Object.entries(readStored(ground.db))
        .filter(([key]) => key.startsWith(prefix))
        .flatMap(([, value]): StoredSpeed[] => {
            const parsed = stored.safeParse(value);
            return parsed.success ? [parsed.data] : [];
        });
    const distance = (other: StoredSpeed) => Math.abs(Math.log(other.parameters / parameters));
    const [nearest] = others.sort((a, b) => distance(a) - distance(b));
    if (nearest) {
        const factor = parameters / nearest.parameters;
        const { training, reading, sampling } = nearest;
        return { training: training * factor, reading: reading * factor, sampling: sampling * factor };
    }
    const perSecond = usualOperations * (readSettings(ground).threads ?? 2);
    const reading = (operations.reading * parameters) / perSecond;
    return { training: (operations.training * parameters) / perSecond, reading, sampling: 3 * reading };
}

function parametersOf({ db }: Ground, modelId: number): number {
    const { facts, title } = getModel(db, modelId);
    const parsed = z.object({ parameters: z.number().positive() }).safeParse(facts);
    if (!parsed.success)
        throw new StudioError("model-unsupported", `It is not known how large "${title}" is.`);
    return parsed.data.parameters;
}
