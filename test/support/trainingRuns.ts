/** Small training runs with Pip over the contract: data from the bundled pairs, and waiting for what happens. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord, RunState, TrainingChanges, TrainingEvent } from "../../preload/contract/training.ts";
import { root } from "./command.ts";
import { type Client, newFolder } from "./studio.ts";

const pairs = join(root, "resources/demo/pairs-terse.train.jsonl");

/** A few steps on a few pairs: a second or two of training. */
export const tiny: TrainingChanges = { epochs: 2, batch: 4, ownTexts: 8, maxLength: 64, holdout: 0.2 };

/** A data set of the first bundled pairs. */
export async function dataSetOf(client: Client, count: number): Promise<number> {
    const path = join(newFolder(), "pairs.jsonl");
    writeFileSync(path, readFileSync(pairs, "utf8").split("\n").slice(0, count).join("\n"));
    for await (const event of await client.preferences.import({ file: { path } }))
        if (event.type === "done") break;
    const { id } = await client.datasets.create({ name: "Terse", selection: { filter: {} } });
    return id;
}

/** Follows a run from now on. */
export class RunWatcher {
    readonly events: TrainingEvent[] = [];
    readonly #controller = new AbortController();
    run: RunRecord | undefined;

    constructor(client: Client, runId: number) {
        void this.#watch(client, runId).catch(() => {});
    }

    async #watch(client: Client, runId: number): Promise<void> {
        const { signal } = this.#controller;
        for await (const event of await client.training.watch({ runId }, { signal })) {
            this.events.push(event);
            if (event.type === "snapshot" || event.type === "run") this.run = event.run;
        }
    }

    /** Waits until the run is in one of these states. */
    async until(...states: RunState[]): Promise<RunRecord> {
        return this.untilRun((run) => states.includes(run.state));
    }

    async untilRun(isWanted: (run: RunRecord) => boolean): Promise<RunRecord> {
        for (;;) {
            if (this.run && isWanted(this.run)) return this.run;
            if (this.run?.state === "failed") throw new Error(`The run failed: ${this.run.problem}`);
            await new Promise((done) => setTimeout(done, 10));
        }
    }

    stop(): void {
        this.#controller.abort();
    }
}
