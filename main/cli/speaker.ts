/**
 * A model that answers, whichever way it is run: by the engine, with adapters, or as it is by llama.cpp.
 */
import { StudioError } from "../errors.ts";
import type { GgufFile } from "../formats/gguf/read.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import { FusedDecoder } from "../inference/fusedDecoder.ts";
import type { NextToken } from "../inference/generate.ts";
import { LlamaCppChat } from "../inference/llamaCppChat.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import type { FileVerdict } from "../model/fileKind.ts";
import { judge } from "../model/runnable.ts";
import { printLine } from "./output.ts";
import { load, open, openTokenizer } from "./session.ts";
import type { ComputeOptions, ModelOptions } from "./sharedOptions.ts";

/** Which model, and how much it holds. */
export interface SpeakerOptions extends ModelOptions, ComputeOptions {
    context?: number;
}

const defaultContext = 4096;

/** What writes the answers. */
export interface Speaker {
    file: GgufFile;
    tokenizer: Tokenizer;
    decoder: NextToken;
}

/** Opens a model. @throws StudioError as open and LlamaCppChat.open */
export async function openSpeaker(options: SpeakerOptions): Promise<Speaker> {
    const file = readModelFile(options.model);
    const verdict = judge(file);
    return verdict.runner === "llama.cpp" ? openInLlamaCpp(file, verdict, options) : openEngine(options);
}

async function openEngine(options: SpeakerOptions): Promise<Speaker> {
    const opened = await open(options);
    const context = Math.min(options.context ?? defaultContext, Number.MAX_SAFE_INTEGER);
    return {
        file: opened.file,
        tokenizer: opened.tokenizer,
        decoder: new FusedDecoder(load(opened), opened.stack, context),
    };
}

/** Models that the engine does not compute can still be talked to, as they are. */
async function openInLlamaCpp(
    file: GgufFile,
    { sentence }: FileVerdict,
    options: SpeakerOptions,
): Promise<Speaker> {
    if (options.adapter.length > 0)
        throw new StudioError("model-unsupported", `${sentence} Adapters cannot be used with it.`);
    printLine(sentence);
    const tokenizer = await openTokenizer(file, options);
    const decoder = await LlamaCppChat.open(file, options.context ?? defaultContext, options.threads);
    return { file, tokenizer, decoder };
}
