/**
 * What model and adapter files are and what can be done with them on this computer, without keeping them open.
 */
import { Worker } from "node:worker_threads";
import type { Progress } from "../../preload/contract/common.ts";
import type { ModelFacts } from "../../preload/contract/models.ts";
import { type ErrorCode, StudioError } from "../errors.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import { abilitiesOf } from "../inspection/abilities.ts";
import { machineMemory } from "../machine.ts";
import { type Adapter, parameterCount, rankOf, readAdapter } from "../model/adapterFile.ts";
import { describeModel } from "../model/describe.ts";
import { judge } from "../model/runnable.ts";
import type { AdapterFacts, ModelReference } from "./contract.ts";
import type { Library } from "./library.ts";

/** Describes a model's file. @throws StudioError as readModelFile; `model-unsupported` where nothing can be done with it */
export async function inspectModel(
    library: Library,
    { path, template }: ModelReference,
): Promise<ModelFacts> {
    const file = readModelFile(path);
    const verdict = judge(file);
    if (verdict.runner === "none") throw new StudioError("model-unsupported", verdict.sentence);
    const { origin } = (await library.tokenizer(file, template)).template;
    return {
        path: file.path,
        fileBytes: file.fileSize,
        ...describeModel(file),
        template: origin,
        ...abilitiesOf(file, verdict, machineMemory()),
    };
}

/** Opens all that a model needs. @returns each problem in a sentence */
export async function verifyModel(library: Library, model: ModelReference): Promise<string[]> {
    try {
        const file = readModelFile(model.path);
        const verdict = judge(file);
        if (verdict.runner === "none") return [verdict.sentence];
        const { template } = await library.tokenizer(file, model.template);
        template.prompt([{ role: "user", content: "Hello" }]);
        if (verdict.runner === "engine") await library.use(model, {}, async () => {});
        return template.origin === "fallback"
            ? ["This model brings no chat template; plain role names are used instead."]
            : [];
    } catch (error) {
        if (error instanceof StudioError) return [error.message];
        throw error;
    }
}

/** Describes an adapter's file. @throws StudioError as readAdapter; `adapter-mismatch` where it is not `model`'s */
export function inspectAdapter(library: Library, path: string, model?: string): AdapterFacts {
    const adapter = model ? library.checkedAdapter(path, model) : readAdapter(path, library.device.library);
    return adapterFacts(adapter);
}

/** What is known of an adapter. */
export function adapterFacts(adapter: Adapter): AdapterFacts {
    const { name, architecture, rule, base, dataHash, settings, metrics } = adapter;
    return {
        name,
        architecture,
        parameters: parameterCount(adapter),
        rank: rankOf(adapter),
        method: rule.method,
        base: base ?? null,
        dataSha256: dataHash ?? null,
        settings: settings ?? null,
        metrics: metrics ?? null,
    };
}

/** What the worker says. */
export type FingerprintMessage =
    | { type: "progress"; done: number; total: number }
    | { type: "done"; result: string }
    | { type: "failed"; code: ErrorCode; message: string };

/** Computes the fingerprint of a model's weights in a worker. @throws StudioError as readModelFile */
export function fingerprint(
    path: string,
    put: (progress: Progress<string>) => void,
    signal: AbortSignal,
): Promise<void> {
    const worker = new Worker(new URL("./fingerprintWorker.ts", import.meta.url), { workerData: path });
    const stop = () => void worker.terminate();
    signal.addEventListener("abort", stop, { once: true });
    return new Promise<void>((resolve, reject) => {
        worker.on("message", (message: FingerprintMessage) => {
            if (message.type === "failed") reject(new StudioError(message.code, message.message));
            else put(message);
            if (message.type === "done") resolve();
        });
        worker.on("error", reject);
        worker.on("exit", () => reject(new StudioError("interrupted", "Stopped.")));
    }).finally(() => signal.removeEventListener("abort", stop));
}
