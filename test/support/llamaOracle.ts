/**
 * llama.cpp itself as the oracle: the few `llama_*` functions that turn tokens into logits, bound to the library
 * of the same platform package. Also a program of its own that answers with another CPU variant of ggml
 * (one process can load one variant only): see `logitsOfVariant`.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import koffi from "koffi";
import { type GgmlLibrary, openGgml } from "../../main/ggml/library.ts";

/** One question: what a model says about token sequences. */
export interface OracleQuestion {
    model: string;
    /** GGUF LoRA file */
    adapter?: string;
    sequences: readonly (readonly number[])[];
    /** how many of each sequence's last positions are of interest; default: all */
    last?: number;
}

/** Logits per sequence: [positions × vocabulary], vocabulary fastest. */
export type OracleAnswer = Float32Array[];

// llama.h of the pinned release: llama_model_params, llama_context_params, llama_batch.
const pointer = "void *";
const ModelParams = koffi.struct("llama_model_params", {
    devices: pointer,
    tensor_buft_overrides: pointer,
    n_gpu_layers: "int32_t",
    split_mode: "int",
    load_mode: "int",
    lazy_mode: "int",
    main_gpu: "int32_t",
    tensor_split: pointer,
    progress_callback: pointer,
    progress_callback_user_data: pointer,
    kv_overrides: pointer,
    vocab_only: "bool",
    check_tensors: "bool",
    use_extra_bufts: "bool",
    no_host: "bool",
    no_alloc: "bool",
    load_mtp: "bool",
});
const ContextParams = koffi.struct("llama_context_params", {
    n_ctx: "uint32_t",
    n_batch: "uint32_t",
    n_ubatch: "uint32_t",
    n_seq_max: "uint32_t",
    n_rs_seq: "uint32_t",
    n_outputs_max: "uint32_t",
    n_outputs_max_per_seq: "uint32_t",
    n_threads: "int32_t",
    n_threads_batch: "int32_t",
    ctx_type: "int",
    rope_scaling_type: "int",
    pooling_type: "int",
    attention_type: "int",
    flash_attn_type: "int",
    rope_freq_base: "float",
    rope_freq_scale: "float",
    yarn_ext_factor: "float",
    yarn_attn_factor: "float",
    yarn_beta_fast: "float",
    yarn_beta_slow: "float",
    yarn_orig_ctx: "uint32_t",
    defrag_thold: "float",
    cb_eval: pointer,
    cb_eval_user_data: pointer,
    type_k: "int",
    type_v: "int",
    abort_callback: pointer,
    abort_callback_data: pointer,
    embeddings: "bool",
    offload_kqv: "bool",
    no_perf: "bool",
    op_offload: "bool",
    swa_full: "bool",
    kv_unified: "bool",
    samplers: pointer,
    n_samplers: "size_t",
    ctx_other: pointer,
});
const Batch = koffi.struct("llama_batch", {
    n_tokens: "int32_t",
    token: "int32_t *",
    embd: "float *",
    pos: "int32_t *",
    n_seq_id: "int32_t *",
    seq_id: "int32_t **",
    logits: "int8_t *",
});
void [ModelParams, ContextParams, Batch]; // known to koffi by name from here on

function bindLlama(library: GgmlLibrary) {
    const llama = library.openLlama();
    return {
        llama_log_set: llama.func("void llama_log_set(void *callback, void *user_data)"),
        llama_model_default_params: llama.func("llama_model_params llama_model_default_params()"),
        llama_context_default_params: llama.func("llama_context_params llama_context_default_params()"),
        llama_model_load_from_file: llama.func(
            "void *llama_model_load_from_file(const char *path, llama_model_params params)",
        ),
        llama_model_free: llama.func("void llama_model_free(void *model)"),
        llama_init_from_model: llama.func(
            "void *llama_init_from_model(void *model, llama_context_params params)",
        ),
        llama_free: llama.func("void llama_free(void *context)"),
        llama_adapter_lora_init: llama.func("void *llama_adapter_lora_init(void *model, const char *path)"),
        llama_set_adapters_lora: llama.func(
            "int32_t llama_set_adapters_lora(void *context, void **adapters, size_t count, float *scales)",
        ),
        llama_decode: llama.func("int32_t llama_decode(void *context, llama_batch batch)"),
        llama_get_logits: llama.func("void *llama_get_logits(void *context)"),
        llama_model_get_vocab: llama.func("void *llama_model_get_vocab(void *model)"),
        llama_vocab_n_tokens: llama.func("int32_t llama_vocab_n_tokens(void *vocab)"),
    };
}

type Llama = ReturnType<typeof bindLlama>;
let bound: Llama | undefined;

function openLlama(): Llama {
    if (bound) return bound;
    bound = bindLlama(openGgml());
    if (!process.env.QADAPTER_DEBUG) {
        // A C function without arguments or result keeps llama.cpp silent, as in main/ggml/library.ts.
        const { directory } = openGgml();
        const base = readdirSync(directory).find((name) => /^(lib)?ggml-base\.(so|dylib|dll)$/.test(name));
        bound.llama_log_set(koffi.load(join(directory, base as string)).symbol("ggml_time_init"), null);
    }
    return bound;
}

/** Asks llama.cpp in this process. */
export function logitsOfLlama({ model: path, adapter, sequences, last }: OracleQuestion): OracleAnswer {
    const f = openLlama();
    const model = f.llama_model_load_from_file(path, {
        ...f.llama_model_default_params(),
        n_gpu_layers: 0,
        use_extra_bufts: false, // weights as they lie in the file, as our engine keeps them
    });
    if (!model) throw new Error(`llama.cpp does not load ${path}`);
    try {
        const vocabulary = f.llama_vocab_n_tokens(f.llama_model_get_vocab(model));
        return sequences.map((tokens) => decode(f, model, adapter, tokens, vocabulary, last));
    } finally {
        f.llama_model_free(model);
    }
}

function decode(
    f: Llama,
    model: unknown,
    adapter: string | undefined,
    tokens: readonly number[],
    vocabulary: number,
    last = tokens.length,
): Float32Array {
    const context = f.llama_init_from_model(model, contextParams(f, tokens.length));
    if (!context) throw new Error("llama.cpp makes no context");
    try {
        if (adapter) {
            const lora = f.llama_adapter_lora_init(model, adapter);
            if (!lora) throw new Error(`llama.cpp does not load ${adapter}`);
            f.llama_set_adapters_lora(context, [lora], 1, [1]);
        }
        const status = f.llama_decode(context, {
            n_tokens: tokens.length,
            token: Int32Array.from(tokens),
            embd: null,
            pos: null,
            n_seq_id: null,
            seq_id: null,
            logits: new Int8Array(tokens.length).fill(1, tokens.length - last),
        });
        if (status !== 0) throw new Error(`llama_decode: ${status}`);
        const count = last * vocabulary;
        return koffi.decode(
            f.llama_get_logits(context),
            koffi.array("float", count, "Typed"),
        ) as Float32Array;
    } finally {
        f.llama_free(context);
    }
}

/** One batch with all logits; keys and values in F32, plain attention: what our engine computes. */
function contextParams(f: Llama, tokens: number): object {
    return {
        ...f.llama_context_default_params(),
        n_ctx: tokens,
        n_batch: tokens,
        n_ubatch: tokens,
        n_outputs_max_per_seq: 0,
        n_threads: 1,
        n_threads_batch: 1,
        flash_attn_type: 0,
        type_k: 0,
        type_v: 0,
    };
}

/** A CPU library that runs on any processor of this kind in use today, but computes with other instructions than the best one. */
export function otherVariant(): string | undefined {
    return readdirSync(openGgml().directory).find((name) => /ggml-cpu-(sse42|armv8\.0_1)\./.test(name));
}

/** Asks llama.cpp in a process of its own that has loaded the given CPU library. `folder` takes the exchange files. */
export function logitsOfVariant(
    variant: string,
    questions: readonly OracleQuestion[],
    folder: string,
): OracleAnswer[] {
    const [input, output] = [join(folder, "questions.json"), join(folder, "answers.bin")];
    writeFileSync(input, JSON.stringify({ variant, questions }));
    execFileSync(process.execPath, [import.meta.filename, input, output], { stdio: "inherit" });
    const { buffer, byteOffset, byteLength } = readFileSync(output);
    let at = byteOffset;
    const answers = questions.map(({ sequences }) =>
        sequences.map(() => {
            const count = new DataView(buffer).getUint32(at, true);
            const logits = new Float32Array(buffer.slice(at + 4, at + 4 + 4 * count));
            at += 4 + 4 * count;
            return logits;
        }),
    );
    if (at !== byteOffset + byteLength) throw new Error("the other process answered something else");
    return answers;
}

function answerQuestions(input: string, output: string): void {
    const { variant, questions } = JSON.parse(readFileSync(input, "utf8")) as {
        variant: string;
        questions: OracleQuestion[];
    };
    openGgml("none", variant);
    const pieces = questions
        .flatMap(logitsOfLlama)
        .flatMap((logits) => [
            new Uint8Array(Uint32Array.of(logits.length).buffer),
            new Uint8Array(logits.buffer, logits.byteOffset, logits.byteLength),
        ]);
    writeFileSync(output, Buffer.concat(pieces));
}

if (import.meta.main) answerQuestions(process.argv[2] as string, process.argv[3] as string);
