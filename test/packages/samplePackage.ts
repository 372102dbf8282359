/** A small adapter with its pairs, packed, and zip files made by hand to be refused. */
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterEach } from "vitest";
import { type Options, ZipFile } from "yazl";
import { hashPairs } from "../../main/formats/preferences/pairHash.ts";
import { digestOf } from "../../main/formats/zip/writeZip.ts";
import { plainRule, writeAdapter } from "../../main/model/adapterFile.ts";
import type { PreferencePair } from "../../preload/records.ts";

export const fingerprint = "ab".repeat(32);

export const pairs: PreferencePair[] = [1, 2, 3].map((index) => ({
    prompt: [{ role: "user", content: `Question ${index}: “why”?` }],
    chosen: `Because of ${index}.\nReally.`,
    rejected: "No idea.",
}));

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "qadapter-package-"));
    folders.push(folder);
    return folder;
}

const folders: string[] = [];
afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Writes an adapter of one layer's query matrix. */
export function writeSmallAdapter(path: string, dataHash: string | undefined = hashPairs(pairs)): void {
    const matrix = (kind: "a" | "b", ne: [number, number]) => ({
        name: `blk.0.attn_q.weight.lora_${kind}`,
        layer: 0,
        target: "q" as const,
        kind,
        ne,
    });
    writeAdapter(path, {
        name: "warm",
        architecture: "llama",
        alpha: 8,
        matrices: [matrix("a", [6, 2]), matrix("b", [2, 4])],
        values: [
            Float32Array.from({ length: 12 }, (_, i) => i / 8),
            Float32Array.from({ length: 8 }, (_, i) => -i),
        ],
        rule: plainRule,
        base: { fingerprint, name: "Pip" },
        dataHash,
        settings: { rank: 2 },
        metrics: { accuracy: 0.75 },
    });
}

/** A part of a zip file made by hand. */
export interface HandPart {
    name: string;
    bytes: Uint8Array | string;
    options?: Partial<Options>;
}

/** Writes a zip file as somebody else's program might. */
export async function writeByHand(path: string, parts: readonly HandPart[]): Promise<void> {
    const zip = new ZipFile();
    for (const { name, bytes, options } of parts) zip.addBuffer(Buffer.from(bytes), name, options ?? {});
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(path));
}

/** The parts of a sound package, to be changed. */
export function soundParts(folder: string): Record<"adapter" | "metrics" | "data", HandPart> & {
    manifest: (changes?: object, parts?: readonly HandPart[]) => HandPart;
} {
    const adapterPath = join(folder, "made.gguf");
    writeSmallAdapter(adapterPath);
    const adapter = { name: "adapter.gguf", bytes: readFileSync(adapterPath) };
    const metrics = { name: "metrics.json", bytes: '{"metrics": null, "settings": null, "verdict": null}' };
    const answer = (content: string) => [{ role: "assistant", content }];
    const rows = pairs.map(({ prompt, chosen, rejected }) =>
        JSON.stringify({ prompt, chosen: answer(chosen), rejected: answer(rejected) }),
    );
    const data = { name: "data.jsonl", bytes: `${rows.join("\n")}\n` };
    const manifest = (changes: object = {}, listed: readonly HandPart[] = [adapter, metrics, data]) => ({
        name: "manifest.json",
        bytes: JSON.stringify({
            format: "qadapter-package",
            version: 1,
            name: "warm",
            note: "",
            tags: [],
            createdAt: null,
            base: { name: "Pip", fingerprint },
            data: { name: "", sha256: hashPairs(pairs), pairs: pairs.length },
            parts: Object.fromEntries(listed.map(({ name, bytes }) => [name, digestOf(Buffer.from(bytes))])),
            ...changes,
        }),
    });
    return { adapter, metrics, data, manifest };
}
