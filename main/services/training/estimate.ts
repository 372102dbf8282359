/**
 * What a run would take, in numbers and in a sentence: computed from what the engine plans and how fast it is.
 * Asks nobody.
 */
import type { TrainingEstimate } from "../../../preload/contract/training.ts";
import type { PlanFacts } from "../../engine/contract.ts";
import type { KnownSpeed } from "./speed.ts";

/** How far the truth may be off: machines have other things to do, and a guess is a guess. */
const spread = { measured: { low: 0.8, high: 1.6 }, guessed: { low: 0.4, high: 3 } };
/** How much quicker eight texts are written together than one after the other. */
const togetherGain = 2.5;
/** Own texts that are held on to per comparison of a step (main/training/trainAdapter.ts). */
const ownTextsPerPair = 0.5;
/** What the measurement at the end takes: prompts, tokens of an answer, tokens of all questions (about). */
const assessment = { prompts: 60, tokens: 60, questionTokens: 134 * 70 };
/** Longer than this is not sensible. */
const longest = 24 * 3600;

/** The estimate without suggestions. */
export function estimate(facts: PlanFacts, speed: KnownSpeed): Omit<TrainingEstimate, "suggestions"> {
    const expected = secondsOf(facts, speed);
    const { low, high } = speed.measured ? spread.measured : spread.guessed;
    const seconds = { low: expected * low, high: expected * high, measured: speed.measured };
    const { pairs, heldOutPairs, indistinctPairs, cutPairs, steps, memory, fits } = facts;
    const counts = { pairs, heldOutPairs, indistinctPairs, cutPairs, steps };
    const result = { ...counts, memory, seconds, fits, sensible: fits && seconds.high <= longest };
    return { ...result, sentence: describe(facts, result) };
}

/** Seconds that a run takes with its measurement at the end. */
export function secondsOf({ settings, work, steps, heldOutPairs }: PlanFacts, speed: KnownSpeed): number {
    const { epochs, batch, ownTexts, retention } = settings;
    const reading = work.epochTokens * speed.reading; // of the base, once: it is remembered
    const learning = work.epochTokens * epochs * speed.training;
    const isHolding = retention > 0 && ownTexts > 0;
    const perText = ownTexts > 0 ? work.ownTextTokens / ownTexts : 0;
    const holding = isHolding ? steps * Math.ceil(ownTextsPerPair * batch) * perText * speed.training : 0;
    const writing = (work.ownTextTokens * speed.sampling) / togetherGain;
    const looking = work.looks * (work.lookTokens + work.ownTextTokens) * 1.5 * speed.reading;
    const answers = 2 * Math.min(heldOutPairs, assessment.prompts) * assessment.tokens;
    const measuring =
        (answers * speed.sampling) / togetherGain + 2 * assessment.questionTokens * speed.reading;
    return reading + learning + holding + writing + looking + measuring;
}

function describe(
    facts: PlanFacts,
    { seconds, memory, fits, sensible }: Pick<TrainingEstimate, "seconds" | "memory" | "fits" | "sensible">,
): string {
    const need = `about ${bytesInWords(memory.needed)} of memory`;
    const time = rangeInWords(seconds);
    if (!fits) return `This does not fit: it needs ${need}, and ${bytesInWords(memory.available)} are free.`;
    if (!sensible) return `This would take ${time}, which is too long to wait for. It needs ${need}.`;
    const guessed = seconds.measured ? "" : " The time is a guess: this model has not been tried here yet.";
    return `It learns from ${facts.pairs} comparisons in ${facts.steps} steps, which takes ${time} and ${need}.${guessed}`;
}

/** A range of time, as "3 to 6 minutes". */
export function rangeInWords({ low, high }: { low: number; high: number }): string {
    const [name, size] = units.findLast(([, seconds]) => high >= 2 * seconds) ?? (units[0] as Unit);
    const [from, to] = [low / size, high / size].map((x) => (x < 10 ? Math.max(1, Math.round(x)) : round(x)));
    if (from === to) return `about ${to} ${to === 1 ? name.slice(0, -1) : name}`;
    return `${from} to ${to} ${name}`;
}

type Unit = readonly [string, number];
const units: readonly Unit[] = [
    ["seconds", 1],
    ["minutes", 60],
    ["hours", 3600],
    ["days", 24 * 3600],
];

/** Two digits are all that an estimate knows. */
function round(x: number): number {
    const step = 10 ** Math.max(0, Math.floor(Math.log10(x)) - 1);
    return Math.round(x / step) * step;
}

/** Bytes as "310 MB" or "2.4 GB". */
export function bytesInWords(bytes: number): string {
    const megabytes = bytes / 1e6;
    return megabytes < 1000 ? `${Math.round(megabytes)} MB` : `${(megabytes / 1000).toFixed(1)} GB`;
}
