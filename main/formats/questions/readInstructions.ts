/**
 * Reads files of prompts with instructions that can be verified, in IFEval's form: JSONL with "prompt",
 * "instruction_id_list" and "kwargs". Not the checkers: what an instruction means is for evaluation/instructions/.
 */
import type { RowProblem } from "../../../preload/records.ts";
import { describeKind, noUsableRows, readRows, refuseRow, requireFilledText } from "../preferences/rows.ts";

/** An instruction by its IFEval name, with its arguments. */
export interface InstructionCall {
    id: string;
    args: Readonly<Record<string, unknown>>;
}

/** A prompt with the instructions that an answer has to follow. */
export interface InstructionPrompt {
    prompt: string;
    instructions: InstructionCall[];
    subject?: string;
}

/** What was found; `read` is prompts + problems. */
export interface InstructionFile {
    prompts: InstructionPrompt[];
    problems: RowProblem[];
    read: number;
}

/**
 * Reads a file. Every row becomes a prompt or a problem.
 * @param check may refuse an instruction by throwing with a reason that completes "Line 3: …"
 * @throws StudioError where the file cannot be read or has no usable row
 */
export function readInstructions(path: string, check: (call: InstructionCall) => void): InstructionFile {
    const prompts: InstructionPrompt[] = [];
    const report = readRows(path, (row) => {
        const prompt = requireFilledText(row.prompt, `"prompt"`);
        const instructions = parseCalls(row.instruction_id_list, row.kwargs);
        for (const call of instructions) {
            try {
                check(call);
            } catch (error) {
                refuseRow(`${call.id}: ${(error as Error).message}`);
            }
        }
        prompts.push({ prompt, instructions, subject: instructions[0]?.id.split(":")[0] });
    });
    if (prompts.length === 0) throw noUsableRows(path, "instructions", report);
    return { prompts, ...report };
}

function parseCalls(ids: unknown, kwargs: unknown): InstructionCall[] {
    if (!Array.isArray(ids) || ids.length === 0)
        refuseRow(`"instruction_id_list" is ${Array.isArray(ids) ? "empty" : describeKind(ids)}.`);
    const list = kwargs ?? ids.map(() => ({}));
    if (!Array.isArray(list) || list.length !== ids.length)
        refuseRow(`"kwargs" is no list with an entry for each of the ${ids.length} instructions.`);
    return ids.map((id, i) => {
        const args: unknown = list[i] ?? {};
        if (typeof args !== "object" || args === null || Array.isArray(args))
            refuseRow(`entry ${i + 1} of "kwargs" is ${describeKind(args)}, not an object.`);
        return { id: requireFilledText(id, `instruction ${i + 1}`), args: args as InstructionCall["args"] };
    });
}
