/**
 * Finds and opens the ggml libraries inside node-llama-cpp's platform packages.
 * Not a device: see device.ts. One process opens one set of libraries, once.
 */
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import koffi, { type LibraryHandle } from "koffi";
import { StudioError } from "../errors.ts";
import { bindGgml, type GgmlFunctions, type Pointer } from "./bindings.ts";
import { libraryFolder } from "./libraryFolders.ts";

/** The kinds of accelerator that a library set can drive. */
export type GpuKind = "none" | "vulkan" | "cuda" | "metal";

/** An opened set of libraries. */
export interface GgmlLibrary {
    functions: GgmlFunctions;
    /** The folder that the libraries were loaded from. */
    directory: string;
    gpu: GpuKind;
    /** What `ggml_version()` says. */
    version: string;
    /** Calls the function behind a native function pointer with the given C prototype. */
    call: (address: Pointer, prototype: string, ...args: unknown[]) => unknown;
    /** Reads the pointer at a byte offset of a native structure. */
    readPointer: (address: Pointer, offset: number) => Pointer | null;
    /** Reads a null-terminated array of pointers. */
    readPointers: (address: Pointer) => Pointer[];
    /** The `llama_*` functions of the same build, for tests that take llama.cpp as the oracle. */
    openLlama: () => LibraryHandle;
}

let opened: GgmlLibrary | undefined;

/**
 * Opens ggml for the given accelerator; later calls return what is already open.
 * @param gpu which build to open; a process cannot switch afterwards
 * @param cpuVariant file name of one CPU library to load instead of the best one (tests)
 * @throws StudioError `device-unavailable` when the platform package is missing or another build is open
 */
export function openGgml(gpu: GpuKind = "none", cpuVariant?: string): GgmlLibrary {
    if (opened) {
        if (opened.gpu !== gpu)
            throw new StudioError(
                "device-unavailable",
                `The program already runs on "${opened.gpu}" and cannot switch to "${gpu}" without a restart.`,
            );
        return opened;
    }
    const directory = findLibraryDirectory(gpu);
    opened = openFrom(directory, gpu, cpuVariant);
    return opened;
}

/** The accelerators whose libraries are installed. Whether a device answers is known when it is opened. */
export function installedAccelerators(): Exclude<GpuKind, "none">[] {
    const kinds = ["vulkan", "cuda", "metal"] as const;
    return kinds.filter(
        (gpu) =>
            libraryFolder(gpu) !== undefined ||
            packageScopes().some((scope) =>
                packageNames(gpu).some((name) => existsSync(join(scope, name, "bins"))),
            ),
    );
}

function openFrom(directory: string, gpu: GpuKind, cpuVariant?: string): GgmlLibrary {
    const names = readdirSync(directory);
    const find = (pattern: RegExp) => {
        const name = names.find((candidate) => pattern.test(candidate));
        if (!name)
            throw new StudioError(
                "device-unavailable",
                `The folder ${directory} lacks a part of ggml (${pattern.source}). Reinstall the program.`,
            );
        return join(directory, name);
    };
    const base = koffi.load(find(/^(lib)?ggml-base\.(so|dylib|dll)$/));
    const registry = koffi.load(find(/^(lib)?ggml\..*\.(so|dylib|dll)$/));
    const functions = bindGgml(base, registry);
    // A C function without arguments or result, used as a log callback, keeps ggml silent;
    // a JavaScript callback could be called from a compute thread and deadlock.
    if (!process.env.QADAPTER_DEBUG) functions.ggml_log_set(base.symbol("ggml_time_init"), null);
    if (cpuVariant) functions.ggml_backend_load(join(directory, cpuVariant));
    else functions.ggml_backend_load_all_from_path(directory);
    return {
        functions,
        directory,
        gpu,
        version: functions.ggml_version(),
        call: (address, prototype, ...args) => koffi.call(address, koffi.proto(prototype), ...args),
        readPointer,
        readPointers,
        openLlama: () => koffi.load(find(/^(lib)?llama\.(?!.*common).*(so|dylib|dll)$/)),
    };
}

function readPointer(address: Pointer, offset: number): Pointer | null {
    return koffi.decode(address, offset, "void *") as Pointer | null;
}

function readPointers(address: Pointer): Pointer[] {
    const found: Pointer[] = [];
    for (let i = 0; ; i++) {
        const value = readPointer(address, i * 8);
        if (!value) return found;
        found.push(value);
    }
}

/** The folder of the platform package for an accelerator, e.g. `…/@node-llama-cpp/linux-x64/bins/linux-x64`. */
function findLibraryDirectory(gpu: GpuKind): string {
    const named = libraryFolder(gpu);
    if (named !== undefined) return named;
    for (const scope of packageScopes())
        for (const name of packageNames(gpu)) {
            const bins = join(scope, name, "bins");
            const folder = existsSync(bins) ? readdirSync(bins)[0] : undefined;
            if (folder) return join(bins, folder);
        }
    throw new StudioError(
        "device-unavailable",
        gpu === "none"
            ? `The inference libraries for ${process.platform}-${process.arch} are not installed. Reinstall the program (npm ci).`
            : `The libraries for "${gpu}" are not installed on this computer. Use --device cpu instead.`,
    );
}

/** Native code cannot look into an Electron archive, so the unpacked copy beside it is used. */
function packageScopes(): string[] {
    const entry = createRequire(import.meta.url).resolve("node-llama-cpp");
    const modules = dirname(dirname(dirname(entry)));
    return [join(modules, "@node-llama-cpp").replace(/app\.asar(?=[\\/])/, "app.asar.unpacked")];
}

function packageNames(gpu: GpuKind): string[] {
    const os = process.platform === "win32" ? "win" : process.platform === "darwin" ? "mac" : "linux";
    const platform = `${os}-${process.arch === "arm" ? "armv7l" : process.arch}`;
    if (gpu !== "none") return [`${platform}-${gpu}`];
    return os === "mac" ? [platform, `${platform}-metal`] : [platform];
}
