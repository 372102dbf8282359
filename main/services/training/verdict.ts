/**
 * How a run ended, in words: rules over what the engine measured (main/engine/assess.ts). Rests on answers that were
 * sampled before and after to prompts that were not trained on; held-out accuracy is told, and decides nothing.
 */
import type { TrainingVerdict } from "../../../preload/contract/training.ts";
import type { Assessment } from "../../engine/contract.ts";
import { percent } from "../../percent.ts";

type Outcome = TrainingVerdict["outcome"];

/**
 * damaged:  significantly fewer questions right (by at least 5 points), or significantly more answers that do not end
 *           (by at least 20 points)
 * unclear:  fewer than 12 sampled answers; or examples that cannot be told apart by their words (65 % of unseen ones);
 *           or a change that so few answers do not prove
 * learned:  significantly more answers like the preferred ones, by at least 10 points
 * little:   anything else
 * Significant: two standard errors of a difference of two shares.
 */
const rules = {
    knowledge: 0.05,
    unfinished: 0.2,
    answers: 12,
    judge: 0.65,
    gain: 0.1,
    errors: 2,
    /** from here on a missing change counts as little, not as unclear */
    enough: 30,
};

/** A multiple-choice question of this many choices is right by chance that often. */
const chance = 0.25;

/** The verdict on what was measured. */
export function verdictOf({
    heldOut,
    samples,
    effect,
    judgeAccuracy,
    knowledge,
}: Assessment): TrainingVerdict {
    const known = isMeaningful(knowledge) ? knowledge : null;
    const outcome = outcomeOf({ effect, judgeAccuracy, knowledge: known });
    return {
        outcome,
        sentence: [
            headline(outcome, effect, judgeAccuracy, known),
            ...heldOutSentence(heldOut),
            ...knowledgeSentence(known),
        ].join(" "),
        details: details(effect, judgeAccuracy, heldOut, knowledge),
        heldOut,
        samples,
        effect,
        knowledge,
    };
}

/** Questions that the model answered by chance before say nothing about what it knows. */
function isMeaningful(knowledge: Assessment["knowledge"]): knowledge is NonNullable<Assessment["knowledge"]> {
    if (!knowledge) return false;
    const { before, questions } = knowledge;
    return before - chance > rules.errors * Math.sqrt((chance * (1 - chance)) / questions);
}

function outcomeOf({
    effect,
    judgeAccuracy,
    knowledge,
}: Pick<Assessment, "effect" | "judgeAccuracy" | "knowledge">): Outcome {
    if (knowledge && isDrop(knowledge)) return "damaged";
    if (!effect || effect.answers < rules.answers) return "unclear";
    const { answers: n, unfinishedBefore, unfinishedAfter, preferredBefore, preferredAfter } = effect;
    if (isMore(unfinishedBefore, unfinishedAfter, n, rules.unfinished)) return "damaged";
    if ((judgeAccuracy ?? 0) < rules.judge) return "unclear";
    if (isMore(preferredBefore, preferredAfter, n, rules.gain)) return "learned";
    const looksLikeGain = preferredAfter - preferredBefore >= rules.gain;
    return looksLikeGain && n < rules.enough ? "unclear" : "little";
}

function isDrop({ before, after, questions }: NonNullable<Assessment["knowledge"]>): boolean {
    return isMore(after, before, questions, rules.knowledge);
}

/** Whether `high` is above `low` by at least `least`, and by more than chance makes of `n` items each. */
function isMore(low: number, high: number, n: number, least: number): boolean {
    const error = Math.sqrt((low * (1 - low) + high * (1 - high)) / n);
    return high - low >= least && high - low > rules.errors * error;
}

function headline(
    outcome: Outcome,
    effect: Assessment["effect"],
    judgeAccuracy: number | null,
    knowledge: Assessment["knowledge"],
): string {
    if (outcome === "damaged")
        return knowledge && isDrop(knowledge)
            ? "It has lost knowledge. Train again with a weaker setting, or use the adapter with a smaller weight."
            : "Many of its answers do not end any more. Train again with a weaker setting, or use the adapter with a smaller weight.";
    if (!effect || effect.answers < rules.answers)
        return `It cannot be said whether it has learned: only ${effect?.answers ?? 0} prompts were kept out of training to try it on. Add more comparisons.`;
    if (outcome === "learned") return `It has learned what you prefer: ${changeInWords(effect)}.`;
    if (outcome === "little") return `It has learned little: ${changeInWords(effect)}.`;
    if ((judgeAccuracy ?? 0) < rules.judge)
        return "It cannot be said from sampled answers whether it has learned: your preferred and rejected answers differ in more than their words. Compare some answers yourself.";
    return `It seems to have learned, but so few answers do not prove it: ${changeInWords(effect)}.`;
}

function changeInWords({
    answers,
    preferredBefore,
    preferredAfter,
}: NonNullable<Assessment["effect"]>): string {
    const [before, after] = [preferredBefore, preferredAfter].map((share) => Math.round(share * answers));
    return `${after} of ${answers} answers to unseen prompts are like the ones you prefer; before, ${before} were`;
}

function heldOutSentence(heldOut: Assessment["heldOut"]): string[] {
    if (!heldOut) return [];
    const { accuracy, pairs } = heldOut;
    return [
        `It prefers the better answer in ${Math.round(accuracy * pairs)} of ${pairs} unseen comparisons.`,
    ];
}

function knowledgeSentence(knowledge: Assessment["knowledge"]): string[] {
    if (!knowledge) return [];
    const { before, after } = knowledge;
    if (isDrop(knowledge)) return [`Knowledge fell from ${percent(before)} to ${percent(after)}.`];
    const improved = isDrop({ ...knowledge, before: after, after: before });
    return [improved ? "Knowledge improved." : "Knowledge unchanged."];
}

function details(
    effect: Assessment["effect"],
    judgeAccuracy: number | null,
    heldOut: Assessment["heldOut"],
    knowledge: Assessment["knowledge"],
): string[] {
    const lines: string[] = [];
    if (effect) {
        const { meanTokensBefore, meanTokensAfter, unfinishedBefore, unfinishedAfter } = effect;
        lines.push(
            `Answers have ${Math.round(meanTokensAfter)} tokens in the mean, before ${Math.round(meanTokensBefore)}.`,
        );
        if (unfinishedBefore + unfinishedAfter > 0)
            lines.push(
                `${percent(unfinishedAfter)} of the answers did not end within the limit, before ${percent(unfinishedBefore)}.`,
            );
    }
    if (judgeAccuracy !== null)
        lines.push(
            `Answers were judged by how alike they are to your examples; that judge tells ${percent(judgeAccuracy)} of unseen examples apart rightly.`,
        );
    if (heldOut)
        lines.push(
            `Unseen comparisons: ${percent(heldOut.accuracy)} right (${percent(heldOut.low)} to ${percent(heldOut.high)}), by ${heldOut.margin.toFixed(1)} nats in the mean. This alone does not show that answers changed.`,
        );
    if (knowledge)
        lines.push(
            `Questions with known answers: ${percent(knowledge.after)} of ${knowledge.questions} right, before ${percent(knowledge.before)}.`,
        );
    if (knowledge && !isMeaningful(knowledge))
        lines.push("The model guesses at these questions, so they say nothing about it.");
    return lines;
}
