/**
 * `qadapter inspect`: what a GGUF file is and what can be done with it here.
 */
import { type GgufFile, getNumber, getString } from "../formats/gguf/read.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import { tensorTypes } from "../formats/gguf/tensorTypes.ts";
import { Device } from "../ggml/device.ts";
import { modelFingerprint, parameterCount, readAdapter } from "../model/adapterFile.ts";
import { readModelConfig } from "../model/architectures.ts";
import type { FileVerdict } from "../model/fileKind.ts";
import { judge } from "../model/runnable.ts";
import { estimateMemory } from "../training/memory.ts";
import { presets } from "../training/settings.ts";
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
        rank: Math.max(...adapter.matrices.map(({ kind, ne }) => (kind === "a" ? ne[1] : 0))),
        alpha: adapter.alpha,
        targets: [...new Set(adapter.matrices.map(({ target }) => target))],
        ...rule,
        base: base?.name ?? "not stated",
        baseFingerprint: base?.fingerprint ?? null,
        dataHash: dataHash ?? null,
        settings: settings ?? null,
        metrics: metrics ?? null,
    };
}

function inspectModel(file: GgufFile, verdict: FileVerdict): Facts {
    const architecture = getString(file, "general.architecture", "");
    const tensors = [...file.tensors.values()];
    const parameters = tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    return {
        kind: verdict.kind === "chat model" ? "model" : verdict.kind,
        file: file.path,
        name: getString(file, "general.name", ""),
        architecture,
        parameters,
        context: getNumber(file, `${architecture}.context_length`, 0),
        quantisation: quantisation(file),
        fileMB: Math.round(file.fileSize / 2 ** 20),
        files: file.parts.length,
        chatTemplate: file.metadata.has("tokenizer.chat_template"),
        chat: verdict.runner !== "none",
        ...trainability(file, verdict),
        fingerprint: modelFingerprint(file),
    };
}

/** The types that hold most of the weights. */
function quantisation(file: GgufFile): string {
    const bytes = new Map<string, number>();
    for (const { type, bytes: size } of file.tensors.values()) {
        const name = tensorTypes.get(type)?.name ?? String(type);
        bytes.set(name, (bytes.get(name) ?? 0) + size);
    }
    const sorted = [...bytes].sort((a, b) => b[1] - a[1]);
    return sorted
        .filter(([, size]) => size > 0.05 * (sorted[0]?.[1] ?? 0))
        .map(([name]) => name)
        .join(", ");
}

/** Whether it can be trained, and with how much memory for answers of common length; otherwise what the file is. */
function trainability(file: GgufFile, { runner, sentence }: FileVerdict): Facts {
    if (runner !== "engine") return { trainable: false, reason: sentence };
    const tokens = (count: number) => Array.from({ length: count }, () => 0);
    const terminal = { chosen: true, rejected: true };
    const pair = { prompt: tokens(128), chosen: tokens(128), rejected: tokens(128), terminal };
    const { total } = estimateMemory(
        file,
        readModelConfig(file),
        Device.open("cpu"),
        presets.studio,
        [pair],
        false,
        process.memoryUsage.rss(),
    );
    return { trainable: true, trainingMemoryMB: Math.round(total / 2 ** 20) };
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
