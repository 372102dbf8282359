/** The settings of a rotary position embedding. Not its computation: ggml does that (graph.ts). */

/** Settings of a rotary embedding, as ggml_rope_ext takes them. */
export interface RopeSettings {
    dimensions: number;
    /** 0: adjacent pairs (llama), 2: halves (NEOX). */
    mode: 0 | 2;
    contextOriginal: number;
    base: number;
    scale: number;
    extFactor: number;
    attentionFactor: number;
    betaFast: number;
    betaSlow: number;
}
