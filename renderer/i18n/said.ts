/**
 * What the backend says, in the person's language. The backend speaks English; another language brings its own way of
 * saying the same (sentences.ts), which is loaded with it.
 */

/** Puts an English sentence into the language that is shown. */
export type Saying = (sentence: string) => string;

const inEnglish: Saying = (sentence) => sentence;
let inTheirWords = inEnglish;

/** What the backend said, in the person's language; in English where it is not known how to say it. */
export function said(sentence: string): string {
    return inTheirWords(sentence);
}

/** @param saying null: English */
export function sayAs(saying: Saying | null): void {
    inTheirWords = saying ?? inEnglish;
}
