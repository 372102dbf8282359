/**
 * What the whole program tells its windows: lists that changed, sentences for the person, work that goes on, the
 * engine. Not the news of one conversation or one run: those are in chat.ts and training.ts.
 */
import { randomUUID } from "node:crypto";
import type { Activity, AppEvent, EngineState, NoticeAction, Topic } from "../../preload/contract/app.ts";
import { StudioError } from "../errors.ts";
import { Broadcast } from "../rpc/broadcast.ts";

/** Work that goes on, while its owner tells how far it is. */
export interface Ongoing {
    update(progress: number | null, detail?: string): void;
    end(): void;
}

/** Work of the engine, while its owner says whether it waits for something more urgent. */
export interface OngoingWork {
    wait(waiting: boolean): void;
    end(): void;
}

const stopped: EngineState = { process: "stopped", loaded: [], answering: 0, work: [], memory: 0 };

/** The news of the program. */
export class AppEvents {
    readonly #broadcast = new Broadcast<AppEvent>(merge);
    readonly #activities = new Map<string, { activity: Activity; cancel: (() => void) | undefined }>();
    #engine: EngineState = stopped;

    /** These lists are to be asked for again. */
    changed(topic: Topic, ids: readonly number[] = []): void {
        this.#broadcast.publish({ type: "changed", topic, ids: [...ids] });
    }

    /** A sentence for the person. */
    notice(level: "info" | "warning" | "error", text: string, action?: NoticeAction): void {
        this.#broadcast.publish({ type: "notice", level, text, ...(action ? { action } : {}) });
    }

    get engine(): EngineState {
        return this.#engine;
    }

    set engine(engine: EngineState) {
        this.#engine = engine;
        this.#broadcast.publish({ type: "engine", engine });
    }

    /** Notes what the engine is busy with beside chats, until it ends. */
    beginWork(kind: EngineState["work"][number]["kind"], id: number): OngoingWork {
        const others = () => this.#engine.work.filter((work) => work.kind !== kind || work.id !== id);
        const set = (work: EngineState["work"]) => {
            this.engine = { ...this.#engine, work };
        };
        set([...others(), { kind, id, waiting: false }]);
        return {
            wait: (waiting) => set([...others(), { kind, id, waiting }]),
            end: () => set(others()),
        };
    }

    /** Begins work that is shown. @param cancel what ends it early, where that can be */
    begin(kind: Activity["kind"], title: string, cancel?: () => void): Ongoing {
        const id = randomUUID();
        const activity = { id, kind, title, progress: null, detail: "", startedAt: new Date().toISOString() };
        this.#activities.set(id, { activity, cancel });
        this.#tellActivities();
        return {
            update: (progress, detail = "") => {
                const entry = this.#activities.get(id);
                if (!entry) return;
                entry.activity = { ...entry.activity, progress, detail };
                this.#tellActivities();
            },
            end: () => {
                if (this.#activities.delete(id)) this.#tellActivities();
            },
        };
    }

    /** Ends work early. @throws StudioError `not-found` where it has ended, `usage` where it cannot be */
    cancel(id: string): void {
        const entry = this.#activities.get(id);
        if (!entry) throw new StudioError("not-found", "This work has ended already.");
        if (!entry.cancel) throw new StudioError("usage", "This work cannot be stopped halfway.");
        entry.cancel();
    }

    /** Everything from now on, beginning with what goes on. */
    watch(signal: AbortSignal | undefined): AsyncGenerator<AppEvent> {
        return this.#broadcast.follow(
            () => ({ type: "snapshot", engine: this.#engine, activities: this.activities }),
            signal,
        );
    }

    /** What goes on. */
    get activities(): Activity[] {
        return [...this.#activities.values()].map(({ activity }) => activity);
    }

    #tellActivities(): void {
        this.#broadcast.publish({ type: "activities", activities: this.activities });
    }
}

/** Of pictures of a state only the newest counts; changes of one list are told once. */
function merge(waiting: AppEvent[], event: AppEvent): void {
    if (event.type === "activities" || event.type === "engine") {
        const old = waiting.findIndex(({ type }) => type === event.type);
        if (old >= 0) waiting.splice(old, 1);
    }
    if (event.type === "changed") {
        const old = waiting.find((other) => other.type === "changed" && other.topic === event.topic);
        if (old?.type === "changed") {
            const isEverything = old.ids.length === 0 || event.ids.length === 0;
            old.ids = isEverything ? [] : [...new Set([...old.ids, ...event.ids])];
            return;
        }
        waiting.push({ ...event, ids: [...event.ids] });
        return;
    }
    waiting.push(event);
}
