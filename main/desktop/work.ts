/**
 * What goes on in the backend, as a desktop cares for it: whether the computer has to stay awake, the progress at the
 * program's icon, and the end of training, which is told when nobody was looking. Knows no Electron.
 */
import type { Activity, AppEvent, EngineState } from "../../preload/contract/app.ts";
import type { RunRecord } from "../../preload/contract/training.ts";
import type { Log } from "../log.ts";
import type { LocalClient } from "./localClient.ts";
import type { Words } from "./words.ts";

/** What the system does for it. */
export interface WorkDisplay {
    stayAwake: (isNeeded: boolean) => void;
    /** @param progress 0 to 1; null while it is not known; undefined: there is none */
    showProgress: (progress: number | null | undefined) => void;
    /** Only called when training ended. */
    notify: (title: string, body: string) => void;
}

/** What the watch needs. */
export interface WorkOptions {
    client: LocalClient;
    display: WorkDisplay;
    words: () => Words;
    log: Log;
    /** settings were changed */
    onSettings: () => void;
}

/** Follows the backend until it closes. */
export class WorkWatch {
    readonly #options: WorkOptions;
    #work: EngineState["work"] = [];
    #activities: Activity[] = [];
    /** runs that were under way the last time they were asked for */
    #underWay = new Set<number>();

    constructor(options: WorkOptions) {
        this.#options = options;
    }

    /** Ids of the runs that are being trained, or wait for a chat answer to go on. */
    get trainingRuns(): number[] {
        return this.#work.filter(({ kind }) => kind === "training").map(({ id }) => id);
    }

    /** Whether anything would be cut short if the program ended now; answers made ahead for labelling are no loss. */
    get isBusy(): boolean {
        return this.#work.some(({ kind }) => kind !== "labelling") || this.#activities.length > 0;
    }

    /** Resolves when the backend has closed. */
    async follow(): Promise<void> {
        for await (const event of await this.#options.client.app.events()) this.#take(event);
    }

    #take(event: AppEvent): void {
        if (event.type === "snapshot" || event.type === "engine") this.#work = event.engine.work;
        if (event.type === "snapshot" || event.type === "activities") this.#activities = event.activities;
        if (event.type === "changed" && event.topic === "settings") this.#options.onSettings();
        if (event.type === "changed" && event.topic === "training") void this.#lookAtRuns();
        const { display } = this.#options;
        display.stayAwake(this.trainingRuns.length > 0);
        const shown = this.#activities.find(({ kind }) => kind === "training") ?? this.#activities[0];
        display.showProgress(shown?.progress);
    }

    async #lookAtRuns(): Promise<void> {
        const { client, log } = this.#options;
        try {
            const runs = await client.training.list();
            for (const run of runs) if (this.#underWay.has(run.id)) this.#tellEnd(run);
            this.#underWay = new Set(runs.filter(isUnderWay).map(({ id }) => id));
        } catch (error) {
            log("warning", "The training runs could not be looked at.", error);
        }
    }

    #tellEnd({ state, name, verdict, problem }: RunRecord): void {
        const { trained, failed } = this.#options.words();
        const { notify } = this.#options.display;
        if (state === "finished") notify(trained(name), verdict?.sentence ?? "");
        if (state === "failed") notify(failed(name), problem ?? "");
    }
}

function isUnderWay({ state }: RunRecord): boolean {
    return state === "preparing" || state === "running" || state === "waiting" || state === "evaluating";
}
