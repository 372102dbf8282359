/**
 * Causal attention over packed texts that share prefixes, forward and backward.
 * A trunk (a prompt) attends to itself; each branch (an answer) to the trunk and itself. Texts of different
 * segments never see each other, so nothing is padded. Not the cached attention of decoding (kvCache.ts).
 *
 * Letters: D head size, H heads, K key/value heads, Q queries, C keys (cells), r = H / K.
 */
import type { Graph } from "../ggml/graph.ts";
import type { Tensor } from "../ggml/tensor.ts";

/** A range of packed tokens. */
export interface Span {
    from: number;
    count: number;
}

/** Tokens that attend to each other: queries of `span`, keys of `prefix` (if any) and `span`. */
export interface AttentionBlock {
    span: Span;
    prefix?: Span;
    /** [C, Q], 0 where a query may see a key, −∞ elsewhere */
    mask: Tensor;
}

/** Result of `attend`, with what its backward pass needs. */
export interface Attention {
    out: Tensor; // [D·H, tokens]
    /** per block [C, Q, H] */
    probabilities: Tensor[];
}

/**
 * softmax(scale · Kᵀ Q + mask) V for every block.
 * @param q [D, H, tokens]; k and v [D, K, tokens]; blocks cover the tokens in order
 */
export function attend(
    g: Graph,
    q: Tensor,
    k: Tensor,
    v: Tensor,
    blocks: readonly AttentionBlock[],
    scale: number,
): Attention {
    const probabilities: Tensor[] = [];
    const outs = blocks.map((block) => {
        const kq = g.mulMat(headsLast(g, keys(g, k, block)), g.cont(headsLast(g, tokens(g, q, block.span)))); // [C,Q,H]
        const p = g.softMax(kq, block.mask, scale); // [C, Q, H]
        probabilities.push(p);
        const out = g.mulMat(cellsFirst(g, keys(g, v, block)), p); // [D, Q, H]
        return headsMiddle(g, out); // [D, H, Q]
    });
    const out = outs.reduce((a, b) => g.concat(a, b, 2)); // [D, H, tokens]
    return { out: g.reshape(out, [out.ne[0] * out.ne[1], out.ne[2]]), probabilities };
}

/** Gradients of `attend`. */
export interface AttentionGradients {
    dq: Tensor; // [D, H, tokens]
    dk: Tensor; // [D, K, tokens]
    dv: Tensor; // [D, K, tokens]
}

/**
 * Gradients of `attend` with respect to q, k and v.
 * @param dout [D·H, tokens]
 */
export function attendBack(
    g: Graph,
    dout: Tensor,
    q: Tensor,
    k: Tensor,
    v: Tensor,
    blocks: readonly AttentionBlock[],
    probabilities: readonly Tensor[],
    scale: number,
): AttentionGradients {
    const shaped = g.reshape(g.gapless(dout), [...q.ne]); // [D, H, tokens]
    const parts = blocks.map((block, i) => {
        const p = probabilities[i] as Tensor; // [C, Q, H]
        const d = g.cont(headsLast(g, tokens(g, shaped, block.span))); // [D, Q, H]
        const dp = g.mulMat(headsLast(g, keys(g, v, block)), d); // [C, Q, H]
        const ds = g.softMaxBack(dp, p, scale); // [C, Q, H]
        const dq = headsMiddle(g, g.mulMat(cellsFirst(g, keys(g, k, block)), ds)); // [D, H, Q]
        const queries = g.cont(headsLast(g, tokens(g, q, block.span))); // [D, Q, H]
        const group = k.ne[1];
        return {
            block,
            dq,
            dk: cellsLast(g, g.outProd(byGroup(g, ds, group), byGroup(g, queries, group))), // [D, K, C]
            dv: cellsLast(g, g.outProd(byGroup(g, p, group), byGroup(g, d, group))), // [D, K, C]
        };
    });
    return {
        dq: parts.map(({ dq }) => dq).reduce((a, b) => g.concat(a, b, 2)),
        dk: gather(
            g,
            parts.map(({ block, dk }) => ({ block, d: dk })),
        ),
        dv: gather(
            g,
            parts.map(({ block, dv }) => ({ block, d: dv })),
        ),
    };
}

/** Adds what branches sent to their trunk's keys, then joins the blocks' own keys in order. */
function gather(g: Graph, parts: readonly { block: AttentionBlock; d: Tensor }[]): Tensor {
    const own = parts.map(({ block, d }) =>
        block.prefix ? tokens(g, d, { from: block.prefix.count, count: block.span.count }) : d,
    );
    parts.forEach(({ block, d }) => {
        const { prefix } = block;
        if (!prefix) return;
        const trunk = parts.findIndex((other) => other.block.span.from === prefix.from);
        own[trunk] = g.add(own[trunk] as Tensor, tokens(g, d, { from: 0, count: prefix.count }));
    });
    return own.reduce((a, b) => g.concat(a, b, 2));
}

/** Tokens of a span: [D, heads, tokens] → [D, heads, count]. */
function tokens(g: Graph, x: Tensor, span: Span): Tensor {
    if (span.from === 0 && span.count === x.ne[2]) return x;
    return g.view(x, [x.ne[0], x.ne[1], span.count], [x.nb[1], x.nb[2], x.nb[3]], span.from * x.nb[2]);
}

/** The keys (or values) that a block sees: [D, K, C]. */
function keys(g: Graph, x: Tensor, { span, prefix }: AttentionBlock): Tensor {
    if (!prefix) return tokens(g, x, span);
    if (prefix.from + prefix.count === span.from)
        return tokens(g, x, { from: prefix.from, count: prefix.count + span.count });
    return g.concat(tokens(g, x, prefix), tokens(g, x, span), 2);
}

/** [D, heads, n] → a view [D, n, heads]. */
function headsLast(g: Graph, x: Tensor): Tensor {
    return g.permute(x, [0, 2, 1, 3]);
}

/** [D, n, heads] → a copy [D, heads, n]. */
function headsMiddle(g: Graph, x: Tensor): Tensor {
    return g.cont(g.permute(x, [0, 2, 1, 3]));
}

/** [D, K, C] → a copy [C, D, K]. */
function cellsFirst(g: Graph, x: Tensor): Tensor {
    return g.cont(g.permute(x, [1, 2, 0, 3]));
}

/** [C, D, K] → a copy [D, K, C]; long columns first, since outer products are sums of columns. */
function cellsLast(g: Graph, x: Tensor): Tensor {
    return g.cont(g.permute(x, [2, 0, 1, 3]));
}

/** Heads that share a key/value head side by side: [n, Q, H] → [n, Q·r, K]. */
function byGroup(g: Graph, x: Tensor, groups: number): Tensor {
    return g.reshape(x, [x.ne[0], (x.ne[1] * x.ne[2]) / groups, groups]);
}
