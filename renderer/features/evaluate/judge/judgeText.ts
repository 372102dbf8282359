/** What can be said of a judge: how large a model has to be, what a round found, and whether to rely on it. */
import type { JudgedMatch, JudgedRound } from "../../../../preload/contract/judging.ts";
import type { ModelRecord } from "../../../../preload/contract/models.ts";
import type { JudgeSummary, Reliability } from "../../../../preload/records/judging.ts";
import { number, percent } from "../../../i18n/format.ts";
import { said } from "../../../i18n/said.ts";
import type { Translate } from "../../../i18n/useTranslate.ts";

/** Parameters from which on models judge roughly, and well. */
const [small, large] = [1e9, 6e9];

/** How far a model of that size can be relied on as a judge. */
export function sizeOf({ parameters }: Pick<ModelRecord, "parameters">): "tiny" | "small" | "large" {
    if (parameters < small) return "tiny";
    return parameters < large ? "small" : "large";
}

/** The largest one, rather another than the one that answered. */
export function suggestedJudge(models: readonly ModelRecord[], answered: number): ModelRecord | undefined {
    const bySize = models.toSorted((a, b) => b.parameters - a.parameters);
    return bySize.find(({ id }) => id !== answered) ?? bySize[0];
}

/** What a round is about: a candidate, or where people have judged. */
export function titleOf(
    { subject: { kind }, title }: Pick<JudgedRound, "subject" | "title">,
    t: Translate,
): string {
    return kind === "candidate" ? said(title) : t(`judging.sources.${kind}`, { name: title });
}

/** What a round found, without its numbers. */
export function findingOf(round: JudgedRound, { wins }: JudgeSummary, t: Translate): string {
    const name = titleOf(round, t);
    const [ahead, behind] = [wins.low > 0.5, wins.high < 0.5];
    if (round.subject.kind === "candidate")
        return t(ahead ? "judging.prefers" : behind ? "judging.prefersOriginal" : "judging.noPreference", {
            name,
        });
    return t(ahead ? "judging.agrees" : behind ? "judging.disagrees" : "judging.noAgreement", { name });
}

/** Its numbers: the candidate's share, or how often the judge says what people say; none of a judge that chose nothing. */
export function numbersOf(
    { subject, title }: JudgedRound,
    summary: JudgeSummary,
    t: Translate,
): string | null {
    const { wins, matches } = summary;
    if (isSilent(summary)) return null;
    return t(subject.kind === "candidate" ? "judging.wins" : "judging.agreement", {
        name: said(title),
        count: matches,
        rate: percent(wins.value),
        low: percent(wins.low),
        high: percent(wins.high),
    });
}

/** Not one letter, in however many replies. */
function isSilent({ asked, unclear }: Reliability): boolean {
    return unclear === 2 * asked;
}

/** How far the judge can be relied on, a sentence each. */
export function reliabilityText(reliability: Reliability, t: Translate): string[] {
    const { asked, agreements, disagreements, unclear, same, tooLong, firstPlace } = reliability;
    const sentences = [
        agreements + disagreements > 0 &&
            t("judging.contradictions", { count: disagreements, asked: number(asked) }),
        firstPlace &&
            t(
                firstPlace.low > 0.5
                    ? "judging.firstFavoured"
                    : firstPlace.high < 0.5
                      ? "judging.lastFavoured"
                      : "judging.noneFavoured",
                { rate: percent(firstPlace.value) },
            ),
        unclear > 0 && t("judging.unclear", { count: unclear, replies: number(2 * asked) }),
        same > 0 && t("judging.same", { count: same }),
        tooLong > 0 && t("judging.tooLong", { count: tooLong }),
    ];
    return sentences.filter((sentence) => typeof sentence === "string");
}

/** Why the verdict should not be relied on; null where it may be. */
export function warningOf(reliability: Reliability, t: Translate): string | null {
    const { asked, agreements } = reliability;
    if (asked === 0) return null;
    if (isSilent(reliability)) return t("judging.noJudge");
    return 2 * agreements < asked ? t("judging.weak", { count: agreements, asked: number(asked) }) : null;
}

/** What the judge said of one match. @param names whose the first and the second answer are */
export function verdictText(
    { verdict: { choices, replies, skipped } }: JudgedMatch,
    names: readonly [string, string],
    t: Translate,
): string {
    if (skipped) return t(skipped === "same" ? "judging.says.same" : "judging.says.tooLong");
    const [one, two] = choices;
    const nameOf = (choice: "first" | "second") => names[choice === "first" ? 0 : 1];
    if (one && two) {
        if (one === two) return t("judging.says.decided", { name: nameOf(one) });
        const place = t(one === "first" ? "judging.places.first" : "judging.places.last");
        return t("judging.says.contradictory", { place });
    }
    const clear = one ?? two;
    const reply = shorten(replies[one ? 1 : 0] ?? "");
    return clear
        ? t("judging.says.half", { name: nameOf(clear), reply })
        : t("judging.says.unclear", { reply });
}

function shorten(reply: string): string {
    const text = reply.replaceAll(/\s+/g, " ").trim();
    return text.length > 60 ? `${text.slice(0, 59)}…` : text || "–";
}
