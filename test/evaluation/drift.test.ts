/** Drift: the divergence against its definition. */
import { expect, test } from "vitest";
import { divergence } from "../../main/evaluation/drift.ts";

test("is KL(p ‖ q), whatever constant the logits carry", () => {
    const [p, q] = [
        [0.7, 0.2, 0.1],
        [0.1, 0.3, 0.6],
    ];
    const expected = p.reduce((sum, x, i) => sum + x * Math.log(x / (q[i] as number)), 0);
    const logits = (row: number[], shift: number) => Float32Array.from(row, (x) => Math.log(x) + shift);
    expect(divergence(logits(p, 5), logits(q, -300))).toBeCloseTo(expected, 4);
    expect(divergence(logits(q, 0), logits(q, 7))).toBeCloseTo(0, 5);
});

test("is not symmetric and never negative", () => {
    const [a, b] = [Float32Array.of(3, 0, 0), Float32Array.of(0, 1, 2)];
    expect(divergence(a, b)).not.toBeCloseTo(divergence(b, a), 2);
    expect(Math.min(divergence(a, b), divergence(b, a))).toBeGreaterThan(0);
});
