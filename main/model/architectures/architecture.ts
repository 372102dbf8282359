/**
 * What a model family may differ in from the plain decoder (RMS norms, rotary attention, gated feed-forward).
 * Every family of this folder is one record of this shape; the maths is in forward.ts and backward.ts, once for all.
 */
import type { RopeSettings } from "../../ggml/rope.ts";

/** One family. Its semantics are llama.cpp's (src/models/NAME.cpp of the bundled release). */
export interface Architecture {
    /** `general.architecture` in the file. */
    name: string;
    /** 0: rotary pairs lie side by side; 2: in two halves (NEOX). */
    ropeMode: 0 | 2;
    /** RMS norms of attention and feed-forward: at their input, at their output before it joins the stream, or both. */
    norms: "input" | "output" | "both";
    /** RMS norms of queries and keys before the rotation: over each head, or over all heads together. */
    queryKeyNorm?: "head" | "row";
    /** What gates the feed-forward: silu, or gelu in its tanh form. */
    activation: "silu" | "gelu";
    /** `attn_qkv` holds q, k and v, and `ffn_up` gate and up, one above the other. */
    fusedTensors?: boolean;
    /**
     * Rotary factors that a file may hold: `single`: one set (`rope_freqs`), or two where the position scaling is
     * "longrope"; `pair`: two, for short and long contexts (`Model.ropeFactors`); default: none.
     */
    ropeFactors?: "single" | "pair";
    /** Whether fewer dimensions than a head has may rotate. */
    partialRotation?: boolean;
    /** What metadata changes, beyond what all families have in common. */
    settings?: (read: MetadataReader, plain: PlainSettings) => Partial<FamilySettings>;
}

/** How the queries of one block attend. */
export interface LayerAttention {
    /** absent: no rotation */
    rope?: RopeSettings;
    /** a token sees itself and the `window` − 1 tokens before it; absent: all before it */
    window?: number;
}

/** Numbers that are neutral in the plain decoder. */
export interface FamilySettings {
    /** factor on the embeddings */
    embeddingScale: number;
    /** factor on what attention and feed-forward add to the stream */
    residualScale: number;
    /** factor on the products of queries and keys */
    attentionScale: number;
    /** factor on the logits */
    logitScale: number;
    /** per block */
    attention: readonly LayerAttention[];
}

/** What `settings` may build on. */
export interface PlainSettings {
    layers: number;
    hidden: number;
    heads: number;
    headSize: number;
    rope: RopeSettings;
}

/** Reads keys of the family (without `NAME.`) from a file. */
export interface MetadataReader {
    /** @throws StudioError `gguf-damaged` where it is missing and has no default, or is not a number */
    number(key: string, otherwise?: number): number;
    boolean(key: string, otherwise: boolean): boolean;
    /** the number under a key; `otherwise` where there is none or a list, which llama.cpp does not read there */
    numberUnlessList(key: string, otherwise: number): number;
    /** @throws StudioError `model-unsupported`: `PATH cannot be trained: why` */
    refuse(why: string): never;
}
