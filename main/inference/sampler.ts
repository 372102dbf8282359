/**
 * Chooses a token from logits: repetition penalty, top-k, top-p, min-p, temperature, as llama.cpp orders them.
 * Pure functions of logits and a random number generator.
 */
import type { Random } from "../random.ts";

/** How tokens are chosen. */
export interface SamplingOptions {
    /** 0 takes the most likely token */
    temperature: number;
    /** keep the k most likely tokens; 0: all */
    topK: number;
    /** keep the most likely tokens that together have this probability; 1: all */
    topP: number;
    /** keep tokens with at least this share of the best one's probability; 0: all */
    minP: number;
    /** divides positive and multiplies negative logits of recent tokens; 1: off */
    repeatPenalty: number;
    /** how many recent tokens count as repeated */
    repeatWindow: number;
}

export const defaultSampling: SamplingOptions = {
    temperature: 0.8,
    topK: 40,
    topP: 0.95,
    minP: 0.05,
    repeatPenalty: 1,
    repeatWindow: 64,
};

/** A token less likely than e^−30 of the best is never drawn in practice; skipping it saves its exponential. */
const negligible = 30;

interface Candidate {
    token: number;
    logit: number;
}

/** Draws a token. `recent` are the tokens so far. Changes `logits` where the repetition penalty applies. */
export function sampleToken(
    logits: Float32Array,
    options: SamplingOptions,
    recent: readonly number[],
    random: Random,
): number {
    if (options.repeatPenalty !== 1)
        penalise(logits, recent.slice(-options.repeatWindow), options.repeatPenalty);
    if (options.temperature <= 0) return argmax(logits);
    if (options.topK <= 0 && options.topP >= 1 && options.minP <= 0)
        return drawFromAll(logits, options.temperature, random);
    const kept = filterCandidates(candidates(logits, options), options);
    return draw(kept, options.temperature, random);
}

/** Index of the largest element, the first of equals. */
export function argmax(values: Float32Array): number {
    let best = 0;
    for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
    return best;
}

function penalise(logits: Float32Array, recent: readonly number[], penalty: number): void {
    for (const token of new Set(recent)) {
        const logit = logits[token] as number;
        logits[token] = logit > 0 ? logit / penalty : logit * penalty;
    }
}

/** Tokens that can be drawn at all, best first, with the weight of everything that they were chosen from. */
function candidates(logits: Float32Array, options: SamplingOptions): { sorted: Candidate[]; total: number } {
    const best = logits[argmax(logits)] as number;
    const sorted =
        options.topK > 0
            ? largest(logits, options.topK)
            : atLeast(logits, best + lowestGap(logits.length, options));
    let total = 0;
    if (options.topK > 0) for (const { logit } of sorted) total += Math.exp(logit - best);
    else for (const logit of logits) if (logit - best > -negligible) total += Math.exp(logit - best);
    return { sorted, total };
}

/** The k largest logits, best first, without sorting all of them. */
function largest(logits: Float32Array, k: number): Candidate[] {
    const kept: Candidate[] = [];
    for (let token = 0; token < logits.length; token++) {
        const logit = logits[token] as number;
        if (kept.length === k && logit <= (kept[k - 1] as Candidate).logit) continue;
        let place = kept.length;
        while (place > 0 && (kept[place - 1] as Candidate).logit < logit) place--;
        kept.splice(place, 0, { token, logit });
        if (kept.length > k) kept.pop();
    }
    return kept;
}

/** All logits from a floor up, best first. */
function atLeast(logits: Float32Array, floor: number): Candidate[] {
    const found: Candidate[] = [];
    for (let token = 0; token < logits.length; token++) {
        const logit = logits[token] as number;
        if (logit >= floor) found.push({ token, logit });
    }
    return found.sort((a, b) => b.logit - a.logit || a.token - b.token);
}

/**
 * How far below the best logit a token can lie and still be kept. Of the tokens with less than (1 − top-p) / V of the
 * best one's probability not even all together reach 1 − top-p, so top-p never needs them.
 */
function lowestGap(vocabulary: number, { temperature, topP, minP }: SamplingOptions): number {
    return Math.max(
        -negligible * Math.max(1, temperature),
        minP > 0 ? Math.log(minP) : Number.NEGATIVE_INFINITY,
        topP < 1 ? Math.log((1 - topP) / vocabulary) : Number.NEGATIVE_INFINITY,
    );
}

function filterCandidates(
    { sorted, total }: { sorted: Candidate[]; total: number },
    { topP, minP }: SamplingOptions,
): Candidate[] {
    if (topP >= 1 && minP <= 0) return sorted;
    const best = (sorted[0] as Candidate).logit;
    let count = 0;
    for (let sum = 0; count < sorted.length; count++) {
        const weight = Math.exp((sorted[count] as Candidate).logit - best);
        if (count > 0 && (sum / total >= topP || weight < minP)) break;
        sum += weight;
    }
    return sorted.slice(0, count);
}

/** The plain policy: no token is cut off, so nothing has to be sorted. */
function drawFromAll(logits: Float32Array, temperature: number, random: Random): number {
    const best = logits[argmax(logits)] as number;
    const weights = new Float64Array(logits.length);
    let total = 0;
    for (let token = 0; token < weights.length; token++) {
        const gap = ((logits[token] as number) - best) / temperature;
        if (gap < -negligible) continue;
        weights[token] = Math.exp(gap);
        total += weights[token] as number;
    }
    let left = random.next() * total;
    for (let token = 0; token < weights.length; token++) {
        left -= weights[token] as number;
        if (left < 0) return token;
    }
    return argmax(logits);
}

function draw(sorted: readonly Candidate[], temperature: number, random: Random): number {
    const best = (sorted[0] as Candidate).logit;
    const weights = sorted.map(({ logit }) => Math.exp((logit - best) / temperature));
    let left = random.next() * weights.reduce((sum, w) => sum + w, 0);
    for (let i = 0; i < sorted.length; i++) {
        left -= weights[i] as number;
        if (left < 0) return (sorted[i] as Candidate).token;
    }
    return (sorted[sorted.length - 1] as Candidate).token;
}
