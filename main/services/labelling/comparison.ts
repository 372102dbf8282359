/**
 * How two stacks compare by the verdicts so far. The intervals hold for a number of comparisons that was fixed
 * beforehand: who looks after every verdict and stops at a lead finds one too often.
 */
import type { ComparisonResult } from "../../../preload/contract/queues.ts";
import type { StackSetup } from "../../../preload/contract/stacks.ts";
import { getAdapter } from "../../db/adapters.ts";
import { countJudgements, getQueue } from "../../db/queues.ts";
import { StudioError } from "../../errors.ts";
import { wilsonInterval } from "../../evaluation/intervals.ts";
import { percent } from "../../percent.ts";
import type { Ground } from "../ground.ts";

/** @throws StudioError not-found */
export function compare(ground: Ground, queueId: number): ComparisonResult {
    const queue = getQueue(ground.db, queueId);
    const counts = countJudgements(ground.db, queueId);
    const sum = (matches: (entry: (typeof counts)[number]) => boolean) =>
        counts.filter(matches).reduce((total, { count }) => total + count, 0);
    const won = (first: boolean) =>
        sum(({ judgement, firstIsLeft }) => judgement === (firstIsLeft === first ? "left" : "right"));
    const of = (wanted: string) => sum(({ judgement }) => judgement === wanted);
    const [one, other] = namesOf(
        ground,
        queue.first as unknown as StackSetup,
        queue.second as unknown as StackSetup,
    );
    const first = { name: one, wins: won(true) };
    const second = { name: other, wins: won(false) };
    const ties = of("tie");
    const winRate = rateOf(first.wins, second.wins, ties);
    return {
        first,
        second,
        ties,
        bothBad: of("both-bad"),
        skipped: of("skip"),
        winRate,
        sentence: sentenceOf(first, second, ties, winRate),
    };
}

/** A tie counts half for each. */
function rateOf(first: number, second: number, ties: number): ComparisonResult["winRate"] {
    const decided = first + second + ties;
    if (decided === 0) return null;
    const wins = first + ties / 2;
    return { value: wins / decided, ...wilsonInterval(wins, decided) };
}

function sentenceOf(
    first: ComparisonResult["first"],
    second: ComparisonResult["second"],
    ties: number,
    rate: ComparisonResult["winRate"],
): string {
    if (rate === null) return "Nothing has been decided yet.";
    const decided = first.wins + second.wins + ties;
    const range = `${percent(rate.value)} for ${first.name}, between ${percent(rate.low)} and ${percent(rate.high)} with 95% certainty`;
    const count = `${decided} ${decided === 1 ? "comparison" : "comparisons"} so far: ${range}`;
    if (rate.low > 0.5) return `${first.name} is preferred. ${count}.`;
    if (rate.high < 0.5) return `${second.name} is preferred. ${count}.`;
    return `No clear difference yet. ${count}.`;
}

function namesOf(ground: Ground, first: StackSetup, second: StackSetup): [string, string] {
    const [one, other] = [nameOf(ground, first), nameOf(ground, second)];
    const numbered = (name: string, index: number) => `${name} (${index})`;
    return one === other ? [numbered(one, 1), numbered(other, 2)] : [one, other];
}

/** The adapters of a stack with their weights, or what it is without any. */
function nameOf({ db }: Ground, { entries, strength }: StackSetup): string {
    const used = entries.filter(({ weight, enabled }) => enabled && weight * strength !== 0);
    if (used.length === 0) return "the original model";
    const names = used.map(({ adapterId, weight }) => {
        const strong = Math.round(100 * weight * strength) / 100;
        return strong === 1 ? adapterName(adapterId) : `${adapterName(adapterId)} × ${strong}`;
    });
    return names.join(" + ");

    function adapterName(id: number): string {
        try {
            return getAdapter(db, id).name;
        } catch (error) {
            if (error instanceof StudioError) return "a removed adapter";
            throw error;
        }
    }
}
