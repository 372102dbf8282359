/** Pip without an end: answers go on until they are stopped or the context is full, so that there is time for faults. */
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { metadataEntries } from "../../main/formats/gguf/encode.ts";
import { readGguf, readTensorData } from "../../main/formats/gguf/read.ts";
import { writeGguf } from "../../main/formats/gguf/write.ts";
import { root } from "./command.ts";

const endOfTurn = "<|im_end|>";
const endOfText = "<|endoftext|>";
/** A token that it never says. */
const never = 2047;
const control = 3;
/** Minutes of answering; what is used of it is what the settings say. */
const longContext = 32_768;

/** Makes a folder like resources/, in which the bundled model never comes to an end. */
export function endlessResources(folder: string): string {
    mkdirSync(join(folder, "models"), { recursive: true });
    const file = readGguf(join(root, "resources/models/pip-q8_0.gguf"));
    const metadata = metadataEntries(file).map(([key, entry]) => {
        if (key === "tokenizer.ggml.tokens" && entry.type === "array:string")
            return [
                key,
                {
                    ...entry,
                    value: [...entry.value].map((t) => (t === endOfTurn || t === endOfText ? `~${t}` : t)),
                },
            ] as const;
        if (key === "tokenizer.ggml.token_type" && entry.type === "array:int32")
            return [
                key,
                { ...entry, value: [...entry.value].map((t, i) => (i === never ? control : t)) },
            ] as const;
        if (key === "tokenizer.ggml.eos_token_id" && entry.type === "uint32")
            return [key, { ...entry, value: never }] as const;
        if (key === "tokenizer.chat_template" && entry.type === "string")
            return [key, { ...entry, value: entry.value.replaceAll(endOfTurn, "§") }] as const;
        if (key.endsWith(".context_length") && entry.type === "uint32")
            return [key, { ...entry, value: longContext }] as const;
        return [key, entry] as const;
    });
    const tensors = [...file.tensors.values()].map((info) => ({ ...info, data: readTensorData(file, info) }));
    writeGguf(join(folder, "models/pip-q8_0.gguf"), { metadata, tensors });
    cpSync(join(root, "resources/demo"), join(folder, "demo"), { recursive: true });
    return folder;
}
