/**
 * Which of two answers a judge, any model that answers in words, finds better. It is asked twice, with the answers in
 * both orders, because models prefer a place: each reply counts half, and how often the two orders contradict each other
 * is part of the result. A reply in another form than was asked for counts as a tie, and is counted.
 */
import type { Estimate } from "../../preload/records/evaluation.ts";
import { bootstrapInterval } from "./intervals.ts";

/** Two answers to one prompt. */
export interface Match {
    prompt: string;
    first: string;
    second: string;
    /** matches of one cluster are not independent; default: the prompt */
    cluster?: string;
}

/** Asks the judge and gives its reply. */
export type AskJudge = (question: string) => Promise<string>;

/** What a judge said about a match: of the two orders, which answer it chose; undefined for another form of reply. */
export interface Verdict {
    choices: [Choice, Choice];
    replies: [string, string];
    /** share of the match that goes to the first answer: 0, ¼, ½, ¾ or 1 */
    credit: number;
}

type Choice = "first" | "second" | undefined;

/** Says what was found over many matches. */
export interface JudgeSummary {
    matches: number;
    /** share that goes to the first answers */
    wins: Estimate;
    /** matches without a better one */
    ties: number;
    /** replies in another form than was asked for, of two per match */
    unclear: number;
    /** matches whose two orders contradict each other */
    disagreements: number;
    /** of the clear replies, those that chose what stood first: a half where the judge has no favourite place */
    firstPlace: number | null;
}

const usualCriterion = "Judge how well each answer serves the person who asked.";
/** Marks that models put around a letter. */
const letter = /^[\s*_"'`([{<]*(?:answer\s+)?([ab])[\s*_"'`)\]}>.:!]*$/i;

/** The question that a judge is asked. */
export function judgeQuestion(prompt: string, a: string, b: string, criterion = usualCriterion): string {
    return [
        `Two answers to the same request are compared. ${criterion}`,
        `Request:\n${prompt}`,
        `Answer A:\n${a}`,
        `Answer B:\n${b}`,
        "Which answer is better? Reply with one letter, A or B, and nothing else.",
    ].join("\n\n");
}

/** The letter of a reply: its first line is A or B, maybe after "Answer" and between marks. Anything else is unclear. */
export function readChoice(reply: string): "A" | "B" | undefined {
    const line = reply.trim().split("\n")[0] ?? "";
    return letter.exec(line)?.[1]?.toUpperCase() as "A" | "B" | undefined;
}

/** Has one match judged in both orders. */
export async function judgeMatch(ask: AskJudge, match: Match, criterion?: string): Promise<Verdict> {
    const { prompt, first, second } = match;
    const replies: [string, string] = [
        await ask(judgeQuestion(prompt, first, second, criterion)),
        await ask(judgeQuestion(prompt, second, first, criterion)),
    ];
    const [one, two] = replies.map(readChoice);
    const choices: [Choice, Choice] = [
        one && (one === "A" ? "first" : "second"),
        two && (two === "A" ? "second" : "first"),
    ];
    const credits = choices.map((choice) => (choice === undefined ? 0.5 : choice === "first" ? 1 : 0));
    return { choices, replies, credit: ((credits[0] as number) + (credits[1] as number)) / 2 };
}

/** Sums up. @param seed of the bootstrap over clusters */
export function summariseVerdicts(
    matches: readonly Match[],
    verdicts: readonly Verdict[],
    seed: number,
): JudgeSummary {
    const clusters = new Map<string, number[]>();
    verdicts.forEach(({ credit }, i) => {
        const { cluster, prompt } = matches[i] as Match;
        const key = cluster ?? prompt;
        clusters.set(key, [...(clusters.get(key) ?? []), credit]);
    });
    const byCluster = [...clusters.values()].map(mean);
    const clear = verdicts.flatMap(({ choices: [one, two] }) => [
        ...(one ? [one === "first"] : []),
        ...(two ? [two === "second"] : []),
    ]);
    return {
        matches: verdicts.length,
        wins: { value: mean(byCluster), ...bootstrapInterval(byCluster, seed) },
        ties: verdicts.filter(({ credit }) => credit === 0.5).length,
        unclear: 2 * verdicts.length - clear.length,
        disagreements: verdicts.filter(({ choices: [one, two] }) => one && two && one !== two).length,
        firstPlace: clear.length > 0 ? clear.filter((isFirst) => isFirst).length / clear.length : null,
    };
}

function mean(values: readonly number[]): number {
    return values.reduce((sum, x) => sum + x, 0) / values.length;
}
