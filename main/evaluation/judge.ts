/**
 * Which of two answers a judge, any model that answers in words, finds better. It is asked twice, with the answers in
 * both orders, because models prefer a place: each reply counts half, and how often the two orders contradict each other
 * is part of the result. A reply in another form than was asked for counts as a tie, and is counted; so do answers that
 * are the same, and questions that are too long, about which it is not asked.
 */
import { createHash } from "node:crypto";
import type { ItemResult } from "../../preload/records/evaluation.ts";
import type { JudgeSummary, Match, Reliability, Verdict } from "../../preload/records/judging.ts";
import type { ChatMessage, PreferencePair } from "../../preload/records.ts";
import { bootstrapInterval, wilsonInterval } from "./intervals.ts";

/** Asks the judge both questions and gives its replies; null where one of them is too long for it. */
export type AskJudge = (questions: [string, string]) => Promise<[string, string] | null>;

/** Tokens of a reply: a letter, and a few marks around it. */
export const replyTokens = 12;
/** Tokens of question and reply at most. */
export const longestQuestion = 4096;

const usualCriterion = "Judge how well each answer serves the person who asked.";
/** Marks that models put around a letter. */
const letter = /^[\s*_"'`([{<]*(?:answer\s+)?([ab])[\s*_"'`)\]}>.:!]*$/i;

/** The question that a judge is asked. @param criterion empty: the usual one */
export function judgeQuestion(prompt: string, a: string, b: string, criterion = ""): string {
    return [
        `Two answers to the same request are compared. ${criterion || usualCriterion}`,
        `Request:\n${prompt}`,
        `Answer A:\n${a}`,
        `Answer B:\n${b}`,
        "Which answer is better? Reply with one letter, A or B, and nothing else.",
    ].join("\n\n");
}

/** Both orders: in the first one the match's first answer is A. */
export function judgeQuestions({ prompt, first, second }: Match, criterion?: string): [string, string] {
    return [judgeQuestion(prompt, first, second, criterion), judgeQuestion(prompt, second, first, criterion)];
}

/** The letter of a reply: its first line is A or B, maybe after "Answer" and between marks. Anything else is unclear. */
export function readChoice(reply: string): "A" | "B" | undefined {
    const line = reply.trim().split("\n")[0] ?? "";
    return letter.exec(line)?.[1]?.toUpperCase() as "A" | "B" | undefined;
}

/** Has one match judged in both orders. */
export async function judgeMatch(ask: AskJudge, match: Match, criterion?: string): Promise<Verdict> {
    if (match.first === match.second) return notAsked("same");
    const replies = await ask(judgeQuestions(match, criterion));
    if (!replies) return notAsked("too-long");
    const [one, two] = replies.map(readChoice);
    const choices: Verdict["choices"] = [
        one ? (one === "A" ? "first" : "second") : null,
        two ? (two === "A" ? "second" : "first") : null,
    ];
    const credits = choices.map((choice) => (choice === null ? 0.5 : choice === "first" ? 1 : 0));
    return { choices, replies, skipped: null, credit: mean(credits) };
}

function notAsked(skipped: "same" | "too-long"): Verdict {
    return { choices: [null, null], replies: [null, null], skipped, credit: 0.5 };
}

/** Sums up. @param seed of the bootstrap over clusters */
export function summariseVerdicts(
    matches: readonly Pick<Match, "cluster">[],
    verdicts: readonly Verdict[],
    seed: number,
): JudgeSummary {
    const clusters = Map.groupBy(verdicts.keys(), (i) => (matches[i] as Match).cluster);
    const byCluster = [...clusters.values()].map((places) =>
        mean(places.map((i) => (verdicts[i] as Verdict).credit)),
    );
    return {
        matches: verdicts.length,
        wins: { value: mean(byCluster), ...bootstrapInterval(byCluster, seed) },
        ties: verdicts.filter(({ credit }) => credit === 0.5).length,
        ...reliabilityOf(verdicts),
    };
}

/** Says how far the judge can be relied on. */
export function reliabilityOf(verdicts: readonly Verdict[]): Reliability {
    const asked = verdicts.filter(({ skipped }) => skipped === null);
    const count = (isMeant: (verdict: Verdict) => boolean) => verdicts.filter(isMeant).length;
    const clear = asked.flatMap(({ choices: [one, two] }) => [
        ...(one ? [one === "first"] : []),
        ...(two ? [two === "second"] : []),
    ]);
    return {
        asked: asked.length,
        same: count(({ skipped }) => skipped === "same"),
        tooLong: count(({ skipped }) => skipped === "too-long"),
        unclear: 2 * asked.length - clear.length,
        disagreements: count(({ choices: [one, two] }) => one !== null && two !== null && one !== two),
        agreements: count(({ choices: [one, two] }) => one !== null && one === two),
        firstPlace: shareOf(clear),
    };
}

function shareOf(cases: readonly boolean[]): Reliability["firstPlace"] {
    if (cases.length === 0) return null;
    const yes = cases.filter((isSo) => isSo).length;
    return { value: yes / cases.length, ...wilsonInterval(yes, cases.length) };
}

/** SHA-256 over verdicts, in hexadecimal: the same again where a judging is repeated exactly. */
export function hashVerdicts(verdicts: readonly Verdict[]): string {
    return createHash("sha256").update(JSON.stringify(verdicts)).digest("hex");
}

function mean(values: readonly number[]): number {
    return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/** A candidate's sampled answer against the original model's. @param candidate counted from 0 */
export function sampledMatch({ prompt, answers = [], cluster }: ItemResult, candidate: number): Match {
    return { prompt, first: answers[candidate + 1] ?? "", second: answers[0] ?? "", cluster };
}

/** A pair, the answer that people prefer first. */
export function pairMatch({ prompt, chosen, rejected }: PreferencePair): Match {
    const cluster = createHash("sha256").update(JSON.stringify(prompt)).digest("hex");
    return { prompt: conversationText(prompt), first: chosen, second: rejected, cluster };
}

/** One message as it stands, several with who wrote each. */
function conversationText(messages: readonly ChatMessage[]): string {
    if (messages.length === 1) return messages[0]?.content ?? "";
    return messages.map(({ role, content }) => `${role}: ${content}`).join("\n\n");
}
