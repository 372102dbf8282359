/**
 * The entry of the engine's process in the packaged program: checks the native libraries, those of the program and those
 * of imported packs, then becomes the engine. Loads nothing native by itself.
 */
import { join } from "node:path";
import { importedPacks } from "../accelerators/importPack.ts";
import { readPackList, verifyPack } from "../accelerators/packList.ts";
import { verifyLibraries } from "./verifyLibraries.ts";

const root = join(import.meta.dirname, "../..");
// Electron says only that the arguments are in process.argv; the engine's one argument is the last.
const argument = process.argv.at(-1) ?? "{}";
process.argv.splice(2, Number.POSITIVE_INFINITY, argument);
const { accelerators = "" } = JSON.parse(argument) as { accelerators?: string };
const say = (error: unknown) => process.stderr.write(`error ${(error as Error).message}\n`);

try {
    await verifyLibraries(root);
} catch (error) {
    say(error);
    process.exit(1);
}
if (accelerators !== "") await admitPacks(accelerators);
await import("../engine/main.ts");

/** A damaged pack is left out; everything else goes on without it. */
async function admitPacks(folder: string): Promise<void> {
    const list = readPackList(root);
    const { addLibraryFolder } = await import("../ggml/libraryFolders.ts");
    for (const kind of importedPacks(folder, list))
        try {
            await verifyPack(join(folder, kind), list[kind] ?? {});
            addLibraryFolder(kind, join(folder, kind));
        } catch (error) {
            say(error);
        }
}
