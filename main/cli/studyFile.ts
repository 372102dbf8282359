/**
 * The study's file of results: a line of JSON per finished cell, after a first line that says what the study is. What
 * was cut off when the program ended is done again.
 */
import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
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

/** The results so far. */
export class StudyFile {
    readonly #path: string;
    readonly cells: CellResult[] = [];

    /** Opens a file or begins it. @throws StudioError `data-invalid` where it is of another study; file-access */
    constructor(path: string, head: StudyHead) {
        this.#path = path;
        try {
            if (!existsSync(path)) appendFileSync(path, `${JSON.stringify(head)}\n`);
            this.#read(readFileSync(path, "utf8"), head);
        } catch (error) {
            throw error instanceof StudioError ? error : translateFileError(error, path, "written");
        }
    }

    #read(text: string, head: StudyHead): void {
        const whole = text.slice(0, text.lastIndexOf("\n") + 1);
        if (whole.length < text.length) truncateSync(this.#path, Buffer.byteLength(whole));
        const [first, ...lines] = whole.split("\n").filter((line) => line !== "");
        if (first !== JSON.stringify(head))
            throw new StudioError(
                "data-invalid",
                `"${this.#path}" holds another study: ${first}. Choose another folder with --out, or remove it.`,
            );
        this.cells.push(...lines.map((line) => JSON.parse(line) as CellResult));
    }

    /** Whether a cell is finished. */
    has(cell: Cell): boolean {
        return this.cells.some((done) => cellKey(done) === cellKey(cell));
    }

    /** Keeps a finished cell. */
    add(cell: CellResult): void {
        this.cells.push(cell);
        appendFileSync(this.#path, `${JSON.stringify(cell)}\n`);
    }
}
