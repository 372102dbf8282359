/**
 * Every C function of ggml that the program calls, declared once under its C name.
 * Not an abstraction: no checks, no ownership. `graph.ts`, `device.ts` and `buffer.ts` give those,
 * and no pointer leaves this folder except inside their objects.
 */
import koffi, { type LibraryHandle } from "koffi";

/** An untyped native address; 0n never occurs, koffi gives null instead. */
export type Pointer = bigint;

type Argument = Pointer | number | bigint | string | boolean | null | NodeJS.ArrayBufferView | object;
type ToPointer = (...args: Argument[]) => Pointer;
type ToNumber = (...args: Argument[]) => number;
type ToBoolean = (...args: Argument[]) => boolean;
type ToString = (...args: Argument[]) => string;
type ToNothing = (...args: Argument[]) => void;
// `struct ggml_init_params` of ggml.h, known to the prototypes below by its name.
koffi.struct("ggml_init_params", {
    mem_size: "size_t",
    mem_buffer: "void *",
    no_alloc: "bool",
});

/** Declares the functions of an already opened pair of libraries (`libggml-base` and `libggml`). */
export function bindGgml(base: LibraryHandle, registry: LibraryHandle) {
    const pointer = (c: string) => base.func(`void *${c}`) as ToPointer;
    const number = (c: string) => base.func(c) as unknown as ToNumber;
    const truth = (c: string) => base.func(`bool ${c}`) as ToBoolean;
    const text = (c: string) => base.func(`const char *${c}`) as ToString;
    const nothing = (c: string) => base.func(`void ${c}`) as ToNothing;
    return {
        // library
        ggml_version: text("ggml_version()"),
        ggml_log_set: nothing("ggml_log_set(void *callback, void *user_data)"),
        ggml_type_name: text("ggml_type_name(int type)"),
        ggml_type_size: number("size_t ggml_type_size(int type)"),
        ggml_blck_size: number("int64_t ggml_blck_size(int type)"),
        ggml_get_type_traits: pointer("ggml_get_type_traits(int type)"),
        ggml_quantize_chunk: number(
            "size_t ggml_quantize_chunk(int type, const void *src, _Out_ void *dst, int64_t start, int64_t nrows, int64_t n_per_row, const void *imatrix)",
        ),

        // contexts, tensors, graphs
        ggml_init: pointer("ggml_init(ggml_init_params params)"),
        ggml_free: nothing("ggml_free(void *ctx)"),
        ggml_tensor_overhead: number("size_t ggml_tensor_overhead()"),
        ggml_graph_overhead_custom: number("size_t ggml_graph_overhead_custom(size_t size, bool grads)"),
        ggml_new_graph_custom: pointer("ggml_new_graph_custom(void *ctx, size_t size, bool grads)"),
        ggml_graph_n_nodes: number("int ggml_graph_n_nodes(void *graph)"),
        ggml_build_forward_expand: nothing("ggml_build_forward_expand(void *graph, void *tensor)"),
        ggml_new_tensor_4d: pointer(
            "ggml_new_tensor_4d(void *ctx, int type, int64_t ne0, int64_t ne1, int64_t ne2, int64_t ne3)",
        ),
        ggml_set_name: pointer("ggml_set_name(void *tensor, const char *name)"),
        ggml_set_input: nothing("ggml_set_input(void *tensor)"),
        ggml_set_output: nothing("ggml_set_output(void *tensor)"),
        ggml_nbytes: number("size_t ggml_nbytes(void *tensor)"),

        // element-wise operations
        ggml_add: pointer("ggml_add(void *ctx, void *a, void *b)"),
        ggml_sub: pointer("ggml_sub(void *ctx, void *a, void *b)"),
        ggml_mul: pointer("ggml_mul(void *ctx, void *a, void *b)"),
        ggml_scale: pointer("ggml_scale(void *ctx, void *a, float s)"),
        ggml_scale_bias: pointer("ggml_scale_bias(void *ctx, void *a, float s, float b)"),
        ggml_sigmoid: pointer("ggml_sigmoid(void *ctx, void *a)"),
        ggml_log: pointer("ggml_log(void *ctx, void *a)"),
        ggml_silu_back: pointer("ggml_silu_back(void *ctx, void *dy, void *x)"),
        ggml_swiglu_split: pointer("ggml_swiglu_split(void *ctx, void *gate, void *up)"),
        ggml_geglu_split: pointer("ggml_geglu_split(void *ctx, void *gate, void *up)"),
        ggml_sum_rows: pointer("ggml_sum_rows(void *ctx, void *a)"),
        ggml_argmax: pointer("ggml_argmax(void *ctx, void *a)"),

        // normalisation, attention
        ggml_rms_norm: pointer("ggml_rms_norm(void *ctx, void *a, float eps)"),
        ggml_rms_norm_back: pointer("ggml_rms_norm_back(void *ctx, void *dy, void *x, float eps)"),
        ggml_soft_max_ext: pointer(
            "ggml_soft_max_ext(void *ctx, void *a, void *mask, float scale, float max_bias)",
        ),
        ggml_soft_max_ext_back: pointer(
            "ggml_soft_max_ext_back(void *ctx, void *dy, void *y, float scale, float max_bias)",
        ),
        ggml_rope_ext: pointer(
            "ggml_rope_ext(void *ctx, void *a, void *positions, void *factors, int n_dims, int mode, int n_ctx_orig, float freq_base, float freq_scale, float ext_factor, float attn_factor, float beta_fast, float beta_slow)",
        ),
        ggml_rope_ext_back: pointer(
            "ggml_rope_ext_back(void *ctx, void *dy, void *positions, void *factors, int n_dims, int mode, int n_ctx_orig, float freq_base, float freq_scale, float ext_factor, float attn_factor, float beta_fast, float beta_slow)",
        ),
        ggml_flash_attn_ext: pointer(
            "ggml_flash_attn_ext(void *ctx, void *q, void *k, void *v, void *mask, float scale, float max_bias, float logit_softcap)",
        ),
        ggml_flash_attn_ext_set_prec: nothing("ggml_flash_attn_ext_set_prec(void *a, int prec)"),

        // matrix products
        ggml_mul_mat: pointer("ggml_mul_mat(void *ctx, void *a, void *b)"),
        ggml_out_prod: pointer("ggml_out_prod(void *ctx, void *a, void *b)"),

        // shapes, copies
        ggml_cpy: pointer("ggml_cpy(void *ctx, void *a, void *b)"),
        ggml_cast: pointer("ggml_cast(void *ctx, void *a, int type)"),
        ggml_cont: pointer("ggml_cont(void *ctx, void *a)"),
        ggml_concat: pointer("ggml_concat(void *ctx, void *a, void *b, int dim)"),
        ggml_reshape_4d: pointer(
            "ggml_reshape_4d(void *ctx, void *a, int64_t ne0, int64_t ne1, int64_t ne2, int64_t ne3)",
        ),
        ggml_view_4d: pointer(
            "ggml_view_4d(void *ctx, void *a, int64_t ne0, int64_t ne1, int64_t ne2, int64_t ne3, size_t nb1, size_t nb2, size_t nb3, size_t offset)",
        ),
        ggml_view_tensor: pointer("ggml_view_tensor(void *ctx, void *a)"),
        ggml_permute: pointer("ggml_permute(void *ctx, void *a, int axis0, int axis1, int axis2, int axis3)"),
        ggml_get_rows: pointer("ggml_get_rows(void *ctx, void *a, void *rows)"),
        ggml_get_rows_back: pointer("ggml_get_rows_back(void *ctx, void *dy, void *rows, void *a)"),
        ggml_set_rows: pointer("ggml_set_rows(void *ctx, void *a, void *b, void *rows)"),
        ggml_acc: pointer(
            "ggml_acc(void *ctx, void *a, void *b, size_t nb1, size_t nb2, size_t nb3, size_t offset)",
        ),
        ggml_repeat_4d: pointer(
            "ggml_repeat_4d(void *ctx, void *a, int64_t ne0, int64_t ne1, int64_t ne2, int64_t ne3)",
        ),

        // devices, backends
        ggml_backend_load: registry.func("void *ggml_backend_load(const char *path)") as ToPointer,
        ggml_backend_load_all_from_path: registry.func(
            "void ggml_backend_load_all_from_path(const char *dir)",
        ) as ToNothing,
        ggml_backend_dev_count: registry.func("size_t ggml_backend_dev_count()") as unknown as ToNumber,
        ggml_backend_dev_get: registry.func("void *ggml_backend_dev_get(size_t index)") as ToPointer,
        ggml_backend_dev_name: text("ggml_backend_dev_name(void *device)"),
        ggml_backend_dev_description: text("ggml_backend_dev_description(void *device)"),
        ggml_backend_dev_type: number("int ggml_backend_dev_type(void *device)"),
        ggml_backend_dev_memory: nothing(
            "ggml_backend_dev_memory(void *device, _Out_ size_t *free, _Out_ size_t *total)",
        ),
        ggml_backend_dev_init: pointer("ggml_backend_dev_init(void *device, const char *params)"),
        ggml_backend_dev_backend_reg: pointer("ggml_backend_dev_backend_reg(void *device)"),
        ggml_backend_dev_buffer_type: pointer("ggml_backend_dev_buffer_type(void *device)"),
        ggml_backend_dev_supports_op: truth("ggml_backend_dev_supports_op(void *device, void *op)"),
        ggml_backend_reg_get_proc_address: pointer(
            "ggml_backend_reg_get_proc_address(void *reg, const char *name)",
        ),
        ggml_backend_free: nothing("ggml_backend_free(void *backend)"),

        // buffers
        ggml_backend_buft_name: text("ggml_backend_buft_name(void *buft)"),
        ggml_backend_alloc_ctx_tensors_from_buft: pointer(
            "ggml_backend_alloc_ctx_tensors_from_buft(void *ctx, void *buft)",
        ),
        ggml_backend_buft_get_alloc_size: number(
            "size_t ggml_backend_buft_get_alloc_size(void *buft, void *tensor)",
        ),
        ggml_backend_buft_alloc_buffer: pointer("ggml_backend_buft_alloc_buffer(void *buft, size_t size)"),
        ggml_backend_buffer_free: nothing("ggml_backend_buffer_free(void *buffer)"),
        ggml_backend_buffer_get_size: number("size_t ggml_backend_buffer_get_size(void *buffer)"),
        ggml_backend_buffer_clear: nothing("ggml_backend_buffer_clear(void *buffer, uint8_t value)"),
        ggml_backend_buffer_set_usage: nothing("ggml_backend_buffer_set_usage(void *buffer, int usage)"),
        ggml_backend_tensor_set: nothing(
            "ggml_backend_tensor_set(void *tensor, const void *data, size_t offset, size_t size)",
        ),
        ggml_backend_tensor_get: nothing(
            "ggml_backend_tensor_get(void *tensor, _Out_ void *data, size_t offset, size_t size)",
        ),

        // scheduler
        ggml_backend_sched_new: pointer(
            "ggml_backend_sched_new(void *backends, void *bufts, int n_backends, size_t graph_size, bool parallel, bool op_offload)",
        ),
        ggml_backend_sched_free: nothing("ggml_backend_sched_free(void *sched)"),
        ggml_backend_sched_reset: nothing("ggml_backend_sched_reset(void *sched)"),
        ggml_backend_sched_alloc_graph: truth("ggml_backend_sched_alloc_graph(void *sched, void *graph)"),
        ggml_backend_sched_get_buffer_size: number(
            "size_t ggml_backend_sched_get_buffer_size(void *sched, void *backend)",
        ),
        ggml_backend_sched_graph_compute: number(
            "int ggml_backend_sched_graph_compute(void *sched, void *graph)",
        ),
    };
}

/** The bound functions. */
export type GgmlFunctions = ReturnType<typeof bindGgml>;
