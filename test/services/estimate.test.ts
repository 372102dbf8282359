/** What a run is said to take: the sentence and the suggestions follow from the engine's plan and speed. */
import { describe, expect, it } from "vitest";
import type { PlanFacts } from "../../main/engine/contract.ts";
import { bytesInWords, estimate, rangeInWords } from "../../main/services/training/estimate.ts";
import type { TrainingSettings } from "../../preload/contract/training.ts";

const facts: PlanFacts = {
    settings: { epochs: 4, batch: 8, ownTexts: 0, retention: 0 } as TrainingSettings,
    pairs: 100,
    heldOutPairs: 0,
    indistinctPairs: 0,
    cutPairs: 0,
    steps: 50,
    memory: { needed: 310e6, available: 2.1e9, recompute: false },
    fits: true,
    work: { epochTokens: 10_000, lookTokens: 0, looks: 0, ownTextTokens: 0 },
};
const speed = { training: 0.01, reading: 0, sampling: 0, measured: true };

describe("an estimate", () => {
    it("counts every pass, and is a range", () => {
        const { seconds, sentence, sensible } = estimate(facts, speed);
        expect((seconds.low + seconds.high) / 2).toBeGreaterThan(400); // 10,000 tokens, four times, 10 ms each
        expect(seconds).toEqual({ low: 320, high: 640, measured: true });
        expect(sensible).toBe(true);
        expect(sentence).toBe(
            "It learns from 100 comparisons in 50 steps, which takes 5 to 11 minutes and about 310 MB of memory.",
        );
    });

    it("says so where it does not fit, takes too long, or is a guess", () => {
        const memory = { needed: 9.3e9, available: 4.1e9, recompute: true };
        const large = estimate({ ...facts, memory, fits: false }, speed);
        expect(large).toMatchObject({ fits: false, sensible: false });
        expect(large.sentence).toBe(
            "This does not fit: it needs about 9.3 GB of memory, and 4.1 GB are free.",
        );
        const slow = estimate(facts, { ...speed, training: 10 });
        expect(slow).toMatchObject({ fits: true, sensible: false });
        expect(slow.sentence).toContain("4 to 7 days, which is too long to wait for");
        expect(estimate(facts, { ...speed, measured: false }).sentence).toContain("a guess");
    });

    it("has two digits at most", () => {
        expect(rangeInWords({ low: 0.2, high: 1 })).toBe("about 1 second");
        expect(rangeInWords({ low: 47, high: 94 })).toBe("47 to 94 seconds");
        expect(rangeInWords({ low: 61 * 60, high: 119 * 60 })).toBe("61 to 120 minutes");
        expect(bytesInWords(2.44e9)).toBe("2.4 GB");
    });
});
