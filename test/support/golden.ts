/** Reads the golden numbers of test/fixtures/golden (see the README there). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Device } from "../../main/ggml/device.ts";
import { type Adapter, type PolicyRule, readAdapter } from "../../main/model/adapterFile.ts";
import type { LoraMatrix } from "../../main/model/lora.ts";
import { Model } from "../../main/model/weights.ts";
import type { TokenPair } from "../../main/training/pairStep.ts";

const folder = join(import.meta.dirname, "../fixtures/golden");

export const goldenCases = ["llama_qv", "llama_all", "qwen2_qv", "qwen2_all"] as const;
export type GoldenCase = (typeof goldenCases)[number];

interface GoldenRow {
    prompt_len: number;
    len: number;
    terminal: boolean;
    ids: number[];
}

interface Hyper {
    alpha_tilde: number;
    alpha_0: number;
    gamma: number;
    beta: number;
    origin?: "residual";
}

/** A loss of the Q-adapter. */
export interface GoldenLoss {
    loss: number;
    /** Σ r per row (in reference mode divided by its norm) */
    row_return_over_norm: number[];
    pref_loss: number;
    reg_loss: number;
    margin: number[];
    n_actions: number;
}

export interface Golden {
    config: { heads: number; kv: number };
    arch: string;
    hypers: Record<string, Hyper>;
    special: { pad: number; eos: number };
    batch: { rows: GoldenRow[]; T: number };
    base_logits: number[][][];
    q_values: number[][][];
    /** the adapter's own policy by hyper-parameter set, row and position */
    combined_logprobs: Record<string, number[][][]>;
    greedy: { pair: number; policy: string; new_ids: number[]; min_top2_margin: number }[];
    dpo_beta: number;
    losses: Record<string, GoldenLoss | undefined> & {
        dpo: { loss: number; margin: number[] };
        sft: { loss: number; n_tokens: number };
    };
    grads: Record<string, Record<string, number[][]>>;
    adamw: {
        lr: number;
        runs: Record<string, { loss_before_step: number[]; params: Record<string, number[][]> }>;
    };
}

export function readGolden(name: GoldenCase): Golden {
    return JSON.parse(gunzipSync(readFileSync(join(folder, name, "golden.json.gz"))).toString());
}

export function goldenModelPath(name: GoldenCase): string {
    return join(folder, name.split("_")[0] as string, "model.gguf");
}

export function goldenAdapterPath(name: GoldenCase): string {
    return join(folder, name, "lora.gguf");
}

/** The rule of a set of hyper-parameters. */
export function goldenRule(golden: Golden, hyper: string): PolicyRule {
    const h = golden.hypers[hyper];
    if (!h) throw new Error(`no ${hyper}`);
    return {
        method: "q-adapter",
        origin: h.origin ?? "raw",
        alpha0: h.alpha_0,
        alphaTilde: h.alpha_tilde,
        gamma: h.gamma,
    };
}

/** Opens model and adapter of a case. */
export function openGolden(name: GoldenCase): { device: Device; model: Model; adapter: Adapter } {
    const device = Device.open("cpu", 1);
    const model = Model.load(readGguf(goldenModelPath(name)), device, { transposed: true });
    return { device, model, adapter: readAdapter(goldenAdapterPath(name), device.library) };
}

/** The two pairs of the batch. */
export function goldenPairs({ batch }: Golden): TokenPair[] {
    const row = (i: number) => batch.rows[i] as GoldenRow;
    const answer = (r: GoldenRow) => r.ids.slice(r.prompt_len);
    return [0, 1].map((i) => ({
        prompt: row(i).ids.slice(0, row(i).prompt_len),
        chosen: answer(row(i)),
        rejected: answer(row(i + 2)),
        terminal: { chosen: row(i).terminal, rejected: row(i + 2).terminal },
    }));
}

const hfNames: Record<string, string> = {
    q: "self_attn.q_proj",
    k: "self_attn.k_proj",
    v: "self_attn.v_proj",
    o: "self_attn.o_proj",
    gate: "mlp.gate_proj",
    up: "mlp.up_proj",
    down: "mlp.down_proj",
};

/** A matrix of golden.json (HF layout) as the flat array that our matrices use. */
export function fromGolden(
    golden: Golden,
    values: Record<string, number[][]>,
    matrix: LoraMatrix,
): Float32Array {
    const key = `model.layers.${matrix.layer}.${hfNames[matrix.target]}.lora_${matrix.kind.toUpperCase()}`;
    const rows = values[key];
    if (!rows) throw new Error(`golden.json lacks ${key}`);
    const heads = matrix.target === "q" ? golden.config.heads : golden.config.kv;
    const permuted = golden.arch === "llama" && matrix.kind === "b" && "qk".includes(matrix.target);
    return Float32Array.from((permuted ? permuteRows(rows, heads) : rows).flat());
}

/** Half-split rows → interleaved pairs, per head (as llama.cpp's conversion does). */
function permuteRows(rows: number[][], heads: number): number[][] {
    const size = rows.length / heads;
    return rows.map((_, i) => {
        const [head, within] = [Math.floor(i / size), i % size];
        return rows[head * size + (within % 2) * (size / 2) + Math.floor(within / 2)] as number[];
    });
}
