/**
 * Whether an answer follows all instructions of a prompt, strictly and loosely: loosely it may also do so without its
 * first line, its last line or both, and without asterisks (IFEval's allowance for "Sure, here it is:").
 */
import type { Check } from "./checkers.ts";

/** What was found about an answer. */
export interface Followed {
    /** 1 if every instruction is followed, else 0 */
    strict: number;
    loose: number;
    /** instructions followed strictly and loosely, of all */
    strictInstructions: number;
    looseInstructions: number;
    instructions: number;
}

/** Judges one answer. */
export function follow(answer: string, checks: readonly Check[]): Followed {
    const holds = (texts: readonly string[]) =>
        checks.filter((check) => texts.some((text) => text.trim() !== "" && check(text))).length;
    const [strict, loose] = [holds([answer]), holds(variants(answer))];
    return {
        strict: strict === checks.length ? 1 : 0,
        loose: loose === checks.length ? 1 : 0,
        strictInstructions: strict,
        looseInstructions: loose,
        instructions: checks.length,
    };
}

function variants(answer: string): string[] {
    const lines = answer.split("\n");
    const cut = [lines, lines.slice(1), lines.slice(0, -1), lines.slice(1, -1)].map((part) =>
        part.join("\n").trim(),
    );
    return [
        answer,
        ...cut.slice(1),
        answer.replaceAll("*", ""),
        ...cut.slice(1).map((t) => t.replaceAll("*", "")),
    ];
}
