/**
 * Training runs as a person handles them: started, ordered, paused, resumed, ended. One trains at a time; the others
 * wait in the queue. What happens in a run is conduct.ts.
 */
import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RunCourse, RunRecord, TrainingEvent } from "../../../preload/contract/training.ts";
import type { StoredRun } from "../../../preload/records/work.ts";
import { deleteRows, restoreRows } from "../../db/deletions.ts";
import * as rows from "../../db/trainingRuns.ts";
import { StudioError } from "../../errors.ts";
import type { Ground } from "../ground.ts";
import { toJson } from "../toJson.ts";
import { removeWork } from "./adopt.ts";
import { RunBoard } from "./board.ts";
import { Conduct, type RunWish } from "./conduct.ts";
import { bytesInWords } from "./estimate.ts";
import { planWish, type TrainingWish } from "./offers.ts";
import { detailsOf, isActive, isResumable, type RunDetails } from "./records.ts";

/** A run to start. */
export interface NewTraining extends TrainingWish {
    name: string;
    note: string;
    watchedPrompt?: string | undefined;
}

/** The run in progress. */
interface Active {
    conduct: Conduct;
    ended: Promise<void>;
}

/** After an answer the next one often follows. */
const millisecondsOfQuiet = 5000;

/** All runs of the program. */
export class Training {
    readonly #ground: Ground;
    readonly #board: RunBoard;
    #active: Active | undefined;
    /** who needs the memory at the moment */
    #holders = 0;
    #isOpen = false;

    constructor(ground: Ground) {
        this.#ground = ground;
        this.#board = new RunBoard(ground);
    }

    /** When the data were opened: what was in progress can be resumed, and the queue goes on. */
    recover(): void {
        this.#isOpen = true;
        for (const { id } of rows.markInterruptedRuns(this.#ground.db))
            rows.updateRun(this.#ground.db, id, {
                problem: "The program ended while this run was in progress.",
                secondsLeft: null,
            });
        this.#sweep();
        this.#next();
    }

    list(): RunRecord[] {
        return this.#board.list();
    }

    /** @throws StudioError not-found */
    get(id: number): { run: RunRecord; course: RunCourse } {
        return { run: this.#board.record(id), course: this.#board.course(id) };
    }

    /** @throws StudioError not-found */
    watch(id: number, signal: AbortSignal | undefined): AsyncGenerator<TrainingEvent> {
        return this.#board.watch(id, signal);
    }

    /** Queues a run. @throws StudioError as planWish; out-of-memory where it does not fit */
    async start({ name, note, watchedPrompt, ...wish }: NewTraining): Promise<RunRecord> {
        const { versionId, engine, changes, facts } = await planWish(this.#ground, wish);
        if (!facts.fits && !this.#active) throw tooLarge(facts.memory);
        const details: RunDetails = { engine, changes };
        const { id } = rows.addRun(this.#ground.db, {
            name,
            note,
            modelId: wish.modelId,
            versionId,
            preset: wish.preset,
            settings: toJson(facts.settings),
            totalSteps: facts.steps,
            checkpointFile: `${randomBytes(8).toString("hex")}.gguf`,
            watchedPrompt: watchedPrompt?.trim() ? watchedPrompt : null,
            details: toJson(details),
        });
        const run = this.#board.tellRun(id);
        this.#next();
        return run;
    }

    /** @throws StudioError not-found */
    update(id: number, changes: { name?: string; note?: string }): RunRecord {
        return this.#board.change(id, changes);
    }

    /** Saves a checkpoint and frees the engine; a queued run leaves the queue. @throws StudioError not-found, usage */
    async pause(id: number): Promise<RunRecord> {
        const run = this.#board.stored(id);
        if (run.state === "queued" || this.#isDisplaced(run))
            return this.#board.change(id, { state: "paused" });
        if (run.state === "paused") return this.#board.record(id);
        return this.#ask(run, "pause", "paused");
    }

    /** Puts a run at the end of the queue again. @throws StudioError not-found, usage */
    resume(id: number): RunRecord {
        const run = this.#board.stored(id);
        if (!isResumable(run)) throw wrongState(run, "resumed");
        const record = this.#board.change(id, { state: "queued", problem: null, endedAt: null });
        this.#next();
        return record;
    }

    /** Ends a run and throws away what it has learned. @throws StudioError not-found, usage */
    async cancel(id: number): Promise<RunRecord> {
        const run = this.#board.stored(id);
        if (isActive(run) && !this.#isDisplaced(run)) return this.#ask(run, "cancel", "cancelled");
        if (run.state !== "queued" && !isActive(run) && !isResumable(run)) throw wrongState(run, "cancelled");
        removeWork(this.#ground, run);
        const endedAt = new Date().toISOString();
        return this.#board.change(id, { state: "cancelled", problem: null, endedAt, secondsLeft: null });
    }

    /** Ends a run with the best adapter found so far. @throws StudioError not-found, usage */
    finish(id: number): RunRecord {
        const run = this.#board.stored(id);
        if (run.step === 0 || run.state === "evaluating" || !(isActive(run) || isResumable(run)))
            throw wrongState(run, run.step === 0 ? "finished before its first step" : "finished");
        this.#board.change(id, { details: toJson({ ...detailsOf(run), finish: true }) });
        if (isResumable(run)) return this.resume(id);
        this.#active?.conduct.wish("finish");
        return this.#board.record(id);
    }

    /** Puts queued runs in this order. */
    reorder(ids: readonly number[]): RunRecord[] {
        rows.reorderRuns(this.#ground.db, ids);
        this.#ground.events.changed("training");
        return this.list();
    }

    /** @throws StudioError not-found; busy while it is trained */
    remove(id: number): void {
        const run = this.#board.stored(id);
        if (isActive(run))
            throw new StudioError("busy", `"${run.name}" is being trained. Pause or cancel it first.`);
        deleteRows(this.#ground.db, "training_runs", [id]);
        this.#ground.events.changed("training", [id]);
    }

    /** Brings a run back, to its place in the queue if it had one. @throws StudioError not-found */
    restore(id: number): RunRecord {
        restoreRows(this.#ground.db, "training_runs", [id]);
        const run = this.#board.tellRun(id);
        this.#next();
        return run;
    }

    /**
     * Saves the run in progress and frees its memory for something that a person waits for.
     * @param what in whose favour, as the person is told
     * @returns what lets it go on, a moment later; undefined where no run takes any memory
     */
    async makeWay(what: string): Promise<(() => void) | undefined> {
        const active = this.#active;
        if (!active && this.#holders === 0) return undefined;
        this.#holders++;
        if (active) await this.#displace(active, what);
        return () => setTimeout(() => this.#leave(), millisecondsOfQuiet).unref();
    }

    async #displace({ conduct, ended }: Active, what: string): Promise<void> {
        conduct.wish("pause");
        await ended;
        const run = this.#board.stored(conduct.id);
        if (run.state !== "paused") return; // it came to its end
        this.#board.change(run.id, { state: "waiting" });
        await this.#ground.engine.use((engine) => engine.unload());
        const text = `There is not enough memory to train "${run.name}" and to answer with ${what} at once. Training waits, and goes on by itself afterwards.`;
        this.#ground.events.notice("info", text);
        this.#board.tell(run.id, { type: "notice", text });
    }

    /** The memory is not needed any more: what had to wait goes on first. */
    #leave(): void {
        this.#holders--;
        if (this.#holders > 0 || !this.#isOpen) return;
        const waiting = rows.listRuns(this.#ground.db).filter((run) => this.#isDisplaced(run));
        for (const { id } of waiting) this.#board.change(id, { state: "queued" });
        rows.reorderRuns(
            this.#ground.db,
            waiting.map(({ id }) => id),
        );
        this.#next();
    }

    /** Whether a run waits without the engine, because its memory was needed. */
    #isDisplaced({ id, state }: StoredRun): boolean {
        return state === "waiting" && this.#active?.conduct.id !== id;
    }

    /** The data are being closed: the run in progress is one to resume. */
    dispose(): void {
        this.#isOpen = false;
        const active = this.#active;
        if (!active) return;
        active.conduct.leave();
        const problem = "The program was closed while this run was in progress.";
        this.#board.change(active.conduct.id, { state: "interrupted", problem, secondsLeft: null });
    }

    /** Asks for something of the run in progress, and waits until it is so. */
    async #ask(run: StoredRun, wish: RunWish, done: string): Promise<RunRecord> {
        const active = this.#active;
        if (active?.conduct.id !== run.id) throw wrongState(run, done);
        active.conduct.wish(wish);
        await active.ended;
        return this.#board.record(run.id);
    }

    /** Begins with the next run of the queue, if none is in progress. */
    #next(): void {
        if (this.#active || this.#holders > 0 || !this.#isOpen) return;
        const run = rows.nextRun(this.#ground.db);
        if (!run) return;
        const conduct = new Conduct(this.#ground, this.#board, run);
        const ended = conduct.run().then(() => {
            this.#active = undefined;
            this.#next();
        });
        this.#active = { conduct, ended };
    }

    /** Removes checkpoints that no run needs any more. */
    #sweep(): void {
        const { db, places, log } = this.#ground;
        const needed = rows.checkpointFiles(db);
        try {
            for (const name of readdirSync(places.checkpoints))
                if (!needed.some((file) => name.startsWith(file)))
                    rmSync(join(places.checkpoints, name), { force: true, recursive: true });
        } catch (error) {
            log("warning", "Old checkpoints could not be removed.", error);
        }
    }
}

function wrongState({ name, state }: StoredRun, done: string): StudioError {
    return new StudioError("usage", `"${name}" cannot be ${done}: it is ${state} now.`);
}

function tooLarge({ needed, available }: { needed: number; available: number }): StudioError {
    return new StudioError(
        "out-of-memory",
        `Training would need about ${bytesInWords(needed)} of memory, and ${bytesInWords(available)} are free. Close other programs, cut texts shorter, or choose a smaller model.`,
    );
}
