/**
 * Training runs as screens see them, and what is stored of a run beside its columns.
 */
import type {
    RunCourse,
    RunRecord,
    TrainingChanges,
    TrainingPreset,
    TrainingSettings,
    TrainingVerdict,
} from "../../../preload/contract/training.ts";
import type { StoredPoint, StoredRun } from "../../../preload/records/work.ts";
import { adapterOfRun } from "../../db/adapters.ts";
import type { Db } from "../../db/database.ts";
import { getDataSetVersion } from "../../db/dataSets.ts";

/** What the engine is told of a run, apart from its files. */
export interface RunDetails {
    engine: "studio" | "paper";
    /** every setting that is not to follow from the engine's preset and the data */
    changes: TrainingChanges;
    /** it was asked to end with what it has learned */
    finish?: boolean;
    /** why training ended, once it has */
    stopped?: "finished" | "no-improvement" | "drift" | "asked";
}

/** Details as they were stored. */
export function detailsOf({ details }: Pick<StoredRun, "details">): RunDetails {
    return details as unknown as RunDetails;
}

const activeStates: readonly RunRecord["state"][] = ["preparing", "running", "waiting", "evaluating"];
const resumableStates: readonly RunRecord["state"][] = ["paused", "interrupted", "failed"];

/** Whether the engine works at a run. */
export function isActive({ state }: Pick<StoredRun, "state">): boolean {
    return activeStates.includes(state);
}

/** Whether a run can go on. */
export function isResumable({ state }: Pick<StoredRun, "state">): boolean {
    return resumableStates.includes(state);
}

/** A stored run as screens see it. */
export function runRecord(db: Db, run: StoredRun): RunRecord {
    const { versionId, preset, settings, verdict, ...rest } = run;
    const { adapterFile: _, checkpointFile: __, watchedPrompt: ___, details: ____, ...shown } = rest;
    const version = getDataSetVersion(db, versionId);
    return {
        ...shown,
        datasetId: version.dataSetId,
        dataset: {
            name: version.name,
            version: version.version,
            sha256: version.sha256,
            pairs: version.pairs,
        },
        preset: preset as TrainingPreset,
        settings: settings as unknown as TrainingSettings,
        verdict: verdict as unknown as TrainingVerdict | null,
        resumable: isResumable(run),
        adapterId: adapterOfRun(db, run.id)?.id ?? null,
    };
}

/** Points as they were stored, by kind. */
export function courseOf(points: readonly StoredPoint[]): RunCourse {
    const of = <Point>(wanted: StoredPoint["kind"]) =>
        points.filter(({ kind }) => kind === wanted).map(({ point }) => point as unknown as Point);
    return { steps: of("step"), looks: of("look"), samples: of("sample") };
}
