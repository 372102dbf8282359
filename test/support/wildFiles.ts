/**
 * Small files of the kinds that people own, written with random weights: split models, mixtures of experts,
 * state-space models, and headers of files that are no chat model. Each is what its real counterpart looks like
 * to a reader; none says anything sensible.
 */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import {
    type GgufMetadataEntry,
    type GgufTypedValue,
    HeaderEncoder,
    metadataEntries,
} from "../../main/formats/gguf/encode.ts";
import { readGguf, readTensorData } from "../../main/formats/gguf/read.ts";
import { type GgufTensorToWrite, writeGguf } from "../../main/formats/gguf/write.ts";
import { randomValues } from "./logits.ts";

export const text = (value: string): GgufTypedValue => ({ type: "string", value });
export const count = (value: number): GgufTypedValue => ({ type: "uint32", value });
export const float = (value: number): GgufTypedValue => ({ type: "float32", value });

/** A copy of a GGUF file with some metadata added, replaced or (undefined) taken out. */
export function copyWith(
    from: string,
    to: string,
    changes: Record<string, GgufTypedValue | undefined>,
    more: readonly GgufTensorToWrite[] = [],
): void {
    const file = readGguf(from);
    const kept = metadataEntries(file).filter(([key]) => !(key in changes));
    const added = Object.entries(changes).flatMap(([key, value]): GgufMetadataEntry[] =>
        value ? [[key, value]] : [],
    );
    const tensors = [...file.tensors.values()].map((info) => ({ ...info, data: readTensorData(file, info) }));
    writeGguf(to, { metadata: [...kept, ...added], tensors: [...tensors, ...more] });
}

/** Splits a model as llama.cpp's gguf-split does; returns the parts' paths. */
export function splitModel(from: string, stem: string, parts: number): string[] {
    const file = readGguf(from);
    const infos = [...file.tensors.values()];
    const share = Math.ceil(infos.length / parts);
    return Array.from({ length: parts }, (_, index) => {
        const path = `${stem}-${String(index + 1).padStart(5, "0")}-of-${String(parts).padStart(5, "0")}.gguf`;
        const own = infos.slice(index * share, (index + 1) * share);
        writeGguf(path, {
            metadata: [
                ...(index === 0 ? metadataEntries(file) : []),
                ["split.no", { type: "uint16", value: index }],
                ["split.count", { type: "uint16", value: parts }],
                ["split.tensors.count", { type: "int32", value: infos.length }],
            ],
            tensors: own.map((info) => ({ ...info, data: readTensorData(file, info) })),
        });
        return path;
    });
}

/**
 * The same model with a quarter of a gigabyte from each tensor to the next, so that most of them lie beyond the 4 GB
 * that 32 bits can address. The gaps are holes: the file takes little room on the disk. Returns its size.
 */
export function spreadModel(from: string, to: string): number {
    const alignment = 2 ** 28;
    const file = readGguf(from);
    const infos = [...file.tensors.values()];
    const header = new HeaderEncoder();
    header.append(Buffer.from("GGUF"));
    header.number("uint32", 3);
    header.number("uint64", infos.length);
    header.number("uint64", file.metadata.size + 1);
    for (const [key, value] of metadataEntries(file)) header.entry(key, value);
    header.entry("general.alignment", count(alignment));
    for (const [index, { name, shape, type }] of infos.entries()) {
        header.text(name);
        header.number("uint32", shape.length);
        for (const size of shape) header.number("uint64", size);
        header.number("uint32", type);
        header.number("uint64", index * alignment);
    }
    const fd = openSync(to, "w");
    writeSync(fd, header.bytes, 0, header.length, 0);
    let end = 0;
    for (const [index, info] of infos.entries()) {
        const position = (index + 1) * alignment; // the first one comes after the header's padding
        end = position + writeSync(fd, readTensorData(file, info), 0, info.bytes, position);
    }
    closeSync(fd);
    return end;
}

/** F32 weights, small enough to keep activations near 1. */
export function weight(
    name: string,
    shape: number[],
    deviation = 1 / Math.sqrt(shape[0] ?? 1),
): GgufTensorToWrite {
    const elements = shape.reduce((product, size) => product * size, 1);
    const values = randomValues(elements, deviation, name.length + elements);
    return { name, shape, type: 0, data: new Uint8Array(values.buffer) };
}

const ones = (name: string, size: number): GgufTensorToWrite => ({
    name,
    shape: [size],
    type: 0,
    data: new Uint8Array(new Float32Array(size).fill(1).buffer),
});

const hidden = 64;
const layers = 2;
const vocabulary = 64;
const perLayer = (make: (prefix: string) => GgufTensorToWrite[]) =>
    Array.from({ length: layers }, (_, layer) => make(`blk.${layer}.`)).flat();

function common(architecture: string): GgufMetadataEntry[] {
    return [
        ["general.architecture", text(architecture)],
        ["general.name", text(`tiny ${architecture}`)],
        [`${architecture}.context_length`, count(256)],
        [`${architecture}.embedding_length`, count(hidden)],
        [`${architecture}.block_count`, count(layers)],
        [`${architecture}.vocab_size`, count(vocabulary)],
    ];
}

const outer = (): GgufTensorToWrite[] => [
    weight("token_embd.weight", [hidden, vocabulary]),
    ones("output_norm.weight", hidden),
    weight("output.weight", [hidden, vocabulary]),
];

/** A mixture of four experts in the `llama` architecture, as Mixtral is one. */
export function writeMixture(path: string, tokenizer: readonly GgufMetadataEntry[]): void {
    const [experts, feedForward, keyValue] = [4, 32, 32];
    writeGguf(path, {
        metadata: [
            ...common("llama"),
            ["llama.feed_forward_length", count(feedForward)],
            ["llama.attention.head_count", count(4)],
            ["llama.attention.head_count_kv", count(2)],
            ["llama.attention.layer_norm_rms_epsilon", float(1e-5)],
            ["llama.rope.dimension_count", count(16)],
            ["llama.expert_count", count(experts)],
            ["llama.expert_used_count", count(2)],
            ...tokenizer,
        ],
        tensors: [
            ...outer(),
            ...perLayer((at) => [
                ones(`${at}attn_norm.weight`, hidden),
                weight(`${at}attn_q.weight`, [hidden, hidden]),
                weight(`${at}attn_k.weight`, [hidden, keyValue]),
                weight(`${at}attn_v.weight`, [hidden, keyValue]),
                weight(`${at}attn_output.weight`, [hidden, hidden]),
                ones(`${at}ffn_norm.weight`, hidden),
                weight(`${at}ffn_gate_inp.weight`, [hidden, experts]),
                weight(`${at}ffn_gate_exps.weight`, [hidden, feedForward, experts]),
                weight(`${at}ffn_up_exps.weight`, [hidden, feedForward, experts]),
                weight(`${at}ffn_down_exps.weight`, [feedForward, hidden, experts]),
            ]),
        ],
    });
}

/** A Mamba model. */
export function writeMamba(path: string, tokenizer: readonly GgufMetadataEntry[]): void {
    const [inner, state, convolution, rank] = [128, 16, 4, 4];
    writeGguf(path, {
        metadata: [
            ...common("mamba"),
            ["mamba.feed_forward_length", count(0)],
            ["mamba.attention.head_count", count(0)],
            ["mamba.attention.layer_norm_rms_epsilon", float(1e-5)],
            ["mamba.ssm.conv_kernel", count(convolution)],
            ["mamba.ssm.inner_size", count(inner)],
            ["mamba.ssm.state_size", count(state)],
            ["mamba.ssm.time_step_rank", count(rank)],
            ...tokenizer,
        ],
        tensors: [
            ...outer(),
            ...perLayer((at) => [
                ones(`${at}attn_norm.weight`, hidden),
                weight(`${at}ssm_in.weight`, [hidden, 2 * inner]),
                weight(`${at}ssm_conv1d.weight`, [convolution, inner]),
                weight(`${at}ssm_conv1d.bias`, [inner], 0.1),
                weight(`${at}ssm_x.weight`, [inner, rank + 2 * state]),
                weight(`${at}ssm_dt.weight`, [rank, inner]),
                weight(`${at}ssm_dt.bias`, [inner], 0.1),
                {
                    name: `${at}ssm_a`,
                    shape: [state, inner],
                    type: 0,
                    data: new Uint8Array(new Float32Array(state * inner).fill(-1).buffer),
                },
                ones(`${at}ssm_d`, inner),
                weight(`${at}ssm_out.weight`, [inner, hidden]),
            ]),
        ],
    });
}

/** Only a header and a tensor or two: for files that are refused by what they say they are. */
export function writeHeader(
    path: string,
    metadata: Record<string, GgufTypedValue>,
    tensors: readonly GgufTensorToWrite[] = [weight("token_embd.weight", [hidden, vocabulary])],
): void {
    writeGguf(path, { metadata: Object.entries(metadata), tensors });
}

/** The same file in the byte order of other computers, as far as a reader gets: magic, version and counts. */
export function writeBigEndian(from: string, to: string): void {
    const bytes = readFileSync(from);
    bytes.subarray(4, 8).reverse();
    bytes.subarray(8, 16).reverse();
    bytes.subarray(16, 24).reverse();
    writeFileSync(to, bytes);
}
