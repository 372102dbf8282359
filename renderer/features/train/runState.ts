/** A run as its events tell it: what it is, its course, what was noticed. Knows nothing of React. */
import type {
    LookPoint,
    RunRecord,
    SamplePoint,
    StepPoint,
    TrainingEvent,
} from "../../../preload/contract/training.ts";
import type { RunState } from "../../../preload/records/work.ts";

export interface RunView {
    /** null until the backend has told */
    run: RunRecord | null;
    steps: readonly StepPoint[];
    looks: readonly LookPoint[];
    samples: readonly SamplePoint[];
    notices: readonly string[];
}

export const emptyRun: RunView = { run: null, steps: [], looks: [], samples: [], notices: [] };

/** The view after an event. */
export function reduceRun(view: RunView, event: TrainingEvent): RunView {
    switch (event.type) {
        case "snapshot":
            return { ...view, run: event.run, ...event.course };
        case "run":
            return { ...view, run: event.run };
        case "steps":
            return { ...view, steps: [...view.steps, ...event.steps] };
        case "look":
            return { ...view, looks: [...view.looks, event.look] };
        case "sample":
            return { ...view, samples: [...view.samples, event.sample] };
        case "notice":
            return { ...view, notices: [...new Set([...view.notices, event.text])] };
    }
}

const going: readonly RunState[] = ["preparing", "running", "waiting", "evaluating"];
const stopped: readonly RunState[] = ["paused", "interrupted", "failed", "cancelled"];

/** Whether the engine is at it. */
export function isGoing({ state }: RunRecord): boolean {
    return going.includes(state);
}

/** Whether it could go on but does not. */
export function canResume({ state, resumable }: RunRecord): boolean {
    return resumable && stopped.includes(state);
}

/** 0 to 1; null while it is not known how long it is. */
export function shareOf({ step, totalSteps }: RunRecord): number | null {
    return totalSteps > 0 ? step / totalSteps : null;
}
