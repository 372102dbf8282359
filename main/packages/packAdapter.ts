/**
 * Makes an adapter package: one file with everything that somebody else needs to use an adapter and to know what it is.
 */
import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import type { PreferencePair } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { hashPairs } from "../formats/preferences/pairHash.ts";
import { toTrlRow } from "../formats/preferences/writeRows.ts";
import { type Digest, writeZip, type ZipPart, type ZipWriteOptions } from "../formats/zip/writeZip.ts";
import { type AdapterHeader, readAdapterHeader } from "../model/adapterFile.ts";
import { type PackageManifest, type PackageMetrics, packageVersion, parts } from "./manifest.ts";

/** What goes into a package. What is left out comes from the adapter's file, where that says it. */
export interface PackageSource {
    /** path of the adapter, a GGUF LoRA file */
    adapter: string;
    name?: string;
    note?: string;
    tags?: readonly string[];
    /** ISO 8601 */
    createdAt?: string;
    metrics?: PackageMetrics["metrics"];
    settings?: PackageMetrics["settings"];
    verdict?: PackageMetrics["verdict"];
    /** the pairs it was trained on, in their order */
    data?: { name: string; pairs: readonly PreferencePair[] };
}

/** A package that was written. */
export interface PackedAdapter {
    path: string;
    bytes: number;
    manifest: PackageManifest;
}

/**
 * Writes a package, whole or not at all.
 * @throws StudioError what `readAdapterHeader` throws; data-invalid (pairs that the adapter was not trained on);
 *   disk-full, file-access, file-missing
 */
export async function packAdapter(
    to: string,
    source: PackageSource,
    options: ZipWriteOptions = {},
): Promise<PackedAdapter> {
    const header = readAdapterHeader(source.adapter);
    const data = describeData(header, source);
    let manifest: PackageManifest | undefined;
    const described = (before: ReadonlyMap<string, Digest>) => {
        manifest = describe(source, header, data, before);
        return jsonStream(manifest);
    };
    const list: ZipPart[] = [
        { name: parts.adapter, compress: false, open: () => Readable.from(chunksOf(source.adapter)) },
        { name: parts.metrics, compress: true, open: () => jsonStream(metricsOf(source, header)) },
    ];
    const { pairs } = source.data ?? {};
    if (pairs) list.push({ name: parts.data, compress: true, open: () => Readable.from(lines(pairs)) });
    list.push({ name: parts.manifest, compress: true, open: described });
    await writeZip(to, list, options);
    return { path: to, bytes: statSync(to).size, manifest: manifest as PackageManifest };
}

/** Bytes that will be read for a package, to show how far it is. */
export function packageBytes({ adapter }: PackageSource): number {
    return statSync(adapter, { throwIfNoEntry: false })?.size ?? 0;
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
    try {
        yield* createReadStream(path, { highWaterMark: 2 ** 20 });
    } catch (error) {
        throw translateFileError(error, path, "read");
    }
}

function jsonStream(value: unknown): Readable {
    return Readable.from([Buffer.from(`${JSON.stringify(value, null, 2)}\n`)]);
}

function* lines(pairs: readonly PreferencePair[]): Generator<Buffer> {
    for (const pair of pairs) yield Buffer.from(`${JSON.stringify(toTrlRow(pair))}\n`);
}

function describeData(
    { dataHash }: AdapterHeader,
    { adapter, data }: PackageSource,
): PackageManifest["data"] {
    if (!data) return dataHash ? { name: "", sha256: dataHash, pairs: null } : null;
    const sha256 = hashPairs(data.pairs);
    if (dataHash !== undefined && dataHash !== sha256)
        throw new StudioError(
            "data-invalid",
            `These pairs are not those that the adapter "${adapter}" was trained on. Give those, unchanged and in their order, or make the package without data.`,
        );
    return { name: data.name, sha256, pairs: data.pairs.length };
}

function metricsOf({ metrics, settings, verdict }: PackageSource, header: AdapterHeader): PackageMetrics {
    return {
        metrics: metrics ?? (header.metrics as PackageMetrics["metrics"]) ?? null,
        settings: settings ?? (header.settings as PackageMetrics["settings"]) ?? null,
        verdict: verdict ?? null,
    };
}

function describe(
    source: PackageSource,
    header: AdapterHeader,
    data: PackageManifest["data"],
    digests: ReadonlyMap<string, Digest>,
): PackageManifest {
    const digest = (name: string) => digests.get(name) as Digest;
    return {
        format: "qadapter-package",
        version: packageVersion,
        name: (source.name ?? header.name) || "adapter",
        note: source.note ?? "",
        tags: [...(source.tags ?? [])],
        createdAt: source.createdAt ?? null,
        base: header.base ?? null,
        data,
        parts: {
            [parts.adapter]: digest(parts.adapter),
            [parts.metrics]: digest(parts.metrics),
            ...(source.data ? { [parts.data]: digest(parts.data) } : {}),
        },
    };
}
