/**
 * How much memory a conversation will take, before anything of it is allocated. Follows columnDecoder.ts: the caches
 * of all rows, and the graph over a chunk of a prompt at its widest point, which is the feed-forward.
 */
import type { GgufFile } from "../formats/gguf/read.ts";
import type { Device } from "../ggml/device.ts";
import type { ModelConfig } from "../model/architectures.ts";
import { cacheBytes } from "../model/kvCache.ts";
import { weightBytes } from "../model/weights.ts";
import { promptChunk } from "./columnDecoder.ts";

/** What a conversation is like. */
export interface ChatSize {
    /** most tokens of it */
    context: number;
    /** on top of the base */
    adapters: number;
}

/** The one that people are told the memory of. */
export const commonChat: ChatSize = { context: 4096, adapters: 1 };

/** Bytes by purpose. */
export interface ChatMemory {
    weights: number;
    /** keys and values of past tokens */
    cache: number;
    /** buffer of the graph */
    work: number;
    /** the program itself */
    program: number;
    total: number;
}

const float = 4;
const half = 2;

/** Estimates a conversation. `programBytes` is what the process takes before the weights are loaded. */
export function estimateChatMemory(
    file: GgufFile,
    config: ModelConfig,
    device: Device,
    size: ChatSize,
    programBytes: number,
): ChatMemory {
    const weights = weightBytes(file, config, device);
    const context = Math.min(size.context, config.contextLength);
    const cache = cacheBytes(config, context, 1 + size.adapters);
    const work = workBytes(config, context, size.adapters);
    return { weights, cache, work, program: programBytes, total: weights + cache + work + programBytes };
}

/** Gate, up, their product and what adapters add to it, beside the stream and what the block adds to it. */
function workBytes(
    { attention, feedForward, hidden }: ModelConfig,
    context: number,
    adapters: number,
): number {
    const tokens = Math.min(promptChunk, context);
    const wide = (adapters > 0 ? 4 : 3) * feedForward + 2 * hidden;
    const masks = new Set(attention.map(({ window }) => window)).size;
    return float * tokens * (1 + adapters) * wide + half * masks * tokens * context;
}
