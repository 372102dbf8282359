/**
 * The one place that says what a GGUF file is, what can be done with it here, and what would do instead.
 * Goes by what the file says about itself; whether its numbers fit together is for architectures.ts to check.
 */
import { StudioError } from "../errors.ts";
import { type GgufFile, getBoolean, getNumber, getString } from "../formats/gguf/read.ts";
import type { Architecture } from "./architectures/architecture.ts";
import { families } from "./architectures/families.ts";

/** What GGUF files are for. */
export type FileKind =
    | "chat model"
    | "other family"
    | "mixture of experts"
    | "state-space model"
    | "embedding model"
    | "reranker"
    | "encoder-decoder"
    | "diffusion model"
    | "draft model"
    | "projector"
    | "image generator"
    | "speech model"
    | "vocabulary"
    | "adapter"
    | "control vector"
    | "importance matrix";

/** What runs a file: our engine (which also trains), llama.cpp, or nothing here. */
export type Runner = "engine" | "llama.cpp" | "none";

interface Description {
    runner: Runner;
    /** completes "FILE is …": what it is, what can be done with it here */
    is: string;
    /** what would work instead */
    instead: string;
}

const chatInstead = "Choose a chat model instead, often called “instruct”.";
const trainable = `For training choose a model of one of these families: ${families.map(({ name }) => name).join(", ")}.`;

const descriptions: Readonly<Record<Exclude<FileKind, "chat model">, Description>> = {
    "other family": {
        runner: "llama.cpp",
        is: "a language model of a family that cannot be trained here yet; the base model can be chatted with",
        instead: trainable,
    },
    "mixture of experts": {
        runner: "llama.cpp",
        is: "a mixture of experts, for which training is not supported; the base model can be chatted with",
        instead: trainable,
    },
    "state-space model": {
        runner: "llama.cpp",
        is: "a state-space (recurrent) model, for which training is not supported; the base model can be chatted with",
        instead: trainable,
    },
    "embedding model": {
        runner: "none",
        is: "an embedding model, which turns texts into numbers and cannot write answers",
        instead: chatInstead,
    },
    reranker: {
        runner: "none",
        is: "a reranker, which scores how well a text fits a question and cannot write answers",
        instead: chatInstead,
    },
    "encoder-decoder": {
        runner: "none",
        is: "an encoder-decoder model, as used for translation, which cannot be chatted with here",
        instead: chatInstead,
    },
    "diffusion model": {
        runner: "none",
        is: "a language model that writes by diffusion, which cannot be run here",
        instead: chatInstead,
    },
    "draft model": {
        runner: "none",
        is: "a draft model, which only guesses ahead for a larger model",
        instead: "Choose the larger model that it belongs to.",
    },
    projector: {
        runner: "none",
        is: "a projector (mmproj), the part that lets another model see or hear, and no language model by itself",
        instead: "Choose the language model that it came with: that can be used here with texts.",
    },
    "image generator": {
        runner: "none",
        is: "an image or video generator, which does not write texts",
        instead: chatInstead,
    },
    "speech model": {
        runner: "none",
        is: "a speech model, which does not write texts",
        instead: chatInstead,
    },
    vocabulary: {
        runner: "none",
        is: "a vocabulary only, without model weights",
        instead: "Choose the full model file.",
    },
    adapter: {
        runner: "none",
        is: "an adapter, not a model",
        instead: "Open the model that it was made for, and give this file with --adapter.",
    },
    "control vector": {
        runner: "none",
        is: "a control vector, which shifts another model's answers and cannot be used here",
        instead: "Open the model itself, and train an adapter for what you prefer.",
    },
    "importance matrix": {
        runner: "none",
        is: "an importance matrix, data for making smaller model files",
        instead: "Choose the model file itself.",
    },
};

/** What is said of a file. */
export interface FileVerdict {
    kind: FileKind;
    /** what runs it; a chat model of a trainable family may still turn out to need llama.cpp (see runnable.ts) */
    runner: Runner;
    /** one or two sentences for a person; "" for a chat model that can be trained */
    sentence: string;
}

/** Says what a file is. @throws StudioError `gguf-damaged` if a model does not name its architecture */
export function classify(file: GgufFile): FileVerdict {
    const kind = kindOf(file);
    if (kind === "chat model") return { kind, runner: "engine", sentence: "" };
    const { runner, is, instead } = descriptions[kind];
    const family = kind === "other family" ? ` (“${getString(file, "general.architecture")}”)` : "";
    return { kind, runner, sentence: `"${file.path}" is ${is}${family}. ${instead}` };
}

/** The family of a model that can be trained. @throws StudioError `model-unsupported` with the verdict on any other file */
export function trainableFamily(file: GgufFile): Architecture {
    const { sentence } = classify(file);
    const family = families.find(({ name }) => name === getString(file, "general.architecture", ""));
    if (sentence !== "" || !family) throw new StudioError("model-unsupported", sentence);
    return family;
}

function kindOf(file: GgufFile): FileKind {
    const stated = ofOtherUse(file);
    if (stated) return stated;
    const architecture = getString(file, "general.architecture");
    const special = byArchitecture.find(([names]) => names.test(architecture));
    if (special) return special[1];
    const number = (key: string) => getNumber(file, `${architecture}.${key}`, 0);
    const pooling = number("pooling_type");
    if (pooling === rankPooling || isClassifier(file)) return "reranker";
    if (pooling > 0 || isEncoder.test(architecture)) return "embedding model";
    if (!getBoolean(file, `${architecture}.attention.causal`, true)) return "embedding model";
    if (isRecurrent(file, architecture)) return "state-space model";
    if (number("expert_count") > 0 || isMixture.test(architecture)) return "mixture of experts";
    return families.some(({ name }) => name === architecture) ? "chat model" : "other family";
}

/** Of `llama_pooling_type`; 0 is none, 1 to 3 make embeddings. */
const rankPooling = 4;
const isEncoder = /bert|^(t5encoder|gemma-embedding|llama-embed)$/;
const isMixture = /moe\d?$|^deepseek|^(dbrx|grok|arctic|gpt-oss|llama4|olmoe)$/;
const byArchitecture: readonly (readonly [RegExp, FileKind])[] = [
    [/^t5$/, "encoder-decoder"],
    [
        /^(mamba2?|rwkv[67](qwen2)?|arwkv7|jamba|falcon-h1|plamo2|nemotron_h(_moe)?|granitehybrid|kimi-linear|qwen3next)$/,
        "state-space model",
    ],
    [/^(dream|llada|llada-moe|rnd1)$/, "diffusion model"],
    [/^(eagle3|dflash|gemma4-assistant)$/, "draft model"],
    [/^(flux|sd1|sd3|sdxl|aura|hidream|cosmos|ltxv|hyvid|wan|lumina2|qwen_image)$/, "image generator"],
    [/^(wavtokenizer-dec|qwen3tts|whisper)$/, "speech model"],
];

/** Files that are no language model at all. */
function ofOtherUse(file: GgufFile): FileKind | undefined {
    const type = getString(file, "general.type", "model");
    const architecture = getString(file, "general.architecture", "");
    const names = [...file.tensors.keys()];
    const all = (pattern: RegExp) => names.length > 0 && names.every((name) => pattern.test(name));
    if (type === "adapter") return "adapter";
    if (/^control_?vector$/.test(architecture) || /^control_?vector$/.test(type) || all(/^direction\.\d+$/))
        return "control vector";
    if (type === "imatrix" || all(/\.(in_sum2|counts)$/)) return "importance matrix";
    if (type === "mmproj" || architecture === "clip" || type === "clip-vision") return "projector";
    if (names.length === 0) return "vocabulary";
    return undefined;
}

function isClassifier(file: GgufFile): boolean {
    return file.tensors.has("cls.weight") || file.tensors.has("cls.output.weight");
}

/** Mamba, RWKV and models that mix their blocks with attention. */
function isRecurrent(file: GgufFile, architecture: string): boolean {
    const keys = ["ssm.conv_kernel", "ssm.state_size", "wkv.head_size", "shortconv.l_cache"];
    return keys.some((key) => file.metadata.has(`${architecture}.${key}`));
}
