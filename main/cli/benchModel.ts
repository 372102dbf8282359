/**
 * The random 135M model of `qadapter bench`: the shape of SmolLM2-135M with the vocabulary that comes inside
 * node-llama-cpp, written once into a folder that git ignores. Says nothing sensible; measures as the real one does.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { StudioError } from "../errors.ts";
import { GgmlType } from "../ggml/tensor.ts";
import { readVocabularyMetadata, writeRandomModel } from "../model/randomModel.ts";
import { modelsFolder } from "./namedModels.ts";
import { printLine } from "./output.ts";

const types: Record<string, number> = {
    q8_0: GgmlType.Q8_0,
    q4_0: GgmlType.Q4_0,
    q4_1: GgmlType.Q4_1,
    f16: GgmlType.F16,
};
/** 49,152 tokens, as many as SmolLM2 has. */
const vocabularyFile = "models/ggml-vocab-starcoder.gguf";

/** Path of a model: `random-135m` (Q8_0) and `random-135m-TYPE` are made on demand, anything else is a file. */
export function benchModelPath(name: string): string {
    const match = /^random-135m(?:-(\w+))?$/.exec(name);
    if (!match) return name;
    const type = types[match[1] ?? "q8_0"];
    if (type === undefined)
        throw new StudioError(
            "usage",
            `There is no random-135m-${match[1]}; types are ${Object.keys(types).join(", ")}.`,
        );
    const path = join(modelsFolder, `${name}.gguf`);
    if (existsSync(path)) return path;
    printLine(`Making ${path} (random weights) …`);
    mkdirSync(modelsFolder, { recursive: true });
    withVocabulary((vocabulary) =>
        writeRandomModel(path, {
            architecture: "llama",
            layers: 30,
            hidden: 576,
            heads: 9,
            kvHeads: 3,
            headSize: 64,
            feedForward: 1536,
            vocabulary: 49_152,
            contextLength: 2048,
            type,
            tied: true,
            seed: 1,
            tokenizer: readVocabularyMetadata(vocabulary),
        }),
    );
    return path;
}

/** Takes the vocabulary out of the llama.cpp sources that node-llama-cpp carries as a git bundle. */
function withVocabulary(use: (path: string) => void): void {
    const bundle = join(
        dirname(createRequire(import.meta.url).resolve("node-llama-cpp")),
        "../llama/gitRelease.bundle",
    );
    const work = mkdtempSync(join(tmpdir(), "qadapter-bench-"));
    try {
        execFileSync("git", ["clone", "--quiet", "--no-checkout", bundle, "llama.cpp"], {
            cwd: work,
            stdio: "ignore",
        });
        execFileSync("git", ["checkout", "--quiet", "HEAD", "--", vocabularyFile], {
            cwd: join(work, "llama.cpp"),
            stdio: "ignore",
        });
        use(join(work, "llama.cpp", vocabularyFile));
    } catch (error) {
        if (error instanceof StudioError) throw error;
        throw new StudioError(
            "file-missing",
            "The random model needs git to take a vocabulary out of node-llama-cpp.",
            {
                cause: error,
            },
        );
    } finally {
        rmSync(work, { recursive: true, force: true });
    }
}
