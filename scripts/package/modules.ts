/**
 * The npm packages of the packaged program: those that our sources lead to, and of each only what is needed on one
 * platform at run time.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** What is packaged for. */
export interface Target {
    platform: "linux" | "darwin" | "win32";
    arch: "x64" | "arm64";
}

/** A package as it is installed here. */
export interface Module {
    name: string;
    version: string;
    licence: string;
    /** where it is installed */
    folder: string;
    /** where it goes, with "/", from the program's folder */
    path: string;
}

/** How the engine's packages call the platforms. */
export const engineNames = { linux: "linux", darwin: "mac", win32: "win" } as const;

interface PackageJson {
    name: string;
    version: string;
    license?: string | { type: string };
    dependencies?: Record<string, string>;
    optionalDependencies?: Record<string, string>;
    os?: string[];
    cpu?: string[];
}

/** The packages with these names and all that they need, each once, sorted by path. @param root a checkout */
export function collectModules(root: string, names: Iterable<string>, target: Target): Module[] {
    const found = new Map<string, Module>();
    const visit = (name: string, from: string, isOptional: boolean) => {
        const folder = findModule(root, from, name);
        if (folder === undefined) {
            if (isOptional) return;
            throw new Error(`The package ${name}, which ${from} needs, is not installed.`);
        }
        const json = readJson(folder);
        if (found.has(folder) || !isFor(json, target)) return;
        const { version, license } = json;
        const licence = typeof license === "object" ? license.type : (license ?? "unknown");
        found.set(folder, { name, version, licence, folder, path: toSlashes(relative(root, folder)) });
        const optional = json.optionalDependencies ?? {};
        for (const other of Object.keys(json.dependencies ?? {})) visit(other, folder, other in optional);
        for (const other of Object.keys(optional)) visit(other, folder, true);
    };
    for (const name of names) visit(name, root, false);
    return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** As Node looks for it: in the folder's own node_modules, then further out. */
function findModule(root: string, from: string, name: string): string | undefined {
    for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
        const candidate = join(folder, "node_modules", name);
        if (existsSync(join(candidate, "package.json"))) return candidate;
    }
    return undefined;
}

function readJson(folder: string): PackageJson {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageJson;
}

function isFor({ os, cpu }: PackageJson, { platform, arch }: Target): boolean {
    return (os?.includes(platform) ?? true) && (cpu?.includes(arch) ?? true);
}

/** Never needed while the program runs: types, documentation, tests, sources of native code. */
const dead =
    /(\.d\.[cm]?ts|\.map|\.md|\.markdown|\.ts|\.tsx|\.flow|\.gyp|\.gypi|\.c|\.cc|\.cpp|\.h|\.hpp|\.cmake)$|(^|\/)(\.[^/]*|tests?|__tests__|examples?|docs?|benchmarks?|typings|umd|iife|yarn\.lock|CMakeLists\.txt|tsconfig[^/]*\.json)(\/|$)/i;

/** Of these packages only what matches. */
function kept({ name }: Module, { platform, arch }: Target): RegExp {
    if (name === "better-sqlite3")
        return new RegExp(`^(package\\.json|lib/|prebuilds/${platform}-${arch}\\.node$)`);
    if (name === "koffi") return /^(package\.json|index\.c?js|indirect\.c?js|src\/koffi\/.*\.c?js$)/;
    if (name.startsWith("@koromix/koffi-")) return /^(?!musl)/; // ours is a glibc program
    if (name === "node-llama-cpp")
        return /^(package\.json|dist\/(?!cli\/).*\.js$|dist\/cli\/utils\/|llama\/[^/]+\.json$)/;
    // an accelerator's package is used through ggml alone
    if (/^@node-llama-cpp\/.*-vulkan$/.test(name))
        return /^(package\.json|dist\/|bins\/[^/]+\/(?!llama-addon|(lib)?llama))/;
    return /./;
}

/** The engine's libraries for this platform alone, with Vulkan or Metal; CUDA comes as a pack of its own. */
export function isShipped({ name }: Module, { platform, arch }: Target): boolean {
    const [, kind] = /^@node-llama-cpp\/(.*)$/.exec(name) ?? [];
    const os = engineNames[platform];
    return (
        kind === undefined || [`${os}-${arch}`, `${os}-${arch}-vulkan`, `${os}-${arch}-metal`].includes(kind)
    );
}

/** Copies a package's needed files below the program's folder. */
export function copyModule(module: Module, target: Target, folder: string): void {
    const wanted = kept(module, target);
    const copy = (path: string) => {
        for (const entry of readdirSync(join(module.folder, path), { withFileTypes: true })) {
            const inner = path === "" ? entry.name : `${path}/${entry.name}`;
            if (entry.name === "node_modules" || dead.test(inner)) continue;
            if (entry.isDirectory()) copy(inner);
            else if (entry.isFile() && wanted.test(inner)) {
                const to = join(folder, module.path, inner);
                mkdirSync(dirname(to), { recursive: true });
                copyFileSync(join(module.folder, inner), to);
            }
        }
    };
    copy("");
}

function toSlashes(path: string): string {
    return path.replaceAll(sep, "/");
}
