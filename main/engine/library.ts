/**
 * The models and adapters that are open, so that what is used again is there at once. Weights go when another model
 * needs the room and nothing uses them. Does not answer, train or measure.
 */
import { statSync } from "node:fs";
import { StudioError } from "../errors.ts";
import type { GgufFile } from "../formats/gguf/read.ts";
import { Device, type DeviceChoice } from "../ggml/device.ts";
import { ColumnDecoder } from "../inference/columnDecoder.ts";
import { openAdapter, openEngineModel, openVocabulary } from "../inference/openModel.ts";
import type { StackEntry } from "../inference/stack.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import { type Adapter, rememberFingerprint } from "../model/adapterFile.ts";
import { readModelConfig } from "../model/architectures.ts";
import { transposedBytes } from "../model/transposes.ts";
import { checkModelTensors, Model, weightBytes } from "../model/weights.ts";
import type { ModelReference, StackFiles } from "./contract.ts";

/** A model with weights, as work uses it. */
export interface LoadedModel {
    file: GgufFile;
    model: Model;
    tokenizer: Tokenizer;
    /** adapters that belong to it, read once per file */
    stack: (files: StackFiles) => StackEntry[];
    /** a decoder for these stacks; the one used last is kept, with what it has read */
    decoder: (stacks: readonly StackFiles[], contextLength: number) => Lease<ColumnDecoder>;
}

/** Something lent: `release` gives it back. */
export interface Lease<Thing> {
    thing: Thing;
    release(): void;
}

/** What a loaded model takes beyond its weights: buffers and tables. */
const beside = 1.1;
const megabyte = 2 ** 20;

/** One model in memory. */
class Entry {
    readonly file: GgufFile;
    readonly model: Model;
    readonly transposed: boolean;
    users = 0;
    readonly #adapters = new Map<string, { state: string; adapter: Adapter }>();
    #kept: { key: string; decoder: ColumnDecoder } | undefined;

    constructor(file: GgufFile, device: Device, transposed: boolean) {
        this.file = file;
        this.transposed = transposed;
        this.model = Model.load(file, device, { transposed });
    }

    stack(files: StackFiles): StackEntry[] {
        return files.map(({ path, weight }) => ({ adapter: this.#adapter(path), weight }));
    }

    #adapter(path: string): Adapter {
        const state = fileState(path);
        const known = this.#adapters.get(path);
        if (known?.state === state) return known.adapter;
        const adapter = openAdapter(path, this.file, this.model.device.library);
        this.#adapters.set(path, { state, adapter });
        return adapter;
    }

    decoder(stacks: readonly StackFiles[], contextLength: number): Lease<ColumnDecoder> {
        const entries = stacks.map((files) => this.stack(files));
        const states = stacks.map((files) => files.map(({ path }) => `${path} ${fileState(path)}`));
        const key = JSON.stringify([states, contextLength]);
        const kept = this.#kept;
        this.#kept = undefined;
        if (kept && kept.key !== key) kept.decoder.dispose();
        const decoder =
            kept?.key === key ? kept.decoder : new ColumnDecoder(this.model, entries, contextLength);
        decoder.setWeights(stacks.map((files) => files.map(({ weight }) => weight)));
        const release = () => {
            this.#kept?.decoder.dispose();
            this.#kept = { key, decoder };
        };
        return { thing: decoder, release };
    }

    get bytes(): number {
        return this.model.bytes + (this.#kept?.decoder.bytes() ?? 0);
    }

    /** Frees caches of conversations. */
    shrink(): void {
        this.#kept?.decoder.dispose();
        this.#kept = undefined;
    }

    dispose(): void {
        this.shrink();
        this.model.dispose();
    }
}

/** Opened models of one device. */
export class Library {
    readonly #choice: DeviceChoice;
    readonly #limit: number;
    /** undefined: as many as the processor has */
    readonly threads: number | undefined;
    #device: Device | undefined;
    readonly #entries = new Map<string, Entry>();
    readonly #tokenizers = new Map<string, { state: string; tokenizer: Tokenizer }>();
    #released: (() => void)[] = [];

    constructor(choice: DeviceChoice, threads: number | undefined, limit: number = Number.POSITIVE_INFINITY) {
        this.#choice = choice;
        this.threads = threads;
        this.#limit = limit;
    }

    /** Bytes that there is room for beside what is loaded. */
    get #room(): number {
        const held = this.loaded().reduce((sum, { bytes }) => sum + bytes, 0);
        return Math.min(process.availableMemory(), this.#limit - held);
    }

    /** The device; opened when it is first needed. @throws StudioError `device-unavailable` */
    get device(): Device {
        this.#device ??= Device.open(this.#choice, this.threads);
        return this.#device;
    }

    /** Tokenizer of a model, opened once per file and template. @throws StudioError as openVocabulary */
    async tokenizer(file: GgufFile, template: string | null): Promise<Tokenizer> {
        const key = JSON.stringify([file.path, template]);
        const state = fileState(file.path);
        const known = this.#tokenizers.get(key);
        if (known?.state === state) return known.tokenizer;
        await known?.tokenizer.dispose();
        const chosen = template === null ? undefined : { source: template };
        const { tokenizer } = await openVocabulary(file, chosen);
        this.#tokenizers.set(key, { state, tokenizer });
        return tokenizer;
    }

    /** Reads an adapter and checks that it belongs to a model, loaded or not. @throws StudioError as openAdapter */
    checkedAdapter(path: string, model: string): Adapter {
        const file = this.#entries.get(model)?.file ?? openEngineModel(model);
        return openAdapter(path, file, this.device.library);
    }

    /**
     * Loads a model where it is not loaded, and keeps it while `work` runs.
     * @param options transposed: with what training needs; onLoad: called before weights are read
     * @throws StudioError as openEngineModel; `out-of-memory`
     */
    async use<Result>(
        { path, template, fingerprint }: ModelReference,
        { transposed = false, onLoad }: { transposed?: boolean; onLoad?: () => void },
        work: (loaded: LoadedModel) => Promise<Result>,
    ): Promise<Result> {
        const entry = await this.#acquire(path, transposed, onLoad);
        if (fingerprint) rememberFingerprint(entry.file, fingerprint);
        try {
            const tokenizer = await this.tokenizer(entry.file, template);
            return await work({
                file: entry.file,
                model: entry.model,
                tokenizer,
                stack: (files) => entry.stack(files),
                decoder: (stacks, contextLength) => entry.decoder(stacks, contextLength),
            });
        } finally {
            entry.users--;
            for (const done of this.#released.splice(0)) done();
        }
    }

    /**
     * Waits while weights that cannot be used for this are used by others. Meanwhile these stay usable: those that wait
     * for others to give way must not be waited for by them.
     */
    async #acquire(path: string, transposed: boolean, onLoad?: () => void): Promise<Entry> {
        let entry = this.#entries.get(path);
        while (entry && !isUsable(entry, transposed)) {
            if (entry.users === 0) this.#drop(path, entry);
            else await new Promise<void>((done) => this.#released.push(done));
            entry = this.#entries.get(path);
        }
        entry ??= this.#load(path, transposed, onLoad);
        entry.users++;
        return entry;
    }

    #load(path: string, transposed: boolean, onLoad?: () => void): Entry {
        const file = openEngineModel(path);
        onLoad?.();
        const config = readModelConfig(file);
        checkModelTensors(file, config);
        const weights = weightBytes(file, config, this.device);
        const copies = transposed ? transposedBytes(file, config, this.device) : 0;
        this.#makeRoom(beside * (weights + copies), path);
        const entry = new Entry(file, this.device, transposed);
        this.#entries.set(path, entry);
        return entry;
    }

    /** Weights that nothing uses make room for others. */
    #makeRoom(bytes: number, path: string): void {
        this.unload();
        const free = this.#room;
        if (bytes <= free) return;
        const others = [...this.#entries.values()].some(({ users }) => users > 0);
        const [needed, there] = [bytes, free].map((x) => Math.round(x / megabyte));
        throw new StudioError(
            "out-of-memory",
            `The model "${path}" needs about ${needed} MB of memory, and ${there} MB are free. ${
                others
                    ? "Pause what is running with another model, or choose a smaller one."
                    : "Close other programs, or choose a smaller model."
            }`,
        );
    }

    /** Frees the weights that nothing uses. */
    unload(): void {
        for (const [path, entry] of this.#entries) if (entry.users === 0) this.#drop(path, entry);
    }

    #drop(path: string, entry: Entry): void {
        this.#entries.delete(path);
        entry.dispose();
    }

    /** What is in memory. */
    loaded(): { path: string; bytes: number }[] {
        return [...this.#entries].map(([path, { bytes }]) => ({ path, bytes }));
    }
}

function isUsable({ file, transposed }: Entry, needsTransposed: boolean): boolean {
    if (needsTransposed && !transposed) return false;
    return file.parts.every(({ path, fileSize, modified }) => {
        const stats = statSync(path, { throwIfNoEntry: false });
        return stats === undefined || (stats.size === fileSize && stats.mtimeMs === modified);
    });
}

/** Changes whenever a file does. */
function fileState(path: string): string {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats ? `${stats.size} ${stats.mtimeMs}` : "missing";
}
