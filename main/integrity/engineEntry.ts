/** The entry of the engine's process in the packaged program: checks the native libraries, then becomes the engine. */
import { join } from "node:path";
import { verifyLibraries } from "./verifyLibraries.ts";

// Electron says only that the arguments are in process.argv; the engine's one argument is the last.
process.argv.splice(2, Number.POSITIVE_INFINITY, process.argv.at(-1) ?? "{}");
await verifyLibraries(join(import.meta.dirname, "../.."));
await import("../engine/main.ts");
