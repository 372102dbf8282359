/**
 * The one instance of llama.cpp in this process, on the processor: for tokenizers, and for the oracle and rival of
 * llamaCpp.ts. Opened once, because every further instance would stay until the process ends.
 */
import { getLlama, type Llama, LlamaLogLevel } from "node-llama-cpp";

let opened: Promise<Llama> | undefined;

/** Opens llama.cpp, or returns what is open. */
export function openLlama(): Promise<Llama> {
    opened ??= getLlama({
        gpu: false,
        build: "never",
        skipDownload: true,
        progressLogs: false,
        logLevel: LlamaLogLevel.disabled,
    });
    return opened;
}
