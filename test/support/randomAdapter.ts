/** Adapters of random numbers for Pip, in a second's fraction: for what does not depend on what was learned. */
import { join } from "node:path";
import { readModelFile } from "../../main/formats/gguf/split.ts";
import { modelFingerprint, readAdapter, writeAdapter } from "../../main/model/adapterFile.ts";
import { pipPath } from "./command.ts";
import { writeRandomAdapter } from "./logits.ts";
import { newFolder, pipOf, type Studio } from "./studio.ts";

/** Writes one. Answers with its path. */
export function randomAdapter(name: string, seed: number): string {
    const path = join(newFolder(), `${name}.gguf`);
    writeRandomAdapter(path, pipPath, seed);
    const base = { fingerprint: modelFingerprint(readModelFile(pipPath)), name: "Pip" };
    writeAdapter(path, { ...readAdapter(path), name, base });
    return path;
}

/** Adds one to the library. */
export async function addRandomAdapter({ client }: Studio, name: string, seed: number): Promise<void> {
    const input = { path: randomAdapter(name, seed), modelId: await pipOf(client), name };
    for await (const _ of await client.adapters.importGguf(input));
}
