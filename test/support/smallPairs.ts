/** Pairs of random tokens, and a loss with nothing beyond the paper's terms, for tests of one step's gradients. */
import { qAdapterLoss } from "../../main/training/losses/qAdapter.ts";
import type { TokenPair } from "../../main/training/pairStep.ts";
import { randomTokens } from "./logits.ts";

export const plainLoss = qAdapterLoss({
    mode: "paper",
    origin: "residual",
    alpha0: 1,
    alphaTilde: 1,
    gamma: 1,
    beta: 0.1,
    margin: "mean",
    marginScale: 2,
    likelihood: 0,
    retention: 0,
});

/** Lengths in tokens. */
export function pairOf(prompt: number, chosen: number, rejected: number, seed: number): TokenPair {
    return {
        prompt: randomTokens(prompt, seed),
        chosen: randomTokens(chosen, seed + 1),
        rejected: randomTokens(rejected, seed + 2),
        terminal: { chosen: true, rejected: false },
    };
}

export const shortPairs: TokenPair[] = [pairOf(12, 9, 7, 1), pairOf(8, 10, 14, 4)];
