/**
 * A device to compute on: the processor alone, or an accelerator with the processor beside it
 * for the operations that the accelerator lacks.
 * Not a model and not a graph.
 */
import { availableParallelism } from "node:os";
import { StudioError } from "../errors.ts";
import type { GgmlFunctions, Pointer } from "./bindings.ts";
import { type GgmlLibrary, type GpuKind, openGgml } from "./library.ts";

/** What a person may ask for. */
export type DeviceChoice = "auto" | "cpu" | "vulkan" | "cuda" | "metal";

const DeviceType = { cpu: 0, gpu: 1, igpu: 2 } as const;

/** An opened device. */
export class Device {
    readonly library: GgmlLibrary;
    readonly functions: GgmlFunctions;
    /** Backends by falling priority; the processor is last. */
    readonly backends: readonly Pointer[];
    readonly name: string;
    readonly isGpu: boolean;
    readonly threads: number;
    /** Where weights and caches live. */
    readonly bufferType: Pointer;
    /** Other layouts that the processor offers for weights (repacked for its instruction set). */
    readonly extraBufferTypes: readonly Pointer[];
    readonly #primary: Pointer;

    private constructor(library: GgmlLibrary, devices: Pointer[], threads: number) {
        const f = library.functions;
        this.library = library;
        this.functions = f;
        this.#primary = devices[0] as Pointer;
        this.name = f.ggml_backend_dev_description(this.#primary);
        this.isGpu = f.ggml_backend_dev_type(this.#primary) !== DeviceType.cpu;
        this.threads = threads;
        this.backends = devices.map((device) => f.ggml_backend_dev_init(device, null));
        this.bufferType = f.ggml_backend_dev_buffer_type(this.#primary);
        const cpu = devices[devices.length - 1] as Pointer;
        const setThreads = procedure(f, cpu, "ggml_backend_set_n_threads");
        if (setThreads)
            library.call(
                setThreads,
                "void (void *backend, int n)",
                this.backends[this.backends.length - 1],
                threads,
            );
        this.extraBufferTypes = this.isGpu ? [] : extraBufferTypes(library, cpu);
    }

    /**
     * Opens what was asked for; `auto` is the processor.
     * @throws StudioError `device-unavailable`
     */
    static open(choice: DeviceChoice = "auto", threads = defaultThreads()): Device {
        const kinds: GpuKind[] = choice === "auto" ? autoKinds() : [choice === "cpu" ? "none" : choice];
        for (const kind of kinds) {
            try {
                return Device.#openKind(kind, threads);
            } catch (error) {
                if (kind === kinds[kinds.length - 1]) throw error;
            }
        }
        throw new Error("unreachable");
    }

    static #openKind(kind: GpuKind, threads: number): Device {
        const library = openGgml(kind);
        const f = library.functions;
        const all: Pointer[] = [];
        for (let i = 0; i < Number(f.ggml_backend_dev_count()); i++) all.push(f.ggml_backend_dev_get(i));
        const cpu = all.find((device) => f.ggml_backend_dev_type(device) === DeviceType.cpu);
        const gpu = all.find((device) => isGpuType(f.ggml_backend_dev_type(device)));
        if (!cpu)
            throw new StudioError(
                "device-unavailable",
                "No part of ggml runs on this processor. Reinstall the program for this kind of computer.",
            );
        if (kind === "none") return new Device(library, [cpu], threads);
        if (!gpu)
            throw new StudioError(
                "device-unavailable",
                `No ${kind} device answers on this computer. Use --device cpu, or check the graphics driver.`,
            );
        return new Device(library, [gpu, cpu], threads);
    }

    /** Free and total memory of the device in bytes. */
    memory(): { free: number; total: number } {
        const free = [0];
        const total = [0];
        this.functions.ggml_backend_dev_memory(this.#primary, free, total);
        return { free: Number(free[0]), total: Number(total[0]) };
    }

    /** Whether the device can run the operation of a tensor. */
    supports(pointer: Pointer): boolean {
        return this.functions.ggml_backend_dev_supports_op(this.#primary, pointer);
    }

    /** Frees the backends. */
    dispose(): void {
        for (const backend of this.backends) this.functions.ggml_backend_free(backend);
    }
}

function isGpuType(type: number): boolean {
    return type === DeviceType.gpu || type === DeviceType.igpu;
}

/** The processor, on which everything is proved; an accelerator has to be asked for. */
function autoKinds(): GpuKind[] {
    return ["none"];
}

function defaultThreads(): number {
    return Math.max(1, availableParallelism());
}

function procedure(f: GgmlFunctions, device: Pointer, name: string): Pointer | null {
    return f.ggml_backend_reg_get_proc_address(f.ggml_backend_dev_backend_reg(device), name) || null;
}

function extraBufferTypes(library: GgmlLibrary, cpu: Pointer): Pointer[] {
    const get = procedure(library.functions, cpu, "ggml_backend_dev_get_extra_bufts");
    if (!get) return [];
    const list = library.call(get, "void *(void *device)", cpu) as Pointer | null;
    return list ? library.readPointers(list) : [];
}
