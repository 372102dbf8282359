/**
 * Tensors that live as long as they are needed: weights, LoRA matrices, caches.
 * Not the tensors of a graph (those belong to a Scheduler).
 */
import { StudioError } from "../errors.ts";
import type { Pointer } from "./bindings.ts";
import type { Device } from "./device.ts";
import { contiguous, type Shape, shape, type Tensor } from "./tensor.ts";

/** What to allocate. */
export interface TensorSpec {
    name: string;
    type: number;
    ne: readonly number[];
}

/**
 * Matrices with equally long rows of one type that lie side by side, so that one product with `name` computes all.
 */
export interface TensorGroup {
    name: string;
    members: readonly TensorSpec[];
}

/** A set of named tensors in one device buffer. */
export class Storage {
    readonly tensors: ReadonlyMap<string, Tensor>;
    readonly bytes: number;
    readonly #device: Device;
    #context: Pointer;
    #buffer: Pointer | null;

    /**
     * Allocates all tensors and groups at once; those that are no weights are filled with zeros.
     * @throws StudioError `out-of-memory`
     */
    constructor(
        device: Device,
        specs: readonly TensorSpec[],
        options: { bufferType?: Pointer; weights?: boolean; groups?: readonly TensorGroup[] } = {},
    ) {
        const f = device.functions;
        this.#device = device;
        const groups = options.groups ?? [];
        const count = specs.length + groups.reduce((sum, { members }) => sum + members.length + 1, 0);
        const bytes = Number(f.ggml_tensor_overhead()) * (count + 1);
        this.#context = f.ggml_init({ mem_size: bytes, mem_buffer: null, no_alloc: true });
        const tensors = new Map<string, Tensor>();
        for (const spec of specs) tensors.set(spec.name, this.#create(spec));
        for (const group of groups)
            for (const [name, tensor] of this.#createGroup(group)) tensors.set(name, tensor);
        this.tensors = tensors;
        this.#buffer = tensors.size ? this.#allocate(options.bufferType ?? device.bufferType) : null;
        this.bytes = this.#buffer ? Number(f.ggml_backend_buffer_get_size(this.#buffer)) : 0;
        if (this.#buffer) {
            f.ggml_backend_buffer_set_usage(this.#buffer, options.weights ? 1 : 0);
            if (!options.weights) f.ggml_backend_buffer_clear(this.#buffer, 0);
        }
    }

    #create({ name, type, ne }: TensorSpec): Tensor {
        const f = this.#device.functions;
        const full: Shape = shape(ne);
        const pointer = f.ggml_new_tensor_4d(this.#context, type, ...full);
        f.ggml_set_name(pointer, name.slice(0, 63));
        return contiguous(f, pointer, type, full);
    }

    /** One matrix with the rows of all members, and a view of it for each member. */
    #createGroup({ name, members }: TensorGroup): [string, Tensor][] {
        const f = this.#device.functions;
        const [first] = members as [TensorSpec];
        const rows = members.map(({ ne }) => ne[1] ?? 1);
        const whole = this.#create({
            name,
            type: first.type,
            ne: [first.ne[0] as number, rows.reduce((a, b) => a + b)],
        });
        let from = 0;
        const views = members.map((member, i): [string, Tensor] => {
            const ne = shape([first.ne[0] as number, rows[i] as number]);
            const strides = contiguous(f, whole.pointer, whole.type, ne).nb;
            const pointer = f.ggml_view_4d(
                this.#context,
                whole.pointer,
                ...ne,
                ...strides.slice(1),
                from * whole.nb[1],
            );
            from += rows[i] as number;
            return [member.name, { ...contiguous(f, pointer, whole.type, ne), base: whole.pointer }];
        });
        return [[name, whole], ...views];
    }

    #allocate(bufferType: Pointer): Pointer {
        const buffer = this.#device.functions.ggml_backend_alloc_ctx_tensors_from_buft(
            this.#context,
            bufferType,
        );
        if (buffer) return buffer;
        this.dispose();
        throw new StudioError(
            "out-of-memory",
            "There is not enough memory to load this. Choose a smaller model or close other programs.",
        );
    }

    /** The tensor of a name. */
    get(name: string): Tensor {
        const tensor = this.tensors.get(name);
        if (!tensor) throw new Error(`no tensor ${name}`);
        return tensor;
    }

    /** Frees the buffer; idempotent. */
    dispose(): void {
        if (this.#buffer) this.#device.functions.ggml_backend_buffer_free(this.#buffer);
        if (this.#context) this.#device.functions.ggml_free(this.#context);
        this.#buffer = null;
        this.#context = 0n;
    }
}
