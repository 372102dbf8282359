/**
 * The study's file of results: a line of JSON per finished cell, after a first line that says what the study is.
 */
import { Journal } from "./journal.ts";
import { type Cell, cellKey } from "./studyPlan.ts";

/** Outcomes item by item, so that everything can be compared in pairs later: 1, 0, or between. */
export interface CellItems {
    /** sampled answers in the preferred way; answer i goes to prompt i modulo `prompts` */
    learned: number[];
    broken: number[];
    /** held-out pairs: the better answer preferred */
    heldOut: number[];
    /** per kind of knowledge, as "facts" */
    kept: Record<string, number[]>;
}

/** A finished cell. */
export interface CellResult extends Cell {
    settings: Record<string, unknown>;
    items: CellItems;
    /** how many prompts the sampled answers go round */
    prompts: number;
    /** KL(π‖π₀) per token on the model's own answers, nats */
    drift: number;
    steps: number;
    seconds: number;
}

/** What every line of a file has in common. */
export interface StudyHead {
    model: string;
    pairs: number;
    answers: number;
    version: string;
    /** of methods, tries and presets */
    plan: string;
}

/** The results so far; a stopped study goes on from them. @throws StudioError as Journal */
export function openStudyFile(path: string, head: StudyHead): Journal<CellResult> {
    return new Journal(
        path,
        head,
        (other) => `"${path}" holds another study: ${other}. Choose another folder with --out, or remove it.`,
    );
}

/** Whether a cell is finished. */
export function isFinished({ parts }: Journal<CellResult>, cell: Cell): boolean {
    return parts.some((done) => cellKey(done) === cellKey(cell));
}
