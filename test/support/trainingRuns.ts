/** Small training runs with Pip over the contract: data from the bundled pairs, and waiting for what happens. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { metadataEntries } from "../../main/formats/gguf/encode.ts";
import { readGguf, readTensorData } from "../../main/formats/gguf/read.ts";
import { writeGguf } from "../../main/formats/gguf/write.ts";
import type { RunRecord, TrainingChanges, TrainingEvent } from "../../preload/contract/training.ts";
import type { RunState } from "../../preload/records/work.ts";
import { root } from "./command.ts";
import { type Client, newFolder } from "./studio.ts";

const pairs = join(root, "resources/demo/pairs-terse.train.jsonl");

/** A few steps on a few pairs: a second or two of training. */
export const tiny: TrainingChanges = { epochs: 2, batch: 4, ownTexts: 8, maxLength: 64, holdout: 0.2 };

/** Imports the first bundled pairs. */
export async function importPairs(client: Client, count: number): Promise<void> {
    const path = join(newFolder(), "pairs.jsonl");
    writeFileSync(path, readFileSync(pairs, "utf8").split("\n").slice(0, count).join("\n"));
    for await (const event of await client.preferences.import({ file: { path } }))
        if (event.type === "done") break;
}

/** A data set of the first bundled pairs. */
export async function dataSetOf(client: Client, count: number): Promise<number> {
    await importPairs(client, count);
    const { id } = await client.datasets.create({ name: "Terse", selection: { filter: {} } });
    return id;
}

/** Writes a model like Pip that is another one, and adds it to the library where it lies. */
export async function addOtherPip(client: Client, path: string): Promise<number> {
    const file = readGguf(join(root, "resources/models/pip-q8_0.gguf"));
    const tensors = [...file.tensors.values()].map((info) => ({ ...info, data: readTensorData(file, info) }));
    (tensors.find(({ name }) => name === "output_norm.weight")?.data as Uint8Array)[0] = 7; // its last bits
    writeGguf(path, { metadata: metadataEntries(file), tensors });
    for await (const event of await client.models.add({ path, copy: false, title: "Other" }))
        if (event.type === "done") return event.result.id;
    throw new Error("The model was not added.");
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
