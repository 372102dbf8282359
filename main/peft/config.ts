/**
 * `adapter_config.json` of Hugging Face's PEFT: what a LoRA says of itself, and everything in it that a plain LoRA
 * cannot express, which is refused by name. Field names are PEFT's (LoraConfig).
 */
import { z } from "zod";
import { StudioError } from "../errors.ts";

/** What is needed of the file. */
export interface PeftConfig {
    rank: number;
    /** factor on B·A for a matrix of rank r: alpha / r, or alpha / √r with `rootScaled` (rsLoRA) */
    alpha: number;
    rootScaled: boolean;
    /** modules may have ranks of their own */
    ranksDiffer: boolean;
    base: string;
}

const schema = z.looseObject({
    peft_type: z.string(),
    r: z.int().min(1).max(65_536),
    lora_alpha: z.number().min(-1e9).max(1e9),
    use_rslora: z.boolean().nullish(),
    rank_pattern: z.record(z.string(), z.int()).nullish(),
    base_model_name_or_path: z.string().nullish(),
});

/** Fields that make it more than a LoRA of some matrices, with what they stand for. */
const beyondLora: [field: string, what: string][] = [
    ["use_dora", "weights of DoRA"],
    ["modules_to_save", "whole layers of its own (modules_to_save)"],
    ["lora_bias", "biases in its LoRA layers (lora_bias)"],
    ["alpha_pattern", "a different alpha for some layers (alpha_pattern)"],
    ["fan_in_fan_out", "transposed matrices (fan_in_fan_out)"],
    ["trainable_token_indices", "tokens of its own (trainable_token_indices)"],
    ["target_parameters", "LoRAs of bare parameters (target_parameters)"],
    ["layer_replication", "repeated layers (layer_replication)"],
    ["use_qalora", "pooled inputs (QALoRA)"],
    ["alora_invocation_tokens", "a beginning that it waits for (aLoRA)"],
    ["arrow_config", "a choice between LoRAs (Arrow)"],
    ["megatron_config", "layers split by Megatron"],
];

/** Ways to begin that leave the base model as it is; others change its weights, which the adapter then needs. */
const harmlessStarts = [true, false, "gaussian", "eva", "orthogonal"];

/** @throws StudioError adapter-invalid with what is wrong, or what cannot be taken over */
export function parsePeftConfig(path: string, text: string): PeftConfig {
    const result = schema.safeParse(parseJson(text));
    if (!result.success) {
        const where = result.error.issues[0]?.path.join(".") || "its form";
        throw new StudioError(
            "adapter-invalid",
            `"${path}" is not the configuration of a PEFT LoRA: ${where.slice(0, 100)} is not as it should be.`,
        );
    }
    const config = result.data;
    const problem = beyond(config);
    if (problem)
        throw new StudioError(
            "adapter-invalid",
            `This PEFT adapter cannot be taken over, because it has ${problem}, which GGUF adapters cannot hold. Train it as a plain LoRA.`,
        );
    return {
        rank: config.r,
        alpha: config.lora_alpha,
        rootScaled: config.use_rslora === true,
        ranksDiffer: Object.keys(config.rank_pattern ?? {}).length > 0,
        base: (config.base_model_name_or_path ?? "").slice(0, 1000),
    };
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

/** Completes "it has …"; undefined for a plain LoRA. */
function beyond(config: Record<string, unknown>): string | undefined {
    const { peft_type: type, bias, init_lora_weights: start } = config;
    if (type !== "LORA") return `the form ${JSON.stringify(String(type).slice(0, 30))}, not LORA`;
    if (!isNothing(bias) && bias !== "none") return "biases of its own (bias)";
    if (start != null && !harmlessStarts.includes(start as string))
        return `a start that changes the base model (init_lora_weights ${JSON.stringify(String(start).slice(0, 30))})`;
    return beyondLora.find(([field]) => !isNothing(config[field]))?.[1];
}

/** Null, false, and empty lists and objects mean that a field is not used. */
function isNothing(value: unknown): boolean {
    if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
    return value === undefined || value === null || value === false;
}
