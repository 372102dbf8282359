/**
 * Between files: a LoRA of PEFT to a GGUF adapter and back. Both sides are files; what a model's weights are called
 * (their fingerprint) may be given where it is known, because large files take long to read.
 */
import { readModelFile } from "../formats/gguf/split.ts";
import { readAdapter, rememberFingerprint, writeAdapter } from "../model/adapterFile.ts";
import { exportPeft } from "./exportPeft.ts";
import { importPeft } from "./importPeft.ts";

/** The base that an adapter belongs to. */
export interface Base {
    path: string;
    fingerprint: string | null;
}

function openBase({ path, fingerprint }: Base) {
    const file = readModelFile(path);
    if (fingerprint !== null) rememberFingerprint(file, fingerprint);
    return file;
}

/** Writes the GGUF adapter at `to`. @throws StudioError as importPeft and writeAdapter */
export function peftToGguf(from: string, base: Base, to: string, name?: string): void {
    writeAdapter(to, importPeft(from, openBase(base), name));
}

/** Writes the folder at `to`. @throws StudioError as readAdapter and exportPeft */
export async function ggufToPeft(from: string, base: Base, to: string): Promise<void> {
    await exportPeft(to, readAdapter(from), from, openBase(base));
}
