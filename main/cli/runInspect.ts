/**
 * `qadapter inspect`: what a GGUF file is and what can be done with it here.
 */
import type { ModelAbility } from "../../preload/contract/models.ts";
import { type GgufFile, getString } from "../formats/gguf/read.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import { Device } from "../ggml/device.ts";
import { abilitiesOf } from "../inspection/abilities.ts";
import { machineMemory } from "../machine.ts";
import { modelFingerprint, parameterCount, rankOf, readAdapter } from "../model/adapterFile.ts";
import { describeModel } from "../model/describe.ts";
import type { FileVerdict } from "../model/fileKind.ts";
import { judge } from "../model/runnable.ts";
import type { InspectOptions } from "./inspect.ts";
import { printJson, printText } from "./output.ts";

type Facts = Record<string, unknown>;

/** Runs the subcommand. */
export async function run({ file: path, json }: InspectOptions): Promise<void> {
    const file = readModelFile(path);
    const verdict = judge(file);
    const facts = verdict.kind === "adapter" ? inspectAdapter(path) : inspectModel(file, verdict);
    if (json) printJson(facts);
    else printText(table(facts));
}

function inspectAdapter(path: string): Facts {
    const adapter = readAdapter(path, Device.open("cpu").library);
    const { rule, base, dataHash, settings, metrics } = adapter;
    return {
        kind: "adapter",
        file: path,
        name: adapter.name,
        architecture: adapter.architecture,
        parameters: parameterCount(adapter),
        rank: rankOf(adapter),
        alpha: adapter.alpha,
        targets: [...new Set(adapter.matrices.map(({ target }) => target))],
        ...rule,
        base: base?.name ?? "not stated",
        baseFingerprint: base?.fingerprint ?? null,
        dataHash: dataHash ?? null,
        start: adapter.start ?? null,
        settings: settings ?? null,
        metrics: metrics ?? null,
    };
}

function inspectModel(file: GgufFile, verdict: FileVerdict): Facts {
    const { architecture, parameters, contextLength, quantization } = describeModel(file);
    return {
        kind: verdict.kind === "chat model" ? "model" : verdict.kind,
        file: file.path,
        name: getString(file, "general.name", ""),
        architecture,
        parameters,
        context: contextLength,
        quantisation: quantization,
        fileMB: Math.round(file.fileSize / 2 ** 20),
        files: file.parts.length,
        chatTemplate: file.metadata.has("tokenizer.chat_template"),
        ...abilityFacts(file, verdict),
        fingerprint: modelFingerprint(file),
    };
}

/** What can be done with it here, and with how much memory; otherwise what the file is. */
function abilityFacts(file: GgufFile, verdict: FileVerdict): Facts {
    const { chat, training } = abilitiesOf(file, verdict, machineMemory());
    const megabytes = ({ bytes }: ModelAbility) => Math.round(bytes / 2 ** 20);
    const trainable = verdict.runner === "engine";
    return {
        chat: verdict.runner !== "none",
        ...(verdict.runner === "none" ? {} : { chatMemoryMB: megabytes(chat) }),
        trainable,
        ...(trainable ? { trainingMemoryMB: megabytes(training) } : { reason: verdict.sentence }),
        fits: { chat: chat.possible, training: training.possible },
    };
}

function table(facts: Facts): string {
    const width = Math.max(...Object.keys(facts).map((key) => key.length));
    return Object.entries(facts)
        .map(
            ([key, value]) =>
                `${key.padEnd(width)}  ${typeof value === "object" ? JSON.stringify(value) : value}`,
        )
        .join("\n");
}
