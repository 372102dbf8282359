/**
 * Whether the engine computes a model exactly, or llama.cpp has to run it: what fileKind.ts says of the file, and
 * whether its numbers and tensors are what the engine knows and are all there.
 */
import { StudioError } from "../errors.ts";
import type { GgufFile } from "../formats/gguf/read.ts";
import { readModelConfig } from "./architectures.ts";
import { checkWritten } from "./emptyStretches.ts";
import { classify, type FileVerdict } from "./fileKind.ts";
import { checkModelTensors } from "./weights.ts";

/**
 * Judges a file. A model of a trainable family with a part that the engine does not know can still be chatted with.
 * @throws StudioError `gguf-damaged`, and what the system says where the file can no longer be read
 */
export function judge(file: GgufFile): FileVerdict {
    const verdict = classify(file);
    if (verdict.runner !== "none") checkWritten(file);
    if (verdict.runner !== "engine") return verdict;
    try {
        checkModelTensors(file, readModelConfig(file));
        return verdict;
    } catch (error) {
        if (!(error instanceof StudioError && error.code === "model-unsupported")) throw error;
        return {
            kind: "other family",
            runner: "llama.cpp",
            sentence: `${error.message} The base model can be chatted with.`,
        };
    }
}
