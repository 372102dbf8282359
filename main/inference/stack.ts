/**
 * What a stack of weighted adapters means, as numbers.
 *
 *   log π = log π₀ + Σ_k w_k (log π_k − log π₀) + const,   π_k = softmax((Q_k + α₀ log π₀) / α̃)
 *
 * with Q_k = q_k (raw) or q_k − z (residual) for adapter logits q_k and base logits z (engine.md, "Decoding").
 * Constants per token do not matter, so the policy's logits are a linear combination of the models' logits, and
 * because the output matrix is linear, the same combination of their hidden states.
 */
import { createHash } from "node:crypto";
import type { Adapter, PolicyRule } from "../model/adapterFile.ts";

/** An adapter in a stack. */
export interface StackEntry {
    adapter: Adapter;
    weight: number;
}

/** Factors of the models' logits in the policy's logits. */
export interface StackFactors {
    base: number;
    adapters: number[];
}

/** The factors of a stack. Weight 0 leaves an adapter out exactly; all 0 is exactly the base. */
export function stackFactors(stack: readonly { rule: PolicyRule; weight: number }[]): StackFactors {
    const adapters = stack.map(({ rule, weight }) => weight / rule.alphaTilde);
    const base = stack.reduce(
        (sum, { rule, weight }) => sum + weight * (baseShare(rule) / rule.alphaTilde - 1),
        1,
    );
    // Shares such as 1 − 0.7 − 0.3 miss zero by rounding only; a base row for them would cost a pass for nothing.
    return { base: Math.abs(base) < 1e-12 ? 0 : base, adapters };
}

/** Base logits in Q + α₀ log π₀. */
function baseShare({ origin, alpha0 }: PolicyRule): number {
    return alpha0 - (origin === "residual" ? 1 : 0);
}

/**
 * The adapters of a stack without repeats, ordered by their content, with each given one's place among them.
 * Sums of rounded numbers depend on their order, and on quantised weights visibly so: with this, A twice at a half is
 * exactly A, and the order in which people add adapters changes nothing.
 */
export function distinctAdapters(adapters: readonly Adapter[]): { distinct: Adapter[]; places: number[] } {
    const byKey = new Map(adapters.map((adapter) => [contentKey(adapter), adapter]));
    const keys = [...byKey.keys()].sort();
    return {
        distinct: keys.map((key) => byKey.get(key) as Adapter),
        places: adapters.map((adapter) => keys.indexOf(contentKey(adapter))),
    };
}

const contentKeys = new WeakMap<Adapter, string>();

/** Identifies what an adapter computes, whatever it is called. */
function contentKey(adapter: Adapter): string {
    let key = contentKeys.get(adapter);
    if (!key) {
        const { rule, alpha, matrices, values } = adapter;
        const { method, origin, alpha0, alphaTilde, gamma } = rule;
        const hash = createHash("sha256").update(
            JSON.stringify([
                method,
                origin,
                alpha0,
                alphaTilde,
                gamma,
                alpha,
                matrices.map(({ name, ne }) => [name, ne]),
            ]),
        );
        for (const { buffer, byteOffset, byteLength } of values)
            hash.update(new Uint8Array(buffer, byteOffset, byteLength));
        key = hash.digest("hex");
        contentKeys.set(adapter, key);
    }
    return key;
}
