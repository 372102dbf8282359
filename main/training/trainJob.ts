/**
 * What a training run is given, what it tells on its way, and what comes out. Not the run itself (trainAdapter.ts).
 */
import type { LoraMatrix } from "../model/lora.ts";
import type { Model } from "../model/weights.ts";
import type { PairMetrics } from "./evaluate.ts";
import type { OwnText, TokenPair } from "./pairStep.ts";
import type { TrainSettings } from "./settings.ts";

/** What happened in one step. */
export interface StepReport {
    /** steps done, of `total` */
    step: number;
    total: number;
    epoch: number;
    loss: number;
    preferenceLoss: number;
    /** the penalty on the base's own texts */
    retentionLoss: number;
    /** share of the step's pairs whose chosen answer got the higher reward; null where rejected ones are not looked at */
    rewardAccuracy: number | null;
    meanMargin: number | null;
    gradientNorm: number;
    learningRate: number;
    pairs: number;
    seconds: number;
}

/** An adapter that is trained on. It gives the shape; the settings' rank, alpha and targets are not looked at. */
export interface StartingPoint {
    matrices: LoraMatrix[];
    values: readonly Float32Array[];
    alpha: number;
    /** of its file */
    sha256: string;
    /** what the policy is measured against: the bare base, or this adapter as it is now (DPO only) */
    reference: "base" | "start";
}

/** A run to do. */
export interface TrainJob {
    model: Model;
    settings: TrainSettings;
    train: readonly TokenPair[];
    heldOut: readonly TokenPair[];
    /** the adapter to go on from; without one a new adapter begins as the base */
    start?: StartingPoint;
    /** texts that the base made up itself (ownTexts.ts); empty without retention */
    ownTexts: readonly OwnText[];
    padToken: number;
    /** identifies base model and data besides the settings */
    identity: string;
    /** where the adapter will be written; checkpoints lie beside it */
    out: string;
    recompute: boolean;
    resume: boolean;
    /** steps, or seconds of work, between two checkpoints, with one at the end; 0: none */
    checkpointEvery: number | { seconds: number };
    /** bytes for cached base values */
    cacheBytes: number;
    /** aborting saves a checkpoint of the last whole step and throws `interrupted` */
    signal?: AbortSignal;
    /** aborting ends the run after the present step, as if that were its last */
    endSignal?: AbortSignal;
    /** called before each micro-batch: lets more urgent work go first */
    pause?: () => Promise<void>;
    onStep?: (report: StepReport) => void;
    /** awaited; `snapshot` copies the adapter as it is */
    onEvaluation?: (
        metrics: PairMetrics,
        step: number,
        drift: number | undefined,
        snapshot: () => TrainSnapshot,
    ) => Promise<void> | void;
    /** after buffers have reached their size */
    onBuffers?: (bytes: number) => void;
}

/** An adapter in training. */
export interface TrainSnapshot {
    matrices: LoraMatrix[];
    /** in the order of `matrices` */
    values: Float32Array[];
}

/** The result of a run. */
export interface TrainResult extends TrainSnapshot {
    steps: number;
    /** figures on the held-out pairs of the adapter that is returned; undefined without held-out pairs */
    heldOut?: PairMetrics;
    /** drift of that adapter on the base's own texts (evaluate.ts); undefined without such texts or looks */
    drift?: number;
    /** why the run ended: all steps done, no better held-out loss for a while, too far from the base, or `endSignal` */
    stopped: "finished" | "no-improvement" | "drift" | "asked";
    /** mean seconds per pair of the first epoch and of those after it */
    secondsPerPair: { first: number; later: number };
}
