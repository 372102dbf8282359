/**
 * Builds one compute graph: each method adds one ggml operation and checks its shapes first,
 * because ggml itself answers a wrong shape by ending the process.
 * Not the maths of a model (see main/model) and not its execution (see scheduler.ts).
 */
import type { GgmlFunctions, Pointer } from "./bindings.ts";
import type { RopeSettings } from "./rope.ts";
import { contiguous, elements, GgmlType, isContiguous, type Shape, shape, type Tensor } from "./tensor.ts";

/** A graph under construction, with the native memory for its tensor records. */
export class Graph {
    readonly pointer: Pointer;
    readonly capacity: number;
    readonly #f: GgmlFunctions;
    #context: Pointer;

    /** @param capacity most operations and inputs that the graph will hold */
    constructor(functions: GgmlFunctions, capacity: number) {
        this.#f = functions;
        this.capacity = capacity;
        const bytes =
            Number(functions.ggml_tensor_overhead()) * capacity +
            Number(functions.ggml_graph_overhead_custom(capacity, false));
        this.#context = functions.ggml_init({ mem_size: bytes, mem_buffer: null, no_alloc: true });
        this.pointer = functions.ggml_new_graph_custom(this.#context, capacity, false);
    }

    /** Frees the records; the tensors of this graph must not be used afterwards. */
    dispose(): void {
        if (this.#context) this.#f.ggml_free(this.#context);
        this.#context = 0n;
    }

    /** Nodes that were added by `expand`. */
    get nodeCount(): number {
        return this.#f.ggml_graph_n_nodes(this.pointer);
    }

    // ------------------------------------------------------------------ leaves and results

    /** A tensor that is filled before the graph runs. */
    input(type: number, ne: readonly number[]): Tensor {
        const tensor = this.#leaf(type, shape(ne));
        this.#f.ggml_set_input(tensor.pointer);
        return tensor;
    }

    /** An input whose data stays in place after the graph has run, for a later graph (see `alias`). */
    keptInput(type: number, ne: readonly number[]): Tensor {
        return this.keep(this.input(type, ne));
    }

    #leaf(type: number, ne: Shape): Tensor {
        return contiguous(this.#f, this.#f.ggml_new_tensor_4d(this.#context, type, ...ne), type, ne);
    }

    /** Marks a result that is read, or used by another graph, after this one has run. */
    keep(tensor: Tensor): Tensor {
        this.#f.ggml_set_output(tensor.pointer);
        if (tensor.base) this.#f.ggml_set_output(tensor.base);
        this.expand(tensor);
        return tensor;
    }

    /** Adds a tensor, with everything that it needs, to the order of execution. */
    expand(tensor: Tensor): void {
        this.#f.ggml_build_forward_expand(this.pointer, tensor.pointer);
    }

    // ------------------------------------------------------------------ element-wise

    /** a + b; b may repeat along any dimension. */
    add(a: Tensor, b: Tensor): Tensor {
        this.#repeats(b, a, "add");
        return this.#like(this.#f.ggml_add(this.#context, a.pointer, b.pointer), a.ne);
    }

    /** a − b; b may repeat along any dimension. */
    sub(a: Tensor, b: Tensor): Tensor {
        this.#repeats(b, a, "sub");
        return this.#like(this.#f.ggml_sub(this.#context, a.pointer, b.pointer), a.ne);
    }

    /** a ⊙ b; b may repeat along any dimension. */
    mul(a: Tensor, b: Tensor): Tensor {
        this.#repeats(b, a, "mul");
        return this.#like(this.#f.ggml_mul(this.#context, a.pointer, b.pointer), a.ne);
    }

    /** s · a. */
    scale(a: Tensor, factor: number): Tensor {
        return this.#like(this.#f.ggml_scale(this.#context, a.pointer, factor), a.ne);
    }

    /** s · a + bias. */
    scaleBias(a: Tensor, factor: number, bias: number): Tensor {
        return this.#like(this.#f.ggml_scale_bias(this.#context, a.pointer, factor, bias), a.ne);
    }

    /** 1 / (1 + e^−x). */
    sigmoid(x: Tensor): Tensor {
        return this.#like(this.#f.ggml_sigmoid(this.#context, x.pointer), x.ne);
    }

    /** Natural logarithm. */
    log(a: Tensor): Tensor {
        return this.#like(this.#f.ggml_log(this.#context, a.pointer), a.ne);
    }

    /** dy ⊙ silu'(x). */
    siluBack(dy: Tensor, x: Tensor): Tensor {
        this.#same(dy, x, "siluBack");
        const whole = this.gapless(x);
        return this.#like(this.#f.ggml_silu_back(this.#context, dy.pointer, whole.pointer), x.ne);
    }

    /** silu(gate) ⊙ up, with silu(x) = x · sigmoid(x). */
    swiglu(gate: Tensor, up: Tensor): Tensor {
        this.#same(gate, up, "swiglu");
        return this.#like(this.#f.ggml_swiglu_split(this.#context, gate.pointer, up.pointer), up.ne);
    }

    /** gelu(gate) ⊙ up, gelu in its tanh form (the processor looks it up in a table of F16 numbers). */
    geglu(gate: Tensor, up: Tensor): Tensor {
        this.#same(gate, up, "geglu");
        return this.#like(this.#f.ggml_geglu_split(this.#context, gate.pointer, up.pointer), up.ne);
    }

    /** Sums the first dimension to 1. */
    sumRows(a: Tensor): Tensor {
        return this.#like(this.#f.ggml_sum_rows(this.#context, a.pointer), [1, a.ne[1], a.ne[2], a.ne[3]]);
    }

    /** Index (I32) of the largest element of each row of a matrix. */
    argmax(a: Tensor): Tensor {
        this.#check(a.ne[2] === 1 && a.ne[3] === 1, "argmax takes a matrix", a);
        const pointer = this.#f.ggml_argmax(this.#context, a.pointer);
        return contiguous(this.#f, pointer, GgmlType.I32, [a.ne[1], 1, 1, 1]);
    }

    // ------------------------------------------------------------------ normalisation, attention

    /** x / sqrt(mean(x²) + eps) per row. */
    rmsNorm(x: Tensor, eps: number): Tensor {
        return this.#like(this.#f.ggml_rms_norm(this.#context, x.pointer, eps), x.ne);
    }

    /** Gradient of rmsNorm with respect to x. */
    rmsNormBack(dy: Tensor, x: Tensor, eps: number): Tensor {
        this.#same(dy, x, "rmsNormBack");
        const whole = this.gapless(x);
        return this.#like(this.#f.ggml_rms_norm_back(this.#context, dy.pointer, whole.pointer, eps), x.ne);
    }

    /** softmax(scale · a + mask) per row. */
    softMax(a: Tensor, mask: Tensor | null, scale: number): Tensor {
        if (mask) this.#check(mask.ne[0] === a.ne[0] && mask.ne[1] >= a.ne[1], "softMax mask", a, mask);
        const pointer = this.#f.ggml_soft_max_ext(this.#context, a.pointer, mask?.pointer ?? null, scale, 0);
        return this.#like(pointer, a.ne);
    }

    /** Gradient of softMax with respect to a, from its result y. */
    softMaxBack(dy: Tensor, y: Tensor, scale: number): Tensor {
        this.#same(dy, y, "softMaxBack");
        return this.#like(
            this.#f.ggml_soft_max_ext_back(this.#context, dy.pointer, y.pointer, scale, 0),
            y.ne,
        );
    }

    /** Rotary embedding of x [head, heads, tokens] at positions [tokens]. */
    rope(x: Tensor, positions: Tensor, factors: Tensor | null, settings: RopeSettings): Tensor {
        this.#check(positions.ne[0] === x.ne[2], "rope: one position per token", x, positions);
        return this.#like(this.#rope(this.#f.ggml_rope_ext, x, positions, factors, settings), x.ne);
    }

    /** Gradient of rope with respect to x. */
    ropeBack(dy: Tensor, positions: Tensor, factors: Tensor | null, settings: RopeSettings): Tensor {
        this.#check(positions.ne[0] === dy.ne[2], "ropeBack: one position per token", dy, positions);
        return this.#like(this.#rope(this.#f.ggml_rope_ext_back, dy, positions, factors, settings), dy.ne);
    }

    #rope(
        f: GgmlFunctions["ggml_rope_ext"],
        x: Tensor,
        positions: Tensor,
        factors: Tensor | null,
        s: RopeSettings,
    ): Pointer {
        return f(
            this.#context,
            x.pointer,
            positions.pointer,
            factors?.pointer ?? null,
            s.dimensions,
            s.mode,
            s.contextOriginal,
            s.base,
            s.scale,
            s.extFactor,
            s.attentionFactor,
            s.betaFast,
            s.betaSlow,
        );
    }

    /**
     * Fused attention without a gradient: q [head, tokens, heads, rows], k and v [head, cells, kvHeads, rows],
     * mask F16 [cells, tokens] → [head, heads, tokens, rows].
     */
    flashAttention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: number): Tensor {
        this.#check(
            q.ne[0] === k.ne[0] && k.ne[1] === v.ne[1] && mask.ne[0] === k.ne[1],
            "attention",
            q,
            k,
            v,
        );
        const pointer = this.#f.ggml_flash_attn_ext(
            this.#context,
            q.pointer,
            k.pointer,
            v.pointer,
            mask.pointer,
            scale,
            0,
            0,
        );
        this.#f.ggml_flash_attn_ext_set_prec(pointer, 10);
        return this.#like(pointer, [v.ne[0], q.ne[2], q.ne[1], q.ne[3]]);
    }

    // ------------------------------------------------------------------ products

    /** aᵀ b over the first dimension: a [k, m], b [k, n] → [m, n]; dimensions 2 and 3 of a repeat. */
    mulMat(a: Tensor, b: Tensor): Tensor {
        const fits = a.ne[0] === b.ne[0] && b.ne[2] % a.ne[2] === 0 && b.ne[3] % a.ne[3] === 0;
        this.#check(fits, "mulMat", a, b);
        const pointer = this.#f.ggml_mul_mat(this.#context, a.pointer, b.pointer);
        return this.#like(pointer, [a.ne[1], b.ne[1], b.ne[2], b.ne[3]]);
    }

    /** a bᵀ over the second dimension: a [m, k], b [n, k] → [m, n]. */
    outProd(a: Tensor, b: Tensor): Tensor {
        const fits = a.ne[1] === b.ne[1] && b.ne[2] % a.ne[2] === 0 && b.ne[3] % a.ne[3] === 0;
        this.#check(fits, "outProd", a, b);
        const pointer = this.#f.ggml_out_prod(this.#context, a.pointer, b.pointer);
        return this.#like(pointer, [a.ne[0], b.ne[0], b.ne[2], b.ne[3]]);
    }

    // ------------------------------------------------------------------ shapes, copies

    /** Writes a into the storage of b (same number of elements) and returns that. */
    copy(a: Tensor, b: Tensor): Tensor {
        this.#check(elements(a) === elements(b), "copy", a, b);
        return {
            ...b,
            pointer: this.#f.ggml_cpy(this.#context, a.pointer, b.pointer),
            base: b.base ?? b.pointer,
        };
    }

    /** Converts to another type. */
    cast(a: Tensor, type: number): Tensor {
        return contiguous(this.#f, this.#f.ggml_cast(this.#context, a.pointer, type), type, a.ne);
    }

    /** A copy without gaps. */
    cont(a: Tensor): Tensor {
        return contiguous(this.#f, this.#f.ggml_cont(this.#context, a.pointer), a.type, a.ne);
    }

    /**
     * a itself, or a copy where there are gaps between its elements: Vulkan's backward kernels read x as if it had none,
     * and still say that they take it.
     */
    gapless(a: Tensor): Tensor {
        return isContiguous(this.#f, a) ? a : this.cont(a);
    }

    /** Joins along a dimension. */
    concat(a: Tensor, b: Tensor, dim: 0 | 1 | 2 | 3): Tensor {
        this.#check(
            a.ne.every((n, i) => i === dim || n === b.ne[i]),
            "concat",
            a,
            b,
        );
        const ne = a.ne.map((n, i) => (i === dim ? n + (b.ne[i] as number) : n));
        return this.#like(this.#f.ggml_concat(this.#context, a.pointer, b.pointer, dim), shape(ne));
    }

    /** The same elements in another shape; a must be contiguous. */
    reshape(a: Tensor, ne: readonly number[]): Tensor {
        const to = shape(ne);
        const fits = to[0] * to[1] * to[2] * to[3] === elements(a) && isContiguous(this.#f, a);
        this.#check(fits, `reshape to ${to}`, a);
        const pointer = this.#f.ggml_reshape_4d(this.#context, a.pointer, ...to);
        return { ...contiguous(this.#f, pointer, a.type, to), base: a.base ?? a.pointer };
    }

    /** A window into a: shape, byte strides of dimensions 1 to 3, byte offset. */
    view(a: Tensor, ne: readonly number[], nb: readonly [number, number, number], offset: number): Tensor {
        const to = shape(ne);
        const pointer = this.#f.ggml_view_4d(this.#context, a.pointer, ...to, ...nb, offset);
        return { pointer, type: a.type, ne: to, nb: [a.nb[0], ...nb], base: a.base ?? a.pointer };
    }

    /** Columns [from, from + count) of dimension 1. */
    columns(a: Tensor, from: number, count: number): Tensor {
        this.#check(from + count <= a.ne[1], `columns ${from}+${count}`, a);
        return this.view(a, [a.ne[0], count, a.ne[2], a.ne[3]], [a.nb[1], a.nb[2], a.nb[3]], from * a.nb[1]);
    }

    /** Leaf of this graph with the storage of a tensor of another graph that has run. */
    alias(a: Tensor): Tensor {
        return {
            ...a,
            pointer: this.#f.ggml_view_tensor(this.#context, a.pointer),
            base: a.base ?? a.pointer,
        };
    }

    /** Reorders dimensions: dimension i of a becomes dimension axes[i]. */
    permute(a: Tensor, axes: readonly [number, number, number, number]): Tensor {
        const ne = [1, 1, 1, 1];
        const nb = [0, 0, 0, 0];
        axes.forEach((axis, i) => {
            ne[axis] = a.ne[i] as number;
            nb[axis] = a.nb[i] as number;
        });
        const pointer = this.#f.ggml_permute(this.#context, a.pointer, ...axes);
        return { pointer, type: a.type, ne: shape(ne), nb: shape(nb), base: a.base ?? a.pointer };
    }

    /** Contiguous transpose of the first two dimensions. */
    transposed(a: Tensor): Tensor {
        return this.cont(this.permute(a, [1, 0, 2, 3]));
    }

    /** Rows of a chosen by I32 indices, as F32: a [k, n, m], rows [r, m] → [k, r, m]. */
    getRows(a: Tensor, rows: Tensor): Tensor {
        this.#check(rows.type === GgmlType.I32 && a.ne[2] === rows.ne[1], "getRows", a, rows);
        const pointer = this.#f.ggml_get_rows(this.#context, a.pointer, rows.pointer);
        return this.#like(pointer, [a.ne[0], rows.ne[0], rows.ne[1], rows.ne[2]]);
    }

    /** Gradient of getRows on a matrix: rows of dy added up where they came from, in the shape of a. */
    getRowsBack(dy: Tensor, rows: Tensor, a: Tensor): Tensor {
        this.#check(
            rows.type === GgmlType.I32 && dy.ne[0] === a.ne[0] && dy.ne[1] === rows.ne[0],
            "getRowsBack",
            dy,
            a,
        );
        return this.#like(
            this.#f.ggml_get_rows_back(this.#context, dy.pointer, rows.pointer, a.pointer),
            a.ne,
        );
    }

    /** Writes rows of b into a at I64 indices; returns a. */
    setRows(a: Tensor, b: Tensor, rows: Tensor): Tensor {
        this.#check(
            rows.type === GgmlType.I64 && a.ne[0] === b.ne[0] && b.ne[1] === rows.ne[0],
            "setRows",
            a,
            b,
        );
        const pointer = this.#f.ggml_set_rows(this.#context, a.pointer, b.pointer, rows.pointer);
        return { ...a, pointer, base: a.base ?? a.pointer };
    }

    /** A copy of a with b added at columns [from, from + b.ne[1]) of dimension 1. */
    addColumns(a: Tensor, b: Tensor, from: number): Tensor {
        this.#check(a.ne[0] === b.ne[0] && from + b.ne[1] <= a.ne[1], "addColumns", a, b);
        const pointer = this.#f.ggml_acc(
            this.#context,
            a.pointer,
            b.pointer,
            a.nb[1],
            a.nb[2],
            a.nb[3],
            from * a.nb[1],
        );
        return this.#like(pointer, a.ne);
    }

    // ------------------------------------------------------------------ checks

    #like(pointer: Pointer, ne: Shape): Tensor {
        return contiguous(this.#f, pointer, GgmlType.F32, ne);
    }

    #same(a: Tensor, b: Tensor, what: string): void {
        this.#check(
            a.ne.every((n, i) => n === b.ne[i]),
            what,
            a,
            b,
        );
    }

    #repeats(small: Tensor, large: Tensor, what: string): void {
        this.#check(
            small.ne.every((n, i) => (large.ne[i] as number) % n === 0),
            what,
            small,
            large,
        );
    }

    #check(holds: boolean, what: string, ...tensors: Tensor[]): void {
        if (!holds)
            throw new Error(`Shapes do not fit in ${what}: ${tensors.map((t) => `[${t.ne}]`).join(" ")}`);
    }
}
