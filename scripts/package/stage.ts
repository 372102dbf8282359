/**
 * Puts the whole packaged program together in dist/app, for one platform: what electron-builder makes installers of
 * (electron-builder.yml), and what `npm run desktop` starts. Everything in it is listed here; the same sources give the
 * same files.
 *
 *     npm run stage -- [--platform linux|darwin|win32] [--arch x64|arm64] [--offline-for-good]
 *
 * QADAPTER_UPDATES is the address of the newest release, for "Check for updates"; without it there is no such item.
 * QADAPTER_HOMEPAGE is the page that installers name.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "vite";
import { packListName } from "../../main/accelerators/packList.ts";
import { sha256OfFile } from "../../main/files/sha256.ts";
import { filesIn, type LibraryList, libraryList } from "../../main/integrity/verifyLibraries.ts";
import { listPacks } from "./acceleratorPack.ts";
import { collectModules, copyModule, engineNames, isShipped, type Module, type Target } from "./modules.ts";
import { nativeParts } from "./nativeParts.ts";
import { licenceList, noticesText, type Part, sbom } from "./notices.ts";
import { collectSources, writeSources } from "./sources.ts";

const root = join(import.meta.dirname, "../..");

/** Files that Node starts by themselves: the program and its engine. Workers are found from these. */
const entries = ["main/electron/main.ts", "main/integrity/engineEntry.ts"];

/** Lie beside the archive, because native code opens them; electron-builder.yml says the same. */
export const unpacked =
    /^(resources\/|node_modules\/@node-llama-cpp\/[^/]+\/bins\/|node_modules\/.*\.(node|so|dylib|dll)$)/;

/** What to put together. */
export interface StageOptions extends Target {
    /** default: dist/app */
    folder?: string;
    offlineForGood?: boolean;
}

/** Puts the program together. Answers with its folder. */
export async function stage(options: StageOptions): Promise<string> {
    const { folder = join(root, "dist/app"), offlineForGood = false, platform, arch } = options;
    const target = { platform, arch };
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const sources = collectSources(root, entries);
    writeSources(sources, folder);
    await buildPreload(folder);
    copyRenderer(folder);
    copyResources(folder);
    const modules = collectModules(root, sources.packages, target).filter((module) =>
        isShipped(module, target),
    );
    requireEngine(modules, target);
    for (const module of modules) copyModule(module, target, folder);
    const { version } = writePackageJson(folder, offlineForGood);
    writeNotices(folder, version, modules, target);
    await writeLibraryList(folder, target);
    writeFileSync(join(folder, packListName), JSON.stringify(await listPacks(target), null, 1));
    return folder;
}

/** Builds preload/preload.cjs: a sandboxed preload is one CommonJS file. */
export async function buildPreload(folder: string): Promise<void> {
    await build({
        configFile: false,
        root,
        logLevel: "warn",
        build: {
            ssr: "preload/preload.ts",
            outDir: join(folder, "preload"),
            emptyOutDir: false,
            minify: false,
            rollupOptions: {
                external: ["electron"],
                output: { format: "cjs", entryFileNames: "preload.cjs" },
            },
        },
    });
}

function copyRenderer(folder: string): void {
    const from = join(root, "renderer/dist");
    if (!existsSync(join(from, "index.html")))
        throw new Error("The screens have not been built: run npm run build:renderer first.");
    cpSync(from, join(folder, "renderer/dist"), { recursive: true });
}

/** The demonstration's data are for the command line. */
function copyResources(folder: string): void {
    for (const name of readdirSync(join(root, "resources")).filter((name) => name !== "demo"))
        cpSync(join(root, "resources", name), join(folder, "resources", name), { recursive: true });
}

/** npm leaves optional packages out without a word where the registry lacks them. */
function requireEngine(modules: readonly Module[], { platform, arch }: Target): void {
    const os = engineNames[platform];
    const isThere = modules.some(({ name }) => name.startsWith(`@node-llama-cpp/${os}-${arch}`));
    if (!isThere)
        throw new Error(
            `The engine's libraries for ${os}-${arch} are not installed: run npm ci on that system.`,
        );
}

function writePackageJson(folder: string, offlineForGood: boolean): { version: string } {
    const { name, version, description, author } = JSON.parse(
        readFileSync(join(root, "package.json"), "utf8"),
    );
    const json = {
        name,
        productName: "Q-Adapter Studio",
        version,
        description,
        author,
        homepage: process.env.QADAPTER_HOMEPAGE ?? "https://qadapter.invalid/", // deb and rpm packages need one
        license: "Apache-2.0",
        type: "module",
        main: "main/electron/main.js",
        ...(offlineForGood ? { offlineForGood } : {}),
        ...(process.env.QADAPTER_UPDATES ? { updates: process.env.QADAPTER_UPDATES } : {}),
    };
    writeFileSync(join(folder, "package.json"), `${JSON.stringify(json, null, 4)}\n`);
    return { version };
}

function writeNotices(folder: string, version: string, modules: readonly Module[], target: Target): void {
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    const parts = [...partsOfOthers(), ...nativeParts(root, target)];
    cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
    write("THIRD-PARTY-NOTICES.txt", noticesText(modules, parts));
    write("licences.json", JSON.stringify(licenceList(modules, parts)));
    write("sbom.cdx.json", `${JSON.stringify(sbom(version, modules, parts), null, 2)}\n`);
}

/** What came into the screens and the native packages without being a package of the program. */
function partsOfOthers(): Part[] {
    const screens = collectModules(root, screenPackages(), { platform: "linux", arch: "x64" });
    const electron = JSON.parse(readFileSync(join(root, "node_modules/electron/package.json"), "utf8"));
    return [
        ...screens.map((module) => ({
            ...module,
            text: noticesText([module], []).split("\n").slice(4).join("\n"),
        })),
        {
            name: "Electron",
            version: electron.version,
            licence: "MIT",
            text: `${readFileSync(join(root, "node_modules/electron/LICENSE"), "utf8")}\nElectron's own parts, Chromium and Node among them: LICENSES.chromium.html beside the program.`,
        },
    ];
}

/** The packages that the screens import. */
function screenPackages(): string[] {
    const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const texts = filesIn(join(root, "renderer"))
        .filter((path) => /\.tsx?$/.test(path) && !path.startsWith("dist/"))
        .map((path) => readFileSync(join(root, "renderer", path), "utf8"))
        .join("\n");
    return Object.keys(devDependencies).filter((name) => texts.includes(`"${name}`));
}

/** On macOS every library is signed with the program afterwards, which changes it: there the system itself checks. */
async function writeLibraryList(folder: string, { platform }: Target): Promise<void> {
    const isSigned = (path: string) => platform === "darwin" && /\.(dylib|so|node)$/.test(path);
    const list: LibraryList = {};
    for (const path of filesIn(folder).filter((path) => unpacked.test(path)))
        list[path] = isSigned(path) ? null : await sha256OfFile(join(folder, path));
    writeFileSync(join(folder, libraryList), `${JSON.stringify(list, null, 1)}\n`);
}

if (import.meta.main) {
    const { values } = parseArgs({
        options: {
            platform: { type: "string", default: process.platform },
            arch: { type: "string", default: process.arch },
            "offline-for-good": { type: "boolean", default: false },
        },
    });
    const { platform, arch } = values as unknown as Target;
    const folder = await stage({ platform, arch, offlineForGood: values["offline-for-good"] });
    process.stdout.write(`The program for ${platform}-${arch} lies in ${folder}.\n`);
}
