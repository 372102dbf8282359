/**
 * The gated activation of a feed-forward layer, act(gate) ⊙ up, and its backward pass.
 * Gelu is its tanh form, x σ(2u) with 2u = x (c + c · 0.044715 x²), c = 2 √(2/π) (Hendrycks & Gimpel 2016).
 */
import type { Graph } from "../ggml/graph.ts";
import type { Tensor } from "../ggml/tensor.ts";
import type { Architecture } from "./architectures/architecture.ts";

/** act(gate) ⊙ up, all [feedForward, n]. */
export function gated(g: Graph, { activation }: Architecture, gate: Tensor, up: Tensor): Tensor {
    return activation === "gelu" ? g.geglu(gate, up) : g.swiglu(gate, up);
}

/** Gradients of `gated`, all [feedForward, n]. */
export function gatedBack(
    g: Graph,
    { activation }: Architecture,
    dy: Tensor,
    gate: Tensor,
    up: Tensor,
): { dGate: Tensor; dUp: Tensor } {
    if (activation === "silu") return { dGate: g.siluBack(g.mul(dy, up), gate), dUp: g.swiglu(gate, dy) };
    const { value, slope } = geluWithSlope(g, gate);
    return { dGate: g.mul(g.mul(dy, up), slope), dUp: g.mul(dy, value) };
}

const outer = 2 * Math.sqrt(2 / Math.PI);
const inner = 0.044715;

/** gelu(x), and gelu'(x) = σ(2u) + gelu(x) (1 − σ(2u)) (2u)'. */
export function geluWithSlope(g: Graph, x: Tensor): { value: Tensor; slope: Tensor } {
    const square = g.mul(x, x);
    const share = g.sigmoid(g.mul(x, g.scaleBias(square, outer * inner, outer))); // σ(2u)
    const value = g.mul(x, share);
    const steep = g.scaleBias(square, 3 * outer * inner, outer); // (2u)'
    return { value, slope: g.add(share, g.mul(g.sub(value, g.mul(value, share)), steep)) };
}
