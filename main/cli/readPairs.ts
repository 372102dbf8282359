/**
 * Reads data files for a subcommand and tells the person what cannot be used: rows are left out only on request.
 */
import type { LocatedPair, PreferenceFile, QuestionFile, RowProblem } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { readPreferenceFile } from "../formats/preferences/preferenceFile.ts";
import { readQuestions } from "../formats/questions/readQuestions.ts";
import { printLine } from "./output.ts";

const shownProblems = 10;

/** Reads preference pairs. @throws StudioError `data-invalid` if a row cannot be used and must not be left out */
export function readPairs(path: string, skipInvalid: boolean): PreferenceFile & { pairs: LocatedPair[] } {
    const file = readPreferenceFile(path);
    reportProblems(path, file.problems, file.read, skipInvalid);
    if (file.duplicates.length > 0)
        printLine(`${path}: ${file.duplicates.length} exact copies are counted once.`);
    if (file.contradictions.length > 0)
        printLine(
            `${path}: ${file.contradictions.length} pairs contradict another pair with the same prompt.`,
        );
    return file;
}

/** Reads questions; errors as `readPairs`. */
export function readQuestionFile(path: string, skipInvalid: boolean): QuestionFile {
    const file = readQuestions(path);
    reportProblems(path, file.problems, file.read, skipInvalid);
    return file;
}

function reportProblems(path: string, problems: readonly RowProblem[], read: number, skip: boolean): void {
    if (problems.length === 0) return;
    for (const { reason } of problems.slice(0, shownProblems)) printLine(`${path}: ${reason}`);
    if (problems.length > shownProblems) printLine(`${path}: … and ${problems.length - shownProblems} more.`);
    if (skip) printLine(`${path}: ${problems.length} of ${read} rows are left out.`);
    else
        throw new StudioError(
            "data-invalid",
            `${problems.length} of ${read} rows in ${path} cannot be used (listed above). Correct them, or leave them out with --skip-invalid.`,
        );
}
