/**
 * Tells whether a text is more like the chosen or more like the rejected examples, by words, pairs of words and length:
 * naive Bayes over what occurs in a text (Laplace smoothing). Knows nothing of the adapter that it is to judge, and
 * says itself how far it can tell the examples apart.
 */

/** An example of each kind. */
export interface ExamplePair {
    chosen: string;
    rejected: string;
}

/** Judges texts. */
export interface Likeness {
    /** log odds that the text is like the chosen examples; above 0: more like them than like the rejected ones */
    logOdds(text: string): number;
    /** share of other examples, chosen and rejected, that it judges rightly; an undecided one counts half */
    accuracy(others: readonly ExamplePair[]): number;
}

/** Learns from examples. @throws RangeError without any */
export function learnLikeness(examples: readonly ExamplePair[]): Likeness {
    if (examples.length === 0) throw new RangeError("Without examples nothing is like them.");
    const chosen = countFeatures(examples.map((pair) => pair.chosen));
    const rejected = countFeatures(examples.map((pair) => pair.rejected));
    const weight = (feature: string) =>
        Math.log(((chosen.get(feature) ?? 0) + 1) / ((rejected.get(feature) ?? 0) + 1));
    const logOdds = (text: string) => {
        let sum = 0;
        for (const feature of featuresOf(text)) sum += weight(feature);
        return sum;
    };
    const right = (odds: number) => (odds > 0 ? 1 : odds === 0 ? 0.5 : 0);
    return {
        logOdds,
        accuracy: (others) =>
            others.reduce(
                (sum, pair) => sum + right(logOdds(pair.chosen)) + right(-logOdds(pair.rejected)),
                0,
            ) /
            (2 * others.length),
    };
}

function countFeatures(texts: readonly string[]): Map<string, number> {
    const counts = new Map<string, number>();
    for (const text of texts)
        for (const feature of featuresOf(text)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
    return counts;
}

/** Words and signs, each two of them in a row, and the length in steps of √2; each once. */
function featuresOf(text: string): Set<string> {
    const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];
    const pairs = words.map((word, i) => `${words[i - 1] ?? ""} ${word}`);
    return new Set([...words, ...pairs, ` ${Math.round(2 * Math.log2(words.length + 1))}`]);
}
