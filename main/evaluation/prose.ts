/**
 * Judges answers in plain prose by their form: how many sentences, whether whole, whether words at all.
 * Not a judge of what they say, and not of Pip's styles (answerStyle.ts).
 */

const sentences = new Intl.Segmenter("en", { granularity: "sentence" });
const letters = /\p{L}{2}/u;

/** The sentences of a text, without the marks of a list. */
export function splitSentences(text: string): string[] {
    return [...sentences.segment(text)].map(({ segment }) => segment.trim()).filter((s) => letters.test(s));
}

/** What was found about an answer. */
export interface ProseJudgement {
    sentences: number;
    /** ended by the model itself, with the mark of a sentence's end */
    whole: boolean;
    /** no words, or going round in circles */
    nonsense: boolean;
}

/** Judges one answer. @param ended whether the model ended it */
export function judgeProse(text: string, ended: boolean): ProseJudgement {
    return {
        sentences: splitSentences(text).length,
        whole: ended && endsProperly(text),
        nonsense: !letters.test(text) || goesInCircles(text),
    };
}

/** Whether the last sentence has its mark; a colon only promises more. */
export function endsProperly(text: string): boolean {
    return /[.!?…]["'”’)*]*\s*$/u.test(text);
}

/** Words in a row whose repetition counts, and how often they may occur. */
const run = 4;
const mostRepeats = 3;

function goesInCircles(text: string): boolean {
    const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
    const seen = new Map<string, number>();
    for (let i = 0; i + run <= words.length; i++) {
        const key = words.slice(i, i + run).join(" ");
        const count = (seen.get(key) ?? 0) + 1;
        if (count > mostRepeats) return true;
        seen.set(key, count);
    }
    return false;
}
