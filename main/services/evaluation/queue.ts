/**
 * What is measured in the background, one thing at a time, whatever its kind: the oldest that waits begins when the one
 * before it has ended, well or not. What is computed, and what is stored of it, is each kind's own matter.
 */
import type { MeasuringState } from "../../../preload/records/work.ts";
import { StudioError } from "../../errors.ts";
import type { Ground } from "../ground.ts";

/** What the queue itself changes in something that it runs. */
export interface StateChanges {
    state?: MeasuringState;
    problem?: string | null;
    endedAt?: string | null;
}

/** One thing that is to be measured. */
interface Waiting {
    id: number;
    createdAt: string;
}

/** Something that can be measured in the background. */
export interface MeasuringKind<Changes extends StateChanges = StateChanges> {
    /** The oldest that waits. */
    next(): Waiting | undefined;
    /** What a person calls it. */
    nameOf(id: number): string;
    stateOf(id: number): MeasuringState;
    /** Stores, and tells who watches. */
    change(id: number, changes: Changes): { done: number; total: number };
    /** Computes what is left; what is done is stored with `change`. */
    compute(id: number, change: (changes: Changes) => void, signal: AbortSignal): Promise<void>;
}

/** What computes now. */
interface Running {
    kind: MeasuringKind;
    id: number;
    controller: AbortController;
    /** cancelled by a person, rather than by the program's end */
    cancelled: boolean;
    /** it was removed, or the data are being closed: nothing is stored any more */
    left: boolean;
}

/** All that is measured in the background. */
export class MeasuringQueue {
    readonly #ground: Ground;
    readonly #kinds: MeasuringKind[] = [];
    #running: Running | undefined;
    #isOpen = false;

    constructor(ground: Ground) {
        this.#ground = ground;
    }

    add(kind: MeasuringKind): void {
        this.#kinds.push(kind);
    }

    /** When the data were opened: goes on with what was queued. */
    open(): void {
        this.#isOpen = true;
        this.look();
    }

    /** Begins the oldest of those that wait, unless one computes. */
    look(): void {
        if (this.#running || !this.#isOpen) return;
        const waiting = this.#kinds.flatMap((kind) => {
            const first = kind.next();
            return first ? [{ kind, id: first.id, createdAt: first.createdAt }] : [];
        });
        const [first] = waiting.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
        if (!first) return;
        const { kind, id } = first;
        const running = { kind, id, controller: new AbortController(), cancelled: false, left: false };
        this.#running = running;
        const leave = () => {
            if (this.#running === running) this.#running = undefined;
        };
        this.#run(running).then(
            () => {
                leave();
                this.look();
            },
            (error) => {
                // not even its end could be stored: trying again at once would go on for ever
                leave();
                this.#ground.log("error", "A measurement could not be ended.", error);
            },
        );
    }

    /** Ends one that computes or waits; what is done is kept. Nothing happens where it has ended. */
    cancel(kind: MeasuringKind, id: number): void {
        if (kind.stateOf(id) === "queued") kind.change(id, { state: "cancelled", endedAt: now() });
        const running = this.#find(kind, id);
        if (!running) return;
        running.cancelled = true;
        running.controller.abort();
    }

    /** Cancels one whose row is about to go: it is marked at once, and nothing is stored of it any more. */
    abandon(kind: MeasuringKind, id: number): void {
        this.cancel(kind, id);
        const running = this.#find(kind, id);
        if (!running) return;
        running.left = true;
        kind.change(id, { state: "cancelled", endedAt: now() });
    }

    /** @throws StudioError `usage` where there is nothing to go on with */
    resume(kind: MeasuringKind, id: number): void {
        const state = kind.stateOf(id);
        if (state === "finished" || state === "running" || state === "queued")
            throw new StudioError(
                "usage",
                state === "finished"
                    ? "This measurement is complete."
                    : "This measurement is going on already.",
            );
        kind.change(id, { state: "queued", problem: null, endedAt: null });
        this.look();
    }

    #find(kind: MeasuringKind, id: number): Running | undefined {
        const running = this.#running;
        return running?.kind === kind && running.id === id ? running : undefined;
    }

    async #run(running: Running): Promise<void> {
        const { kind, id, controller } = running;
        const cancel = () => this.cancel(kind, id);
        const ongoing = this.#ground.events.begin("evaluation", kind.nameOf(id), cancel);
        const change = (changes: StateChanges) => {
            if (running.left) throw controller.signal.reason;
            const { done, total } = kind.change(id, changes);
            ongoing.update(total > 0 ? done / total : null, total > 0 ? `Part ${done} of ${total}` : "");
        };
        const end = (state: MeasuringState, problem: string | null) =>
            running.left || change({ state, problem, endedAt: now() });
        try {
            change({ state: "running" });
            await kind.compute(id, change, controller.signal);
            end("finished", null);
        } catch (error) {
            if (controller.signal.aborted) end(running.cancelled ? "cancelled" : "interrupted", null);
            else this.#fail(end, error);
        } finally {
            ongoing.end();
        }
    }

    #fail(end: (state: "interrupted" | "failed", problem: string) => unknown, error: unknown): void {
        const isKnown = error instanceof StudioError;
        if (!isKnown) this.#ground.log("error", "A measurement failed.", error);
        const problem = isKnown ? error.message : "Something unexpected went wrong; details are in the log.";
        end(isKnown && error.code === "engine-stopped" ? "interrupted" : "failed", problem);
    }

    /** Stops what computes; it is marked as interrupted when the data are opened again. */
    dispose(): void {
        this.#isOpen = false;
        if (!this.#running) return;
        this.#running.left = true;
        this.#running.controller.abort();
        this.#running = undefined;
    }
}

function now(): string {
    return new Date().toISOString();
}
