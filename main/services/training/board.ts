/**
 * Runs as windows follow them: stored, with the news of each. What changes a run goes through here, so that everybody
 * hears of it; nothing here decides what happens to a run.
 */
import type { RunCourse, RunRecord, TrainingEvent } from "../../../preload/contract/training.ts";
import type { StoredPoint, StoredRun } from "../../../preload/records/work.ts";
import * as rows from "../../db/trainingRuns.ts";
import { Broadcasts } from "../../rpc/broadcasts.ts";
import type { Ground } from "../ground.ts";
import { courseOf, runRecord } from "./records.ts";

/** How far a run is, between two times that it is stored. */
type Progress = Pick<StoredRun, "step" | "totalSteps" | "seconds" | "secondsLeft">;

const millisecondsBetweenStores = 1000;

/** All runs, and who looks at them. */
export class RunBoard {
    readonly #ground: Ground;
    readonly #rooms = new Broadcasts(merge);
    /** of the run in progress */
    readonly #progress = new Map<number, Progress>();
    #storedAt = 0;

    constructor(ground: Ground) {
        this.#ground = ground;
    }

    /** @throws StudioError not-found */
    stored(id: number): StoredRun {
        return { ...rows.getRun(this.#ground.db, id), ...this.#progress.get(id) };
    }

    /** @throws StudioError not-found */
    record(id: number): RunRecord {
        return runRecord(this.#ground.db, this.stored(id));
    }

    list(): RunRecord[] {
        const { db } = this.#ground;
        return rows.listRuns(db).map((run) => runRecord(db, { ...run, ...this.#progress.get(run.id) }));
    }

    /** @throws StudioError not-found */
    course(id: number): RunCourse {
        return courseOf(rows.listPoints(this.#ground.db, id));
    }

    /** Changes a run, stores how far it is, and tells. @throws StudioError not-found */
    change(id: number, changes: rows.RunChanges): RunRecord {
        rows.updateRun(this.#ground.db, id, { ...this.#progress.get(id), ...changes });
        this.#progress.delete(id);
        return this.tellRun(id);
    }

    /** Notes how far a run is; it is stored about once a second. @throws StudioError not-found */
    advance(id: number, progress: Progress): void {
        this.#progress.set(id, progress);
        const now = Date.now();
        if (now - this.#storedAt >= millisecondsBetweenStores) {
            this.#storedAt = now;
            rows.updateRun(this.#ground.db, id, progress);
            this.#ground.events.changed("training", [id]);
        }
        this.tell(id, { type: "run", run: this.record(id) });
    }

    /** Logs a point and tells it. */
    log(id: number, point: StoredPoint, event: TrainingEvent): void {
        rows.addPoints(this.#ground.db, id, [point]);
        this.tell(id, event);
    }

    /** Forgets what was logged after a step, as when a run goes on from an earlier checkpoint. */
    forgetAfter(id: number, step: number): void {
        rows.dropPointsAfter(this.#ground.db, id, step);
        this.tell(id, this.#picture(id));
    }

    /** Tells everybody who looks at a run. */
    tell(id: number, event: TrainingEvent): void {
        this.#rooms.publish(id, event);
    }

    /** Tells what a run is now, to who looks at it and in lists. @throws StudioError not-found */
    tellRun(id: number): RunRecord {
        const run = this.record(id);
        this.tell(id, { type: "run", run });
        this.#ground.events.changed("training", [id]);
        return run;
    }

    /** A run from now on. @throws StudioError not-found */
    watch(id: number, signal: AbortSignal | undefined): AsyncGenerator<TrainingEvent> {
        return this.#rooms.follow(id, () => this.#picture(id), signal);
    }

    #picture(id: number): TrainingEvent {
        return { type: "snapshot", run: this.record(id), course: this.course(id) };
    }
}

/** Steps that wait become one event; of pictures of the run the newest counts; a snapshot holds all before it. */
function merge(waiting: TrainingEvent[], event: TrainingEvent): void {
    if (event.type === "snapshot") waiting.splice(0);
    if (event.type === "run") {
        const old = waiting.findIndex(({ type }) => type === "run");
        if (old >= 0) waiting.splice(old, 1);
    }
    const last = waiting.at(-1);
    const before = last?.type === "run" ? waiting.at(-2) : last;
    if (event.type === "steps" && before?.type === "steps") before.steps.push(...event.steps);
    else waiting.push(event.type === "steps" ? { ...event, steps: [...event.steps] } : event);
}
