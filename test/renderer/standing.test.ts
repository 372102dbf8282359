/** Where candidates stand on the board: only shares where more is better count, against the original model. */
import { expect, it } from "vitest";
import type { EvaluationRecord } from "../../preload/contract/evaluation.ts";
import type { Figure, Metric } from "../../preload/records/evaluation.ts";
import { changeOf, standingsOf } from "../../renderer/features/evaluate/standing.ts";

const metric = (changes: Partial<Metric>): Metric => ({
    ...{ id: "m", title: "m", of: "right", kind: "share", better: "higher", about: "kept" },
    ...changes,
});
const figure = (value: number, low: number, high: number): Figure => ({
    ...{ value: 0.5, low: 0.4, high: 0.6, items: 10 },
    difference: { value, low, high },
});

it("means of differences, separately for what was learned and what was kept", () => {
    const base = figure(0, 0, 0);
    const record = {
        id: 3,
        candidates: [{ label: "Warm" }, { label: "Terse" }],
        tasks: [
            {
                figures: [
                    { metric: metric({ about: "learned" }), figures: [base, figure(0.4, 0.3, 0.5), null] },
                    { metric: metric({ kind: "mean" }), figures: [base, figure(9, 9, 9), figure(9, 9, 9)] },
                ],
            },
            {
                figures: [
                    { metric: metric({}), figures: [base, figure(-0.1, -0.2, 0), figure(0, 0, 0)] },
                    { metric: metric({}), figures: [base, figure(-0.3, -0.4, -0.2), figure(0, 0, 0)] },
                ],
            },
            { figures: null },
        ],
    } as unknown as EvaluationRecord;
    const [warm, terse] = standingsOf(record);
    expect(warm).toMatchObject({ evaluationId: 3, candidate: 0, label: "Warm" });
    expect(warm?.learned).toEqual({ value: 0.4, low: 0.3, high: 0.5 });
    expect(warm?.kept?.value).toBeCloseTo(-0.2);
    expect(warm?.kept?.low).toBeCloseTo(-0.3);
    expect(terse?.learned).toBeNull();
    expect(terse?.kept).toEqual({ value: 0, low: 0, high: 0 });
});

it("a change is one only where its interval leaves out 0, and lower may be better", () => {
    expect(changeOf(metric({}), figure(0.1, -0.1, 0.3))).toBe("same");
    expect(changeOf(metric({}), figure(0.1, 0.05, 0.3))).toBe("better");
    expect(changeOf(metric({}), figure(-0.1, -0.2, -0.05))).toBe("worse");
    expect(changeOf(metric({ better: "lower" }), figure(-0.1, -0.2, -0.05))).toBe("better");
    expect(changeOf(metric({ better: "neither" }), figure(-0.1, -0.2, -0.05))).toBe("same");
});
