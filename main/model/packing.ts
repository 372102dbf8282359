/**
 * Packs texts that share prompts into one sequence without padding: a trunk (the prompt) once,
 * its branches (answers) after it, item after item. Plain arrays only; the graph side is packedPass.ts.
 */
import type { Span } from "./attention.ts";

/** A prompt with the answers that continue it, as token ids. */
export interface TextTree {
    prompt: readonly number[];
    branches: readonly (readonly number[])[];
}

/**
 * Where a branch's results lie. Row `firstRow` predicts the first token of the branch, row `firstRow + i`
 * token i; the last row, `firstRow + length`, is the state after the whole branch.
 */
export interface BranchRows {
    item: number;
    branch: number;
    firstRow: number;
    length: number;
}

/** A block of tokens that attend to each other (see attention.ts), with the mask's values. */
export interface PackedBlock {
    span: Span;
    prefix?: Span;
    /** [keys, queries], keys fastest */
    mask: Float32Array;
}

/** A packed batch. */
export interface Packing {
    tokens: Int32Array; // [n]
    /** position of each token in its own text */
    positions: Int32Array; // [n]
    blocks: PackedBlock[];
    /** packed index of the token that each row is the state after */
    rows: Int32Array; // [m]
    /** the token that follows each row; `padToken` after the end of a branch */
    actions: Int32Array; // [m]
    branches: BranchRows[];
}

/**
 * A block's mask where a token sees only itself and the `window` − 1 tokens before it in its text.
 * @returns the block's own mask where the window closes nothing
 */
export function windowMask({ positions }: Packing, block: PackedBlock, window: number): Float32Array {
    const { span, prefix, mask } = block;
    if (positions.every((position) => position < window)) return mask;
    const keys = [...(prefix ? indices(prefix) : []), ...indices(span)];
    const windowed = mask.slice();
    let isClosed = false;
    indices(span).forEach((query, row) => {
        keys.forEach((key, column) => {
            const isFar = (positions[query] as number) - (positions[key] as number) >= window;
            if (!isFar || mask[row * keys.length + column] !== 0) return;
            windowed[row * keys.length + column] = Number.NEGATIVE_INFINITY;
            isClosed = true;
        });
    });
    return isClosed ? windowed : mask;
}

function indices({ from, count }: Span): number[] {
    return Array.from({ length: count }, (_, i) => from + i);
}

/** Items that together stay below this many tokens share one masked block: fewer, larger products. */
const denseTokens = 256;

/**
 * Packs items in order.
 * @param padToken what stands for "the token after the end" (the reference code's pad action)
 */
export function pack(items: readonly TextTree[], padToken: number): Packing {
    const tokens: number[] = [];
    const positions: number[] = [];
    const rows: number[] = [];
    const actions: number[] = [];
    const branches: BranchRows[] = [];
    const extents = items.map(({ prompt, branches: answers }, item) => {
        const from = tokens.length;
        prompt.forEach((token, i) => {
            tokens.push(token);
            positions.push(i);
        });
        const spans = answers.map((answer, branch): Span => {
            const start = tokens.length;
            branches.push({ item, branch, firstRow: rows.length, length: answer.length });
            rows.push(from + prompt.length - 1);
            answer.forEach((token, i) => {
                actions.push(token);
                rows.push(tokens.length);
                tokens.push(token);
                positions.push(prompt.length + i);
            });
            actions.push(padToken);
            return { from: start, count: answer.length };
        });
        return { trunk: { from, count: prompt.length }, spans: spans.filter(({ count }) => count > 0) };
    });
    return {
        tokens: Int32Array.from(tokens),
        positions: Int32Array.from(positions),
        rows: Int32Array.from(rows),
        actions: Int32Array.from(actions),
        blocks: blocksOf(extents),
        branches,
    };
}

interface Extent {
    trunk: Span;
    spans: Span[];
}

function blocksOf(extents: readonly Extent[]): PackedBlock[] {
    const blocks: PackedBlock[] = [];
    let group: Extent[] = [];
    let size = 0;
    const flush = () => {
        if (group.length) blocks.push(denseBlock(group));
        group = [];
        size = 0;
    };
    for (const extent of extents) {
        const count = extent.spans.reduce((sum, span) => sum + span.count, extent.trunk.count);
        if (size + count > denseTokens) flush();
        if (count > denseTokens) blocks.push(...separateBlocks(extent));
        else {
            group.push(extent);
            size += count;
        }
    }
    flush();
    return blocks;
}

function separateBlocks({ trunk, spans }: Extent): PackedBlock[] {
    const causal = (prefix: number, count: number) => {
        const mask = new Float32Array((prefix + count) * count).fill(Number.NEGATIVE_INFINITY);
        for (let query = 0; query < count; query++)
            mask.fill(0, query * (prefix + count), query * (prefix + count) + prefix + query + 1);
        return mask;
    };
    return [
        { span: trunk, mask: causal(0, trunk.count) },
        ...spans.map((span) => ({ span, prefix: trunk, mask: causal(trunk.count, span.count) })),
    ];
}

function denseBlock(group: readonly Extent[]): PackedBlock {
    const from = (group[0] as Extent).trunk.from;
    const end = group.reduce(
        (last, { trunk, spans }) => Math.max(last, ...[trunk, ...spans].map((s) => s.from + s.count)),
        0,
    );
    const n = end - from;
    const mask = new Float32Array(n * n).fill(Number.NEGATIVE_INFINITY);
    const open = (keys: Span, queries: Span) => {
        for (let query = queries.from; query < queries.from + queries.count; query++) {
            const last = Math.min(query + 1, keys.from + keys.count);
            mask.fill(0, (query - from) * n + keys.from - from, (query - from) * n + last - from);
        }
    };
    for (const { trunk, spans } of group) {
        open(trunk, trunk);
        for (const span of spans) {
            open(trunk, span);
            open(span, span);
        }
    }
    return { span: { from, count: n }, mask };
}
