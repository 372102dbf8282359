/**
 * Runs graphs on a device: allocates their tensors, computes, reads and writes tensor data.
 * Not a queue of jobs: one graph at a time.
 */
import { setImmediate } from "node:timers/promises";
import { StudioError } from "../errors.ts";
import type { GgmlFunctions, Pointer } from "./bindings.ts";
import type { Device } from "./device.ts";
import type { Graph } from "./graph.ts";
import type { Tensor } from "./tensor.ts";

/** One compute buffer with the graph that currently occupies it. */
export class Scheduler {
    readonly #f: GgmlFunctions;
    readonly #device: Device;
    #pointer: Pointer;
    #graph: Graph | undefined;

    /** @param capacity most nodes of any graph that will run here */
    constructor(device: Device, capacity: number) {
        this.#f = device.functions;
        this.#device = device;
        const backends = BigUint64Array.from(device.backends);
        this.#pointer = this.#f.ggml_backend_sched_new(
            backends,
            null,
            backends.length,
            capacity,
            false,
            true,
        );
    }

    /**
     * Gives memory to a graph's tensors; what an earlier graph kept here is lost.
     * @throws StudioError `out-of-memory`
     */
    allocate(graph: Graph): void {
        this.#f.ggml_backend_sched_reset(this.#pointer);
        if (!this.#f.ggml_backend_sched_alloc_graph(this.#pointer, graph.pointer))
            throw new StudioError(
                "out-of-memory",
                "There is not enough memory for this step. Use a smaller batch or shorter texts, or close other programs.",
            );
        this.#graph = graph;
    }

    /**
     * Computes the allocated graph, then lets waiting events have their turn.
     * On the calling thread on purpose: from a worker thread ggml's own threads start on its core and decoding takes
     * twice as long (measured), and whoever must stay responsive runs the engine in a process of its own.
     */
    async compute(): Promise<void> {
        this.computeNow();
        await setImmediate();
    }

    /** Computes the allocated graph without a turn for waiting events. */
    computeNow(): void {
        if (!this.#graph) throw new Error("compute before allocate");
        const status = this.#f.ggml_backend_sched_graph_compute(this.#pointer, this.#graph.pointer);
        if (status !== 0) throw computeFailed(status);
    }

    /** Bytes of the compute buffers. */
    bufferBytes(): number {
        return this.#device.backends.reduce(
            (sum, backend) =>
                sum + Number(this.#f.ggml_backend_sched_get_buffer_size(this.#pointer, backend)),
            0,
        );
    }

    /** Frees the compute buffers. */
    dispose(): void {
        if (this.#pointer) this.#f.ggml_backend_sched_free(this.#pointer);
        this.#pointer = 0n;
        this.#graph = undefined;
    }
}

function computeFailed(status: number): StudioError {
    return status === -2
        ? new StudioError("out-of-memory", "The device ran out of memory during a computation.")
        : new StudioError(
              "device-unavailable",
              `The device failed during a computation (ggml status ${status}).`,
          );
}

/** Writes host data into an allocated tensor. */
export function setTensor(f: GgmlFunctions, tensor: Tensor, data: NodeJS.ArrayBufferView, offset = 0): void {
    f.ggml_backend_tensor_set(tensor.pointer, data, offset, data.byteLength);
}

/** Reads `count` F32 elements of an allocated tensor, from element `from`. */
export function getFloats(f: GgmlFunctions, tensor: Tensor, count: number, from = 0): Float32Array {
    const into = new Float32Array(count);
    getInto(f, tensor, into, from * 4);
    return into;
}

/** Fills a host array from an allocated tensor, from a byte offset. */
export function getInto(f: GgmlFunctions, tensor: Tensor, into: NodeJS.ArrayBufferView, offset = 0): void {
    f.ggml_backend_tensor_get(tensor.pointer, into, offset, into.byteLength);
}
