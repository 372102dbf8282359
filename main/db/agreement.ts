/**
 * How far labellers agree on the same answers: shares, and Cohen's kappa (1960), which takes chance out.
 * Pure counting; where the judgements come from is the caller's matter.
 */
import type { Agreement } from "../../preload/records/preferences.ts";

/** What one labeller says of two answers. */
export interface Judgement {
    /** identifies the two answers */
    answers: string;
    labeller: string;
    verdict: string;
}

/** Compares every two labellers who judged the same answers; null where no answers were judged twice. */
export function compareLabellers(judgements: readonly Judgement[]): Agreement | null {
    const couples = new Map<string, { first: string; second: string; verdicts: [string, string][] }>();
    for (const group of Map.groupBy(judgements, ({ answers }) => answers).values()) {
        const sorted = [...group].sort((one, other) => (one.labeller < other.labeller ? -1 : 1));
        for (const [index, one] of sorted.entries())
            for (const other of sorted.slice(index + 1)) {
                const key = JSON.stringify([one.labeller, other.labeller]);
                const couple = couples.get(key) ?? {
                    first: one.labeller,
                    second: other.labeller,
                    verdicts: [],
                };
                couple.verdicts.push([one.verdict, other.verdict]);
                couples.set(key, couple);
            }
    }
    const byLabellers = [...couples.values()].map(({ first, second, verdicts }) => ({
        first,
        second,
        judged: verdicts.length,
        agree: verdicts.filter(([one, other]) => one === other).length,
        kappa: kappa(verdicts),
    }));
    if (byLabellers.length === 0) return null;
    const sum = (of: (entry: (typeof byLabellers)[number]) => number) =>
        byLabellers.reduce((total, entry) => total + of(entry), 0);
    return { judgedTwice: sum(({ judged }) => judged), agree: sum(({ agree }) => agree), byLabellers };
}

/** κ = (pₒ − pₑ) / (1 − pₑ); null where both always say the same one thing, so that chance explains all. */
function kappa(verdicts: readonly [string, string][]): number | null {
    const share = (side: 0 | 1, verdict: string) =>
        verdicts.filter((pair) => pair[side] === verdict).length / verdicts.length;
    const kinds = new Set(verdicts.flat());
    const observed = verdicts.filter(([one, other]) => one === other).length / verdicts.length;
    const expected = [...kinds].reduce((sum, kind) => sum + share(0, kind) * share(1, kind), 0);
    return expected === 1 ? null : (observed - expected) / (1 - expected);
}
