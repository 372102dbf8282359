/**
 * How clear a preference is: how often the better answer of a pair gets the higher reward before the adapter has learned
 * from that pair. Clear preferences (another style) reach nearly every pair within a few steps, people's judgements of
 * answers of one kind (HH-RLHF) little more than half. Counted on the first pass over the pairs, which costs nothing.
 */

/** Pairs met before anything was learned from them. */
export interface FirstMeetings {
    pairs: number;
    /** of them, those whose better answer got the higher reward; a tie counts half */
    right: number;
}

/** Pairs that speak for neither: without them a lucky first batch would decide. */
const undecided = 4;
/** After so many meetings the clarity is settled. */
const enough = 512;
/** Where the first pass has fewer, later passes count, too: better than to know nothing. */
const fewest = 16;

/** Whether more meetings would not change it any more. @param epoch passes over the pairs that are complete */
export function isSettled({ pairs }: FirstMeetings, epoch: number): boolean {
    return pairs >= (epoch > 0 ? fewest : enough);
}

/** From 0 (no better than chance) to 1: (2 a − 1)³, a being the share of pairs that came out right. */
export function clarityOf({ pairs, right }: FirstMeetings): number {
    const share = (right + undecided / 2) / (pairs + undecided);
    return Math.max(0, 2 * share - 1) ** 3;
}
