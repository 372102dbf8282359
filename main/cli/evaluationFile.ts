/**
 * What `--out` keeps: a finished evaluation with everything that is needed to repeat it, and beside it, while it
 * computes, a journal with a line per unit, from which an interrupted one goes on. Computes nothing.
 */
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, rmSync, truncateSync } from "node:fs";
import type { EvaluationReport, ItemResult } from "../../preload/records/evaluation.ts";
import { StudioError } from "../errors.ts";
import type { DoneUnit } from "../evaluation/runTasks.ts";
import type { TaskSource } from "../evaluation/sources.ts";
import { writeAll, writeFileAtomically } from "../files/atomicWrite.ts";
import { translateFileError } from "../files/fileErrors.ts";
import type { TemplateName } from "../inference/namedTemplates.ts";
import type { AdapterChoice } from "./adapterOption.ts";
import type { DeviceName } from "./sharedOptions.ts";

/** Everything that decides about the results. */
export interface EvaluationOrder {
    title: string;
    kind: EvaluationReport["kind"];
    model: string;
    chatTemplate?: TemplateName | undefined;
    candidates: { label: string; alpha0: number | null; strength: number; stack: AdapterChoice[] }[];
    sources: TaskSource[];
    seed: number;
    skipInvalid: boolean;
    /** undefined: chosen for this machine */
    threads?: number | undefined;
    device: DeviceName;
}

/** A finished evaluation. */
export interface EvaluationFile {
    format: "qadapter-evaluation";
    version: 1;
    order: EvaluationOrder;
    report: EvaluationReport;
    items: Record<string, ItemResult[]>;
}

/** Writes it, whole or not at all. @throws StudioError disk-full, file-access */
export function writeEvaluationFile(path: string, file: EvaluationFile): void {
    const bytes = Buffer.from(`${JSON.stringify(file)}\n`);
    writeFileAtomically(path, (fd) => writeAll(fd, bytes));
}

/** Reads it. @throws StudioError file-missing, file-access; `data-invalid` for another kind of file */
export function readEvaluationFile(path: string): EvaluationFile {
    let file: Partial<EvaluationFile>;
    try {
        file = JSON.parse(readText(path)) as Partial<EvaluationFile>;
    } catch (error) {
        if (error instanceof StudioError) throw error;
        file = {};
    }
    const { format, version, order, report } = file ?? {};
    const isWhole =
        format === "qadapter-evaluation" &&
        version === 1 &&
        Array.isArray(order?.candidates) &&
        Array.isArray(order?.sources) &&
        Array.isArray(report?.tasks) &&
        typeof order?.model === "string";
    if (!isWhole) throw new StudioError("data-invalid", `"${path}" is no evaluation that --out has kept.`);
    return file as EvaluationFile;
}

function readText(path: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch (error) {
        throw translateFileError(error, path, "read");
    }
}

/** The units that have been done, in a file beside the result. */
export class Journal {
    readonly #path: string | undefined;
    readonly units: DoneUnit[] = [];

    /**
     * Opens the journal of `out`; without `out` nothing is kept.
     * @param identity everything that decides about the results, hashes of all files included
     * @throws StudioError `data-invalid` where it belongs to another evaluation; as translateFileError
     */
    constructor(out: string | undefined, identity: unknown) {
        this.#path = out === undefined ? undefined : `${out}.unfinished`;
        if (this.#path === undefined) return;
        const key = createHash("sha256").update(JSON.stringify(identity)).digest("hex");
        if (existsSync(this.#path)) this.#read(this.#path, key);
        else this.#append({ identity: key });
    }

    #read(path: string, key: string): void {
        const text = readText(path);
        // a line that was cut off when the program ended is done again
        const whole = text.slice(0, text.lastIndexOf("\n") + 1);
        const [head, ...units] = whole.split("\n").filter((line) => line !== "");
        const { identity } = head === undefined ? { identity: key } : (parse(head) as { identity?: string });
        if (identity !== key)
            throw new StudioError(
                "data-invalid",
                `"${path}" belongs to another evaluation that was interrupted. Delete it, or choose another --out.`,
            );
        if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
        if (head === undefined) this.#append({ identity: key });
        for (const line of units) this.units.push(parse(line) as DoneUnit);
    }

    /** How many units of a task are done. */
    finished(task: string): number {
        return this.units.filter((unit) => unit.task === task).length;
    }

    /** Keeps a unit. @throws StudioError disk-full, file-access */
    add(unit: DoneUnit): void {
        this.units.push(unit);
        this.#append(unit);
    }

    #append(line: unknown): void {
        if (this.#path === undefined) return;
        try {
            appendFileSync(this.#path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
        } catch (error) {
            throw translateFileError(error, this.#path, "written");
        }
    }

    /** All items of a task, in order. */
    items(task: string): ItemResult[] {
        return this.units.filter((unit) => unit.task === task).flatMap(({ items }) => items);
    }

    /** Removes the file, once the result is safe. */
    close(): void {
        if (this.#path !== undefined) rmSync(this.#path, { force: true });
    }
}

function parse(line: string): unknown {
    try {
        return JSON.parse(line);
    } catch {
        return {};
    }
}
