/**
 * What `--out` keeps: a finished evaluation with everything that is needed to repeat it. Computes nothing.
 */
import { readFileSync } from "node:fs";
import type { EvaluationReport, ItemResult } from "../../preload/records/evaluation.ts";
import { StudioError } from "../errors.ts";
import type { TaskSource } from "../evaluation/sources.ts";
import { writeContentAtomically } from "../files/atomicWrite.ts";
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
    writeContentAtomically(path, `${JSON.stringify(file)}\n`);
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
