/**
 * What an evaluation is measured on, as files that stay: pairs of a data set's version, questions that a person gave.
 * They are kept under their hashes, so that every evaluation can be repeated, whatever becomes of the originals.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import type { EvaluationTask } from "../../../preload/contract/evaluation.ts";
import { getDataSet, readDataSetPairs } from "../../db/dataSets.ts";
import { getModel } from "../../db/models.ts";
import type { EngineTaskSource } from "../../engine/contract.ts";
import { StudioError } from "../../errors.ts";
import { writeContentAtomically } from "../../files/atomicWrite.ts";
import { translateFileError } from "../../files/fileErrors.ts";
import { loadFile } from "../../formats/preferences/rows.ts";
import { toTrlRow } from "../../formats/preferences/writeRows.ts";
import type { FileInput } from "../files.ts";
import type { Ground } from "../ground.ts";

/** Files that come with the program, by task: for any model, and for the bundled one, which knows a small world. */
const bundled = {
    any: {
        questions: ["retention/facts.jsonl"],
        instructions: ["retention/instructions.jsonl"],
        drift: ["retention/prompts.jsonl"],
    },
    pip: {
        questions: ["demo/facts.mcq.jsonl", "demo/facts.exact.jsonl"],
        instructions: ["demo/instructions.jsonl"],
        drift: ["demo/facts.exact.jsonl"],
    },
};

interface KeptFile {
    path: string;
    sha256: string;
    title: string;
}

/**
 * Puts everything in place and says what to measure on.
 * @throws StudioError not-found for data sets; file-missing, file-access, data-invalid, disk-full for files
 */
export function prepareSources(
    ground: Ground,
    modelId: number,
    tasks: readonly EvaluationTask[],
): EngineTaskSource[] {
    const own = getModel(ground.db, modelId).bundled ? bundled.pip : bundled.any;
    const given = (file: "bundled" | FileInput, names: string[]) =>
        file === "bundled" ? names.map((name) => comesWith(ground, name)) : [keep(ground, file)];
    const sourcesOf = (task: EvaluationTask): EngineTaskSource[] => {
        switch (task.kind) {
            case "pairs":
                return [{ kind: "pairs", ...dataSet(ground, task.datasetId), limit: task.limit }];
            case "answers": {
                const { count, maxTokens } = task;
                return [{ kind: "answers", ...dataSet(ground, task.datasetId), count, maxTokens }];
            }
            case "questions": {
                const { form, shots, limit } = task;
                const files = given(task.file, own.questions);
                return files.map((file) => ({ kind: "questions", ...file, form, shots, limit }));
            }
            case "instructions": {
                const { maxTokens, limit } = task;
                const files = given(task.file, own.instructions);
                // the bundled model's instructions have one right answer each, word for word
                if (task.file === "bundled" && own === bundled.pip)
                    return files.map((file) => ({
                        kind: "questions",
                        ...file,
                        form: "chat",
                        shots: 0,
                        limit,
                    }));
                return files.map((file) => ({ kind: "instructions", ...file, maxTokens, limit }));
            }
            case "drift": {
                const { maxTokens, count: limit } = task;
                return given("bundled", own.drift).map((file) => ({
                    kind: "drift",
                    ...file,
                    maxTokens,
                    limit,
                }));
            }
            case "text":
                return [{ kind: "text", ...keep(ground, task.file) }];
        }
    };
    return tasks.flatMap(sourcesOf);
}

/** The pairs of a data set as they are now. */
function dataSet(ground: Ground, id: number): KeptFile {
    const { name, version, versionId, pairs } = getDataSet(ground.db, id);
    if (pairs === 0)
        throw new StudioError("data-invalid", `The data set "${name}" has no comparison to measure on.`);
    const rows = readDataSetPairs(ground.db, versionId);
    const text = rows.map((pair) => `${JSON.stringify(toTrlRow(pair))}\n`).join("");
    return {
        ...store(ground, Buffer.from(text), ".jsonl"),
        title: version === 1 ? name : `${name}, version ${version}`,
    };
}

function comesWith({ resources }: Ground, name: string): KeptFile {
    const path = join(resources, name);
    return { path, sha256: hash(loadFile(path)), title: basename(name) };
}

/** Keeps a person's file. */
function keep(ground: Ground, file: FileInput): KeptFile {
    const name = "path" in file ? file.path : file.name;
    const bytes = "path" in file ? loadFile(resolve(file.path)) : Buffer.from(file.text);
    const end = /^[.][a-z0-9]{1,10}$/i.exec(extname(name))?.[0].toLowerCase() ?? "";
    return { ...store(ground, bytes, end), title: basename(name.replaceAll("\\", "/")).slice(0, 100) };
}

function store({ places }: Ground, bytes: Uint8Array, end: string): Omit<KeptFile, "title"> {
    const sha256 = hash(bytes);
    const path = join(places.evaluations, `${sha256}${end}`);
    if (!existsSync(path) || hash(readFileSync(path)) !== sha256) {
        try {
            mkdirSync(places.evaluations, { recursive: true, mode: 0o700 });
        } catch (error) {
            throw translateFileError(error, places.evaluations, "created");
        }
        writeContentAtomically(path, bytes);
    }
    return { path, sha256 };
}

function hash(bytes: Uint8Array): string {
    return createHash("sha256").update(bytes).digest("hex");
}
