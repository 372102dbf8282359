/** What `judge --out` keeps: the report of a judging, with every match and what the judge said about it. */
import type { JudgingReport, Match, Verdict } from "../../preload/records/judging.ts";
import { writeContentAtomically } from "../files/atomicWrite.ts";

/** A finished judging. */
export interface JudgingFile {
    format: "qadapter-judging";
    version: 1;
    report: JudgingReport;
    /** per round of the report */
    matches: (Match & { verdict: Verdict })[][];
}

/** Writes it, whole or not at all. @throws StudioError disk-full, file-access */
export function writeJudgingFile(path: string, file: JudgingFile): void {
    writeContentAtomically(path, `${JSON.stringify(file)}\n`);
}
