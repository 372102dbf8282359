/**
 * Prompts with instructions that can be verified (IFEval's form): do greedy answers follow them?
 */

import type { Metric } from "../../../preload/records/evaluation.ts";
import type { InstructionCall, InstructionPrompt } from "../../formats/questions/readInstructions.ts";
import type { Answer } from "../../inference/generate.ts";
import type { Tokenizer } from "../../inference/tokenizer.ts";
import { type Check, checkers, unsupportedCheckers } from "../instructions/checkers.ts";
import { follow } from "../instructions/follow.ts";
import { answeredTask } from "./answered.ts";
import type { Task } from "./task.ts";

const share = { kind: "share", better: "higher", about: "kept" } as const;
const metrics: Metric[] = [
    { id: "strict", title: "all instructions of a prompt followed", of: "strict", ...share },
    { id: "loose", title: "the same, an introduction allowed", of: "loose", ...share },
    {
        id: "instructions",
        title: "instructions followed",
        of: "strictInstructions",
        per: "instructions",
        kind: "mean",
        better: "higher",
        about: "kept",
    },
];

/** Refuses an instruction that nobody knows or whose arguments are wrong. @throws Error with the reason */
export function checkInstruction({ id, args }: InstructionCall): void {
    if (unsupportedCheckers.includes(id)) return;
    const make = Object.hasOwn(checkers, id) ? checkers[id] : undefined;
    if (!make) throw new Error("there is no such instruction.");
    make(args);
}

/** The prompts all of whose instructions can be checked here. */
export function supportedPrompts(prompts: readonly InstructionPrompt[]): InstructionPrompt[] {
    return prompts.filter(({ instructions }) =>
        instructions.every(({ id }) => !unsupportedCheckers.includes(id)),
    );
}

/** Makes the task. @param prompts that `supportedPrompts` gave @param maxTokens where an answer is cut */
export function instructionsTask(
    id: string,
    title: string,
    prompts: readonly InstructionPrompt[],
    maxTokens: number,
    tokenizer: Tokenizer,
    settings: Record<string, unknown>,
): Task {
    const asked = prompts.map(({ prompt, instructions, subject }) => {
        const checks = instructions.map((call) =>
            (checkers[call.id] as (typeof checkers)[string])(call.args),
        );
        return {
            prompt: [{ role: "user" as const, content: prompt }],
            maxTokens,
            subject,
            judge: ({ text }: Answer) => ({ ...follow(text, checks as Check[]) }),
        };
    });
    return answeredTask({ id, title, metrics, asked, settings: { ...settings, maxTokens } }, tokenizer);
}
