/**
 * What has to hold of a vocabulary before llama.cpp may see it: on what is checked here it does not answer with an
 * error but ends the process (GGML_ASSERT, or an exception that nothing catches), when it loads the vocabulary or
 * when it meets the wrong text or token later. What it refuses by itself is left to it.
 */
import { StudioError } from "../errors.ts";
import { type GgufFile, getNumbers, getString, getStrings } from "../formats/gguf/read.ts";

/** Byte-pair encoding and SentencePiece: what models of the supported families come with. */
const knownKinds = ["gpt2", "llama"];

/** Of `llama_token_type`. */
const byteType = 6;

/** @throws StudioError `model-unsupported` for another kind of tokenizer, `gguf-damaged` for a broken vocabulary */
export function checkVocabulary(file: GgufFile): void {
    const tokens = getStrings(file, "tokenizer.ggml.tokens");
    const kind = getString(file, "tokenizer.ggml.model");
    if (!knownKinds.includes(kind))
        throw new StudioError(
            "model-unsupported",
            `${file.path} has a tokenizer of the kind "${kind}", which is not supported. Supported are: ${knownKinds.join(", ")}.`,
        );
    checkCount(file, tokens);
    checkRepeats(file, tokens);
    checkBytes(file, tokens, kind);
}

/** A token without a text, or a text without a row in the embeddings. */
function checkCount(file: GgufFile, tokens: readonly string[]): void {
    const rows = file.tensors.get("token_embd.weight")?.shape[1];
    if (tokens.length === 0) refuse(file, "it is empty");
    if (rows !== undefined && rows !== tokens.length)
        refuse(file, `it has ${tokens.length} tokens, and the model's weights are for ${rows}`);
    for (const key of ["token_type", "scores"]) {
        const count = getNumbers(file, `tokenizer.ggml.${key}`, [])?.length;
        if (count !== 0 && count !== tokens.length)
            refuse(file, `it has ${tokens.length} tokens, and "${key}" is for ${count}`);
    }
}

/** Texts as C sees them (up to a zero byte), and as llama.cpp names empty ones. */
function checkRepeats(file: GgufFile, tokens: readonly string[]): void {
    const places = new Map<string, number>();
    for (const [id, token] of tokens.entries()) {
        const [text] = token.split("\0", 1);
        const spelled = text || `[EMPTY_${id}]`;
        const earlier = places.get(spelled);
        if (earlier !== undefined) refuse(file, `the tokens ${earlier} and ${id} are the same`);
        places.set(spelled, id);
    }
}

/** SentencePiece falls back on tokens for single bytes, for every text that its pieces do not cover. */
function checkBytes(file: GgufFile, tokens: readonly string[], kind: string): void {
    const types = getNumbers(file, "tokenizer.ggml.token_type", []);
    const wrong = types.findIndex(
        (type, id) => type === byteType && !/^<0x[0-9A-F]{2}>$/.test(tokens[id] ?? ""),
    );
    if (wrong >= 0) refuse(file, `the token ${wrong} is said to be a byte, but does not say which`);
    if (kind !== "llama") return;
    const known = new Set(tokens);
    for (let byte = 0; byte < 256; byte++) {
        const name = `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
        if (!known.has(name)) refuse(file, `the token ${name} is missing`);
    }
}

function refuse(file: GgufFile, why: string): never {
    throw new StudioError("gguf-damaged", `The vocabulary of ${file.path} cannot be used: ${why}.`);
}
