/**
 * The accelerators that are too large for the installers, as packs of their own: what each consists of, for the program's
 * list, and the pack as a file. Of the engine's package only ggml is needed: models are read by the program's own.
 *
 *     npm run pack:cuda        writes dist/installers/q-adapter-studio-cuda-VERSION-OS-ARCH.zip
 */
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type PackFiles, type PackKind, type PackList, packKinds } from "../../main/accelerators/packList.ts";
import { sha256OfFile } from "../../main/files/sha256.ts";
import { writeZip } from "../../main/formats/zip/writeZip.ts";
import { engineNames, type Target } from "./modules.ts";

const root = join(import.meta.dirname, "../..");

/** Folder of an accelerator's libraries as npm installed them; undefined where npm had none for this platform. */
function folderOf(kind: PackKind, { platform, arch }: Target): string | undefined {
    const name = `${engineNames[platform]}-${arch}-${kind}`;
    const folder = join(root, "node_modules/@node-llama-cpp", name, "bins", name);
    return existsSync(folder) ? folder : undefined;
}

/** What each pack consists of on a platform. */
export async function listPacks(target: Target): Promise<PackList> {
    const list: PackList = {};
    for (const kind of packKinds) {
        const folder = folderOf(kind, target);
        if (folder === undefined) continue;
        const files: PackFiles = {};
        for (const name of readdirSync(folder)
            .filter((name) => /^(lib)?ggml/.test(name))
            .sort()) {
            const path = join(folder, name);
            files[name] = { bytes: statSync(path).size, sha256: await sha256OfFile(path) };
        }
        list[kind] = files;
    }
    return list;
}

/** Writes a pack. Answers with its path. */
export async function writePack(kind: PackKind, target: Target, to: string): Promise<string> {
    const files = (await listPacks(target))[kind];
    const folder = folderOf(kind, target);
    if (!files || !folder)
        throw new Error(`npm installed no ${kind} libraries for ${target.platform}-${target.arch}.`);
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    mkdirSync(to, { recursive: true });
    const name = `q-adapter-studio-${kind}-${version}-${engineNames[target.platform]}-${target.arch}.zip`;
    const open = (file: string) => () => createReadStream(join(folder, file));
    await writeZip(
        join(to, name),
        Object.keys(files).map((file) => ({ name: file, compress: true, open: open(file) })),
    );
    return join(to, name);
}

if (import.meta.main) {
    const target = { platform: process.platform, arch: process.arch } as Target;
    process.stdout.write(`${await writePack("cuda", target, join(root, "dist/installers"))}\n`);
}
