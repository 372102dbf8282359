/**
 * Adapters as standard GGUF LoRA files, which llama.cpp loads as they are, with what a Q-adapter needs to know
 * about itself under `qadapter.*`. Reads and writes; does not apply (lora.ts does).
 */
import { StudioError } from "../errors.ts";
import { fingerprintTensors } from "../formats/gguf/fingerprint.ts";
import { plainFloats } from "../formats/gguf/plainFloats.ts";
import {
    type GgufFile,
    type GgufTensorInfo,
    getNumber,
    getString,
    readGguf,
    readTensorData,
} from "../formats/gguf/read.ts";
import { tensorTypes } from "../formats/gguf/tensorTypes.ts";
import { writeGguf } from "../formats/gguf/write.ts";
import type { GgmlLibrary } from "../ggml/library.ts";
import { Dequantizer } from "../ggml/quantize.ts";
import { GgmlType, shape } from "../ggml/tensor.ts";
import { families } from "./architectures/families.ts";
import { type ModelConfig, readModelConfig } from "./architectures.ts";
import { classify } from "./fileKind.ts";
import type { LoraMatrix } from "./lora.ts";
import { type LinearTarget, modelTargets, targetNames, targetShape, targetTensorName } from "./targets.ts";

/** What an adapter was trained by; `none`: nobody knows, a foreign one. */
export const adapterMethods = ["q-adapter", "dpo", "sft", "replay", "none"] as const;
export type AdapterMethod = (typeof adapterMethods)[number];

/** How an adapter's logits become a policy (paper.md 1.3, 1.4; engine.md "Which Q"). */
export interface PolicyRule {
    /** Of all but the Q-adapter the logits are the policy (raw, α₀ 0, α̃ 1), and there are no rewards. */
    method: AdapterMethod;
    /** residual: Q = adapter logits − base logits; raw: Q = adapter logits */
    origin: "residual" | "raw";
    alpha0: number;
    alphaTilde: number;
    /** discount of the next state's value, in its rewards */
    gamma: number;
}

/** The rule of an adapter that says nothing about itself. */
export const plainRule: PolicyRule = { method: "none", origin: "raw", alpha0: 0, alphaTilde: 1, gamma: 1 };

/** Everything in an adapter file. */
export interface Adapter {
    name: string;
    architecture: string;
    alpha: number;
    matrices: LoraMatrix[];
    /** in the order of `matrices` */
    values: Float32Array[];
    rule: PolicyRule;
    /** Fingerprint and name of the model it was made for; undefined for foreign adapters. */
    base?: { fingerprint: string; name: string };
    /** Chat template it was trained with, by name and the SHA-256 of its source; undefined for foreign adapters. */
    template?: { name: string; sha256: string };
    /** Hash of the pairs it was trained on. */
    dataHash?: string;
    /** The adapter that training went on from, and what the policy was measured against: the base, or that adapter. */
    start?: { name: string; sha256: string; reference: "base" | "start" };
    /** Training settings and final measurements, for people and for repeating. */
    settings?: Record<string, unknown>;
    metrics?: Record<string, unknown>;
}

/** An adapter without its values. */
export type AdapterHeader = Omit<Adapter, "values">;

/** Writes an adapter, whole or not at all. @throws StudioError as writeGguf */
export function writeAdapter(path: string, adapter: Adapter): void {
    const text = (value: string) => ({ type: "string" as const, value });
    const float = (value: number) => ({ type: "float64" as const, value });
    const { rule, base } = adapter;
    writeGguf(path, {
        metadata: [
            ["general.architecture", text(adapter.architecture)],
            ["general.type", text("adapter")],
            ["general.name", text(adapter.name)],
            ["adapter.type", text("lora")],
            ["adapter.lora.alpha", { type: "float32", value: adapter.alpha }],
            ["qadapter.version", { type: "uint32", value: 1 }],
            ["qadapter.method", text(rule.method)],
            ["qadapter.q_origin", text(rule.origin)],
            ["qadapter.alpha_0", float(rule.alpha0)],
            ["qadapter.alpha_tilde", float(rule.alphaTilde)],
            ["qadapter.gamma", float(rule.gamma)],
            ["qadapter.base.fingerprint", text(base?.fingerprint ?? "")],
            ["qadapter.base.name", text(base?.name ?? "")],
            ["qadapter.template.name", text(adapter.template?.name ?? "")],
            ["qadapter.template.sha256", text(adapter.template?.sha256 ?? "")],
            ["qadapter.data.sha256", text(adapter.dataHash ?? "")],
            ["qadapter.start.name", text(adapter.start?.name ?? "")],
            ["qadapter.start.sha256", text(adapter.start?.sha256 ?? "")],
            ["qadapter.reference", text(adapter.start?.reference ?? "base")],
            ["qadapter.settings", text(JSON.stringify(adapter.settings ?? {}))],
            ["qadapter.metrics", text(JSON.stringify(adapter.metrics ?? {}))],
        ],
        tensors: adapter.matrices.map(({ name, ne }, i) => {
            const { buffer, byteOffset, byteLength } = adapter.values[i] as Float32Array;
            return {
                name,
                shape: ne,
                type: GgmlType.F32,
                data: new Uint8Array(buffer, byteOffset, byteLength),
            };
        }),
    });
}

/**
 * Reads an adapter of ours or any other GGUF LoRA of the linear layers.
 * @param library for values in ggml's own formats; without it only F32, F16 and BF16 can be read
 * @throws StudioError as `readAdapterHeader`, `gguf-damaged`, `model-unsupported`
 */
export function readAdapter(path: string, library?: GgmlLibrary): Adapter {
    const file = readGguf(path);
    const header = headerOf(file);
    const values = header.matrices.map(({ name }) =>
        readValues(file, file.tensors.get(name) as GgufTensorInfo, library),
    );
    return { ...header, values };
}

/**
 * Reads what an adapter is, without its values.
 * @throws StudioError `not-gguf`, `gguf-damaged`, `adapter-mismatch` (no LoRA, or parts that cannot be applied)
 */
export function readAdapterHeader(path: string): AdapterHeader {
    return headerOf(readGguf(path));
}

function headerOf(file: GgufFile): AdapterHeader {
    const { path } = file;
    const { kind: fileKind, runner, sentence } = classify(file);
    if (fileKind !== "adapter")
        throw new StudioError(
            "adapter-mismatch",
            runner === "none"
                ? `${sentence} It is no adapter, either.`
                : `"${path}" is a model, not an adapter. Give it with --model.`,
        );
    const kind = getString(file, "adapter.type");
    if (kind !== "lora")
        throw new StudioError(
            "adapter-mismatch",
            `${path} is a "${kind}" adapter; only LoRA adapters can be applied.`,
        );
    const matrices = readMatrices(file);
    const alpha = getNumber(file, "adapter.lora.alpha");
    const fingerprint = getString(file, "qadapter.base.fingerprint", "");
    const templateHash = getString(file, "qadapter.template.sha256", "");
    if (!Number.isFinite(alpha))
        throw new StudioError("gguf-damaged", `${path} has an impossible LoRA alpha.`);
    return {
        name: getString(file, "general.name", "adapter"),
        architecture: getString(file, "general.architecture"),
        alpha,
        matrices,
        rule: readRule(file),
        base: fingerprint ? { fingerprint, name: getString(file, "qadapter.base.name", "") } : undefined,
        template: templateHash
            ? { name: getString(file, "qadapter.template.name", ""), sha256: templateHash }
            : undefined,
        dataHash: getString(file, "qadapter.data.sha256", "") || undefined,
        start: readStart(file),
        settings: readJson(file, "qadapter.settings"),
        metrics: readJson(file, "qadapter.metrics"),
    };
}

function readMatrices(file: GgufFile): LoraMatrix[] {
    const matrices: LoraMatrix[] = [];
    const left = new Set(file.tensors.keys());
    const layers =
        1 + Math.max(-1, ...[...left].map((name) => Number(/^blk\.(\d{1,5})\./.exec(name)?.[1] ?? -1)));
    const targets = possibleTargets(getString(file, "general.architecture"));
    for (let layer = 0; layer < layers; layer++)
        for (const target of targets) {
            const name = targetTensorName(layer, target);
            const a = file.tensors.get(`${name}.lora_a`);
            const b = file.tensors.get(`${name}.lora_b`);
            if (!a && !b) continue;
            if (!a || !b || a.shape.length > 2 || b.shape.length > 2 || a.shape[1] !== b.shape[0])
                throw new StudioError(
                    "adapter-mismatch",
                    `The two matrices for ${name} in ${file.path} do not fit together.`,
                );
            matrices.push({
                name: a.name,
                layer,
                target,
                kind: "a",
                ne: [a.shape[0] as number, a.shape[1] ?? 1],
            });
            matrices.push({
                name: b.name,
                layer,
                target,
                kind: "b",
                ne: [b.shape[0] as number, b.shape[1] ?? 1],
            });
            left.delete(a.name);
            left.delete(b.name);
        }
    const unknown = [...left][0];
    if (unknown)
        throw new StudioError(
            "adapter-mismatch",
            `${file.path} changes a part of the model that cannot be adapted here (${unknown}).`,
        );
    if (matrices.length === 0)
        throw new StudioError("adapter-mismatch", `${file.path} holds no LoRA matrices.`);
    return matrices;
}

/** Targets that models of a family may have: `ffn_up` is up, or gate and up in one. */
function possibleTargets(architecture: string): readonly LinearTarget[] {
    const fused = families.find(({ name }) => name === architecture)?.fusedTensors;
    return targetNames.filter((target) => target !== (fused ? "up" : "gate_up"));
}

function readValues(file: GgufFile, info: GgufTensorInfo, library?: GgmlLibrary): Float32Array {
    const ne = shape(info.shape);
    const count = ne[0] * ne[1] * ne[2] * ne[3];
    const bytes = readTensorData(file, info);
    const values = plainFloats(info.type, bytes) ?? expand(file, info.type, library).toFloats(bytes, count);
    if (!values.every(Number.isFinite))
        throw new StudioError(
            "gguf-damaged",
            `${file.path} holds numbers that are not finite (${info.name}).`,
        );
    return values;
}

function expand(file: GgufFile, type: number, library: GgmlLibrary | undefined): Dequantizer {
    if (library) return new Dequantizer(library, type);
    const name = tensorTypes.get(type)?.name.toUpperCase();
    throw new StudioError(
        "model-unsupported",
        `The numbers of the adapter "${file.path}" are stored as ${name}: convert it to F32 or F16 first.`,
    );
}

function readRule(file: GgufFile): PolicyRule {
    const method = getString(file, "qadapter.method", "none");
    const plain = adapterMethods.find((name) => name === method && name !== "q-adapter");
    if (plain) return { ...plainRule, method: plain };
    const origin = getString(file, "qadapter.q_origin");
    const alpha0 = getNumber(file, "qadapter.alpha_0");
    const alphaTilde = getNumber(file, "qadapter.alpha_tilde");
    const gamma = getNumber(file, "qadapter.gamma");
    const valid =
        method === "q-adapter" &&
        (origin === "residual" || origin === "raw") &&
        alpha0 >= 0 &&
        alphaTilde > 0;
    if (!valid || !Number.isFinite(alpha0 + alphaTilde + gamma))
        throw new StudioError(
            "adapter-mismatch",
            `${file.path} was made by a newer version of the program, or is damaged.`,
        );
    return { method: "q-adapter", origin: origin as PolicyRule["origin"], alpha0, alphaTilde, gamma };
}

function readStart(file: GgufFile): Adapter["start"] {
    const sha256 = getString(file, "qadapter.start.sha256", "");
    if (!sha256) return undefined;
    const reference = getString(file, "qadapter.reference", "base") === "start" ? "start" : "base";
    return { name: getString(file, "qadapter.start.name", ""), sha256, reference };
}

function readJson(file: GgufFile, key: string): Record<string, unknown> | undefined {
    try {
        const value: unknown = JSON.parse(getString(file, key, "null"));
        return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : undefined;
    } catch {
        return undefined; // only shown to people; an adapter works without it
    }
}

/**
 * Checks that an adapter belongs to a model.
 * @throws StudioError `adapter-mismatch` with a sentence that names both
 */
export function checkAdapterFits(
    adapter: AdapterHeader,
    path: string,
    file: GgufFile,
    fingerprint: () => string,
): void {
    const config = readModelConfig(file);
    const modelName = getString(file, "general.name", file.path);
    const refuse = (why: string) => {
        throw new StudioError(
            "adapter-mismatch",
            `The adapter ${path} does not belong to the model ${modelName} (${file.path}): ${why}.`,
        );
    };
    if (adapter.architecture !== config.architecture.name)
        refuse(
            `it was made for the "${adapter.architecture}" family, and this is "${config.architecture.name}"`,
        );
    for (const matrix of adapter.matrices) checkMatrix(matrix, config, refuse);
    if (adapter.base && adapter.base.fingerprint !== fingerprint())
        refuse(`it was trained on "${adapter.base.name}", whose weights are different`);
}

function checkMatrix(
    { name, layer, target, kind, ne }: LoraMatrix,
    config: ModelConfig,
    refuse: (why: string) => void,
): void {
    const { inputs, outputs } = targetShape(config, target);
    if (!modelTargets(config).includes(target)) refuse(`it has ${name}, which the model has not`);
    if (layer >= config.layers) refuse(`it has ${name}, but the model has only ${config.layers} blocks`);
    const [found, needed] = kind === "a" ? [ne[0], inputs] : [ne[1], outputs];
    if (found !== needed) refuse(`${name} has the width ${found} where the model has ${needed}`);
}

const fingerprints = new WeakMap<GgufFile, string>();

/** Fingerprint of a model's weights, computed once per opened file. */
export function modelFingerprint(file: GgufFile): string {
    let known = fingerprints.get(file);
    if (!known) {
        known = fingerprintTensors(file);
        fingerprints.set(file, known);
    }
    return known;
}

/** Remembers a fingerprint that was computed before, of the very same file: large files take long to read. */
export function rememberFingerprint(file: GgufFile, fingerprint: string): void {
    fingerprints.set(file, fingerprint);
}

/** Number of parameters of an adapter. */
export function parameterCount(adapter: AdapterHeader): number {
    return adapter.matrices.reduce((sum, { ne }) => sum + ne[0] * ne[1], 0);
}

/** The largest rank among an adapter's matrices. */
export function rankOf(adapter: Adapter): number {
    return Math.max(...adapter.matrices.map(({ kind, ne }) => (kind === "a" ? ne[1] : 0)));
}
