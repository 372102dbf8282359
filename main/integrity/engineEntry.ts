/** The entry of the engine's process in the packaged program: checks the native libraries, then becomes the engine. */
import { join } from "node:path";
import { verifyLibraries } from "./verifyLibraries.ts";

// Electron says only that the arguments are in process.argv; the engine's one argument is the last.
process.argv.splice(2, Number.POSITIVE_INFINITY, process.argv.at(-1) ?? "{}");
try {
    await verifyLibraries(join(import.meta.dirname, "../.."));
} catch (error) {
    process.stderr.write(`error ${(error as Error).message}\n`);
    process.exit(1);
}
await import("../engine/main.ts");
