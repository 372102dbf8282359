/** The loss as a function of q and v: its gradient against central differences, in every mode and setting. */
import { describe, expect, test } from "vitest";
import { createRandom } from "../../main/random.ts";
import { dpoLoss } from "../../main/training/losses/dpo.ts";
import type { BatchTotals, BranchValues, LossMethod, PairValues } from "../../main/training/losses/loss.ts";
import { type QAdapterSettings, qAdapterLoss } from "../../main/training/losses/qAdapter.ts";
import { replayLoss } from "../../main/training/losses/replay.ts";
import { sftLoss } from "../../main/training/losses/sft.ts";

const tolerance = 1e-6;
const random = createRandom(5);
const numbers = (count: number) => Float64Array.from({ length: count }, () => 2 * random.next() - 1);

function branch(length: number, terminal: boolean): BranchValues {
    const states = length + 1;
    return {
        q: numbers(states),
        v: numbers(states),
        baseLogProbability: numbers(states).map((x) => x - 2),
        terminal,
        rowLength: length + 4,
    };
}

const plain: QAdapterSettings = {
    mode: "paper",
    origin: "residual",
    alpha0: 0.3,
    alphaTilde: 0.7,
    gamma: 0.9,
    beta: 0.2,
    margin: "sum",
    marginScale: 1,
    likelihood: 0,
    retention: 0,
};
const totals: BatchTotals = { pairs: 3, actions: 17, longestRow: 12, clarity: 1 };
const pair = (): PairValues => ({ chosen: branch(6, true), rejected: branch(4, false) });

const qAdapters: Partial<QAdapterSettings>[] = [
    { mode: "paper" },
    { mode: "advantage" },
    { mode: "reference" },
    { margin: "mean", marginScale: 5 },
    { likelihood: 0.4 },
    { mode: "advantage", margin: "mean", likelihood: 0.4 },
];

describe.each<[string, LossMethod]>([
    ...qAdapters.map((changes): [string, LossMethod] => [
        JSON.stringify(changes),
        qAdapterLoss({ ...plain, ...changes }),
    ]),
    ["dpo", dpoLoss({ beta: 0.3 })],
    ["sft", sftLoss()],
    ["replay", replayLoss({ retention: 0.5 })],
])("%s", (_, loss) => {
    const value = (values: PairValues) => {
        const { preference, regularization } = loss.evaluate(values, totals);
        return preference + regularization;
    };

    test.each(["chosen", "rejected"] as const)("gradient of the %s answer", (side) => {
        const values = pair();
        const { [side]: gradient } = loss.evaluate(values, totals);
        for (const [name, d] of [
            ["q", gradient.dq],
            ["v", gradient.dv],
        ] as const)
            d.forEach((analytic, t) => {
                expect(
                    slope(values[side][name], t, () => value(values)),
                    `${name}[${t}]`,
                ).toBeCloseTo(analytic, 6);
            });
    });
});

test("the less clear a preference, the less the likelihood of its preferred answers counts", () => {
    const [loss, without] = [0.4, 0].map((likelihood) => qAdapterLoss({ ...plain, likelihood }));
    const values = pair();
    const parts = (clarity: number) => (loss as LossMethod).evaluate(values, { ...totals, clarity });
    expect(parts(0)).toEqual((without as LossMethod).evaluate(values, totals));
    const [none, half, whole] = [0, 0.5, 1].map((clarity) => parts(clarity).regularization) as [
        number,
        number,
        number,
    ];
    expect(half - none).toBeCloseTo((whole - none) / 2, 12);
});

test("retention is the mean squared reward, and nothing for a text that the adapter leaves alone", () => {
    const loss = qAdapterLoss({ ...plain, retention: 0.5 });
    const text = branch(5, true);
    const { gradient } = loss.retain(text, 5);
    gradient.dq.forEach((analytic, t) => {
        expect(slope(text.q, t, () => loss.retain(text, 5).loss)).toBeCloseTo(analytic, 6);
    });
    gradient.dv.forEach((analytic, t) => {
        expect(slope(text.v, t, () => loss.retain(text, 5).loss)).toBeCloseTo(analytic, 6);
    });
    const untouched = { ...text, q: new Float64Array(6), v: new Float64Array(6) };
    expect(loss.retain(untouched, 5).loss).toBe(0);
});

test("replay imitates the base's own texts; DPO and SFT leave them alone", () => {
    const text = branch(5, true);
    const replay = replayLoss({ retention: 0.5 });
    const { loss, gradient } = replay.retain(text, 10);
    const surprise = [...text.q.subarray(0, 5)].reduce((sum, q, t) => sum - (q - (text.v[t] as number)), 0);
    expect(loss).toBeCloseTo((0.5 * surprise) / 10, 12);
    gradient.dq.forEach((analytic, t) => {
        expect(slope(text.q, t, () => replay.retain(text, 10).loss)).toBeCloseTo(analytic, 6);
    });
    gradient.dv.forEach((analytic, t) => {
        expect(slope(text.v, t, () => replay.retain(text, 10).loss)).toBeCloseTo(analytic, 6);
    });
    for (const method of [dpoLoss({ beta: 0.1 }), sftLoss()])
        expect(method.retain(text, 5)).toEqual({
            loss: 0,
            gradient: { dq: new Float64Array(6), dv: new Float64Array(6) },
        });
});

test("a mean margin does not depend on how often an answer's tokens are repeated", () => {
    const repeated = (times: number): BranchValues => ({
        ...branch(0, true),
        q: Float64Array.from({ length: 3 * times + 1 }, (_, i) => [0.2, -0.4, 0.9][i % 3] as number),
        v: new Float64Array(3 * times + 1),
        baseLogProbability: new Float64Array(3 * times + 1),
    });
    const margin = (times: number, kind: "sum" | "mean") =>
        qAdapterLoss({ ...plain, margin: kind }).evaluate(
            { chosen: repeated(times), rejected: branchOfZeros(4) },
            totals,
        ).margin;
    expect(margin(8, "mean")).toBeCloseTo(margin(1, "mean"), 12);
    expect(margin(8, "sum")).toBeCloseTo(8 * margin(1, "sum"), 12);
});

function branchOfZeros(length: number): BranchValues {
    const zeros = () => new Float64Array(length + 1);
    return { q: zeros(), v: zeros(), baseLogProbability: zeros(), terminal: true, rowLength: length + 4 };
}

/** d f / d values[i]. */
function slope(values: Float64Array, i: number, f: () => number): number {
    const before = values[i] as number;
    values[i] = before + tolerance;
    const above = f();
    values[i] = before - tolerance;
    const below = f();
    values[i] = before;
    return (above - below) / (2 * tolerance);
}
