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

/** Bytes that a tensor takes in a buffer of a kind; a device's own order of numbers may need more than theirs. */
export function tensorBytes(device: Device, { type, ne }: TensorSpec, bufferType: Pointer): number {
    const f = device.functions;
    const mem_size = Number(f.ggml_tensor_overhead());
    const context = f.ggml_init({ mem_size, mem_buffer: null, no_alloc: true });
    const tensor = f.ggml_new_tensor_4d(context, type, ...shape(ne));
    const bytes = Number(f.ggml_backend_buft_get_alloc_size(bufferType, tensor));
    f.ggml_free(context);
    return bytes;
}

/** A set of named tensors in one device buffer. */
export class Storage {
    readonly tensors: ReadonlyMap<string, Tensor>;
    readonly bytes: number;
    readonly #device: Device;
    #context: Pointer;
    #buffer: Pointer | null;

    /**
     * Allocates all tensors at once; those that are no weights are filled with zeros.
     * @throws StudioError `out-of-memory`
     */
    constructor(
        device: Device,
        specs: readonly TensorSpec[],
        options: { bufferType?: Pointer; weights?: boolean } = {},
    ) {
        const f = device.functions;
        this.#device = device;
        const bytes = Number(f.ggml_tensor_overhead()) * (specs.length + 1);
        this.#context = f.ggml_init({ mem_size: bytes, mem_buffer: null, no_alloc: true });
        const tensors = new Map<string, Tensor>();
        for (const spec of specs) tensors.set(spec.name, this.#create(spec));
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
