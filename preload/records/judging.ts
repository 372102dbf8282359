/**
 * What a model that judges answers says, and what is made of it, as every part of the program shares them. Not how it
 * is asked (main/evaluation/judge.ts), and not how it is stored.
 */
import type { Estimate } from "./evaluation.ts";

/** Two answers to one prompt. */
export interface Match {
    prompt: string;
    first: string;
    second: string;
    /** matches of one cluster (answers to one prompt) are not independent and are resampled together */
    cluster: string;
}

/** What a judge said about a match: of the two orders, which answer it chose; null for another form of reply. */
export interface Verdict {
    choices: [Choice, Choice];
    /** word for word; null where it was not asked */
    replies: [string | null, string | null];
    /** why it was not asked: both answers are the same, or the question is longer than it can read */
    skipped: "same" | "too-long" | null;
    /** share of the match that goes to the first answer: 0, ¼, ½, ¾ or 1 */
    credit: number;
}

type Choice = "first" | "second" | null;

/** How far a judge can be relied on, by what it was asked. */
export interface Reliability {
    /** matches that it was asked about */
    asked: number;
    /** not asked: both answers are the same; counted as ties */
    same: number;
    /** not asked: the question is longer than the judge can read; counted as ties */
    tooLong: number;
    /** replies in another form than was asked for, of two per match that was asked about */
    unclear: number;
    /** matches whose two orders contradict each other */
    disagreements: number;
    /** matches in which both orders chose the same answer */
    agreements: number;
    /** of the clear replies, those that chose what stood first: a half where the judge has no favourite place */
    firstPlace: Estimate | null;
}

/** What was found over many matches. */
export interface JudgeSummary extends Reliability {
    matches: number;
    /** share that goes to the first answers */
    wins: Estimate;
    /** matches without a better one */
    ties: number;
}

/** A round of matches with what came out, as reports show it. */
export interface RoundReport {
    /** whose answers come first: a candidate's, or those that people prefer */
    title: string;
    /** what the share says: how often a candidate is preferred to the original model, or agreement with people */
    about: "wins" | "agreement";
    summary: JudgeSummary;
}

/** Everything about a judging that a report shows, and that is needed to repeat it. */
export interface JudgingReport {
    judge: { name: string; fingerprint: string };
    /** what makes an answer better, in the person's words; empty for the usual */
    criterion: string;
    rounds: RoundReport[];
    seed: number;
    /** SHA-256 over all verdicts: the same again where a judging is repeated exactly */
    verdictsSha256: string;
    madeAt: string;
}
