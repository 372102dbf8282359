/** The rules by which a training run is judged, on made-up measurements; real ones are in backendJourney.test.ts. */
import { describe, expect, it } from "vitest";
import type { Assessment } from "../../main/engine/contract.ts";
import { verdictOf } from "../../main/services/training/verdict.ts";
import { effect, learned as measured } from "../support/assessments.ts";

function outcome(changes: Partial<Assessment>): string {
    return verdictOf({ ...measured, ...changes }).outcome;
}

describe("a verdict", () => {
    it("says in plain words what was learned, and what it cost", () => {
        expect(verdictOf(measured)).toMatchObject({
            outcome: "learned",
            sentence:
                "It has learned what you prefer: 36 of 40 answers to unseen prompts are like the ones you prefer; " +
                "before, 8 were. It prefers the better answer in 97 of 100 unseen comparisons. Knowledge unchanged.",
        });
    });

    it("rests on sampled answers, whatever the accuracy", () => {
        const same = { ...effect, preferredAfter: 0.225 };
        expect(outcome({ effect: same })).toBe("little");
        expect(outcome({ heldOut: null })).toBe("learned");
        expect(outcome({ effect: { ...effect, preferredBefore: 0.95, preferredAfter: 0.97 } })).toBe(
            "little",
        );
    });

    it("is not sure of what few answers, or a judge that guesses, seem to show", () => {
        expect(outcome({ effect: null, heldOut: null })).toBe("unclear");
        expect(outcome({ effect: { ...effect, answers: 11 } })).toBe("unclear");
        expect(outcome({ judgeAccuracy: 0.6 })).toBe("unclear");
        const slight = { ...effect, answers: 20, preferredBefore: 0.4, preferredAfter: 0.55 };
        expect(outcome({ effect: slight })).toBe("unclear");
        expect(outcome({ effect: { ...slight, answers: 59 } })).toBe("little");
    });

    it("tells damage before anything else: lost knowledge, or answers without an end", () => {
        const lost = { questions: 200, before: 0.975, after: 0.85 };
        expect(outcome({ knowledge: lost })).toBe("damaged");
        expect(outcome({ knowledge: lost, effect: null })).toBe("damaged");
        expect(verdictOf({ ...measured, knowledge: lost }).sentence).toContain("fell from 98% to 85%");
        expect(outcome({ effect: { ...effect, unfinishedAfter: 0.4 } })).toBe("damaged");
        expect(outcome({ knowledge: { questions: 20, before: 0.9, after: 0.8 } })).toBe("learned"); // chance
    });

    it("draws nothing from questions that the model guessed at before", () => {
        const guessed = { questions: 134, before: 0.3, after: 0.2 };
        const { outcome, sentence, details } = verdictOf({ ...measured, knowledge: guessed });
        expect(outcome).toBe("learned");
        expect(sentence).not.toContain("knowledge");
        expect(details.at(-1)).toContain("guesses at these questions");
    });
});
