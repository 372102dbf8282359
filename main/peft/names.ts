/**
 * How Hugging Face's models name the matrices that adapters change, and how they lay out the rows of queries and keys.
 * Knows names and rows only; files are read and written beside.
 */
import type { ModelConfig } from "../model/architectures.ts";
import type { LinearTarget } from "../model/targets.ts";

const modules: Record<LinearTarget, string> = {
    q: "self_attn.q_proj",
    k: "self_attn.k_proj",
    v: "self_attn.v_proj",
    qkv: "self_attn.qkv_proj",
    o: "self_attn.o_proj",
    gate: "mlp.gate_proj",
    up: "mlp.up_proj",
    gate_up: "mlp.gate_up_proj",
    down: "mlp.down_proj",
};
const targets = new Map(Object.entries(modules).map(([target, module]) => [module, target as LinearTarget]));

/** One matrix of a LoRA. */
export interface PeftMatrix {
    layer: number;
    target: LinearTarget;
    kind: "a" | "b";
}

/** "self_attn.q_proj" and so on. */
export function moduleOf(target: LinearTarget): string {
    return modules[target];
}

/** The tensor's name in adapter_model.safetensors. */
export function peftName({ layer, target, kind }: PeftMatrix): string {
    return `base_model.model.model.layers.${layer}.${modules[target]}.lora_${kind.toUpperCase()}.weight`;
}

/** Gemma 3 and others call the text model inside a larger one `language_model`; old PEFT adds the adapter's name. */
const pattern =
    /^(?:base_model\.model\.)?(?:model\.|language_model\.){0,3}layers\.(\d{1,5})\.([a-z_]+\.[a-z_]+)\.lora_([AB])(?:\.[\w-]{1,100})?\.weight$/;

/** What a tensor in adapter_model.safetensors is; undefined for what cannot be applied here. */
export function parsePeftName(name: string): PeftMatrix | undefined {
    const [, layer, module, kind] = pattern.exec(name) ?? [];
    const target = targets.get(module ?? "");
    if (target === undefined) return undefined;
    return { layer: Number(layer), target, kind: kind === "A" ? "a" : "b" };
}

/**
 * Rows of queries and keys, from Hugging Face's order (a head's rotary pairs lie half a head apart) to that of
 * GGUF files of families with `ropeMode` 0 (side by side), or back. Other matrices come back as they are.
 * As `LlamaModel.permute` in llama.cpp's conversion/llama.py does it.
 * @param values of B, [outputs × rank], rank fastest
 */
export function reorderRows(
    config: ModelConfig,
    { target, kind }: PeftMatrix,
    values: Float32Array,
    direction: "toGguf" | "toPeft",
): Float32Array {
    const heads = target === "q" ? config.heads : target === "k" ? config.kvHeads : 0;
    if (kind === "a" || heads === 0 || config.architecture.ropeMode !== 0) return values;
    const rank = values.length / (heads * config.headSize);
    const half = config.headSize / 2;
    const result = new Float32Array(values.length);
    for (let head = 0; head < heads; head++)
        for (let pair = 0; pair < half; pair++)
            for (const part of [0, 1]) {
                const apart = (head * 2 + part) * half + pair;
                const beside = (head * half + pair) * 2 + part;
                const [from, to] = direction === "toGguf" ? [apart, beside] : [beside, apart];
                result.set(values.subarray(from * rank, (from + 1) * rank), to * rank);
            }
    return result;
}
