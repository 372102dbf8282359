/**
 * Reads an adapter package from somebody else and checks all of it before anything of it is used: the table of
 * contents, every checksum, the adapter itself, the pairs. Puts its parts where the caller says, all or none.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { PreferencePair } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { hashPairs } from "../formats/preferences/pairHash.ts";
import { readPreferenceFile } from "../formats/preferences/preferenceFile.ts";
import { type OpenZip, openZip } from "../formats/zip/readZip.ts";
import { type Digest, digestOf } from "../formats/zip/writeZip.ts";
import { type Adapter, readAdapter } from "../model/adapterFile.ts";
import {
    manifestSchema,
    metricsSchema,
    type PackageManifest,
    type PackageMetrics,
    packageVersion,
    partLimits,
    parts,
} from "./manifest.ts";

/** What a package says, before its adapter has been looked at. */
export interface PackageSummary extends PackageMetrics {
    manifest: PackageManifest;
}

/** A package whose parts lie in a temporary folder, all of them checked. */
export interface UnpackedPackage extends PackageSummary {
    adapter: Adapter;
    /** path of the adapter, to be moved to its place */
    adapterPath: string;
    sha256: string;
    /** where the package holds them */
    pairs: PreferencePair[] | undefined;
    /** Removes what is left of it; a second time does nothing. */
    dispose: () => void;
}

/** How to unpack. */
export interface UnpackOptions {
    /** a folder for what is not checked yet, on the disk where the adapter will lie */
    temporary: string;
    /** the base that it has to be made for; default: any */
    fingerprint?: string;
    onProgress?: (bytes: number, total: number) => void;
    signal?: AbortSignal;
}

/** Says what a package holds, without unpacking it. @throws StudioError file-missing, file-access, package-invalid */
export async function readPackageSummary(path: string): Promise<PackageSummary> {
    const zip = await open(path);
    try {
        return await readSummary(zip);
    } finally {
        zip.close();
    }
}

/**
 * Unpacks a package into a temporary folder and checks all of it; the caller disposes of it.
 * @throws StudioError file-missing, file-access, disk-full; package-invalid; adapter-mismatch (made for another base)
 */
export async function unpackAdapter(path: string, options: UnpackOptions): Promise<UnpackedPackage> {
    const folder = temporaryFolder(options.temporary);
    const dispose = () => rmSync(folder, { recursive: true, force: true });
    const zip = await open(path).catch((error: unknown) => {
        dispose();
        throw error;
    });
    try {
        return { ...(await unpackInto(folder, zip, options)), dispose };
    } catch (error) {
        dispose();
        throw error;
    } finally {
        zip.close();
    }
}

function temporaryFolder(parent: string): string {
    try {
        mkdirSync(parent, { recursive: true });
        return mkdtempSync(join(parent, "package-"));
    } catch (error) {
        throw translateFileError(error, parent, "written");
    }
}

function open(path: string): Promise<OpenZip> {
    return openZip(path, {
        what: "an adapter package",
        limit: (name) => (Object.hasOwn(partLimits, name) ? partLimits[name] : undefined),
        parts: Object.keys(partLimits).length,
    });
}

async function unpackInto(
    folder: string,
    zip: OpenZip,
    options: UnpackOptions,
): Promise<Omit<UnpackedPackage, "dispose">> {
    const summary = await readSummary(zip);
    const { manifest } = summary;
    checkBase(zip, manifest, options.fingerprint);
    const adapterPath = join(folder, parts.adapter);
    await extract(zip, manifest, parts.adapter, adapterPath, options);
    const adapter = readAdapterPart(zip, adapterPath, manifest);
    const pairs = manifest.parts[parts.data] ? await readPairs(zip, folder, manifest, options) : undefined;
    return { ...summary, adapter, adapterPath, sha256: manifest.parts[parts.adapter].sha256, pairs };
}

async function readSummary(zip: OpenZip): Promise<PackageSummary> {
    const manifest = await readManifest(zip);
    const metricsBytes = await zip.read(parts.metrics);
    compare(zip, manifest, parts.metrics, digestOf(metricsBytes));
    const metrics = metricsSchema.safeParse(parseJson(zip, parts.metrics, metricsBytes));
    if (!metrics.success) throw zip.refuse(`its part "${parts.metrics}" does not say what it should`);
    return { manifest, ...metrics.data };
}

async function readManifest(zip: OpenZip): Promise<PackageManifest> {
    const json = parseJson(zip, parts.manifest, await zip.read(parts.manifest));
    const { format, version } = (json ?? {}) as { format?: unknown; version?: unknown };
    if (format === "qadapter-package" && typeof version === "number" && version > packageVersion)
        throw new StudioError(
            "package-invalid",
            "This package was made by a newer version of the program: update the program to use it.",
        );
    const result = manifestSchema.safeParse(json);
    if (!result.success) {
        const where = result.error.issues[0]?.path.join(".");
        throw zip.refuse(`its list of contents is wrong${where ? ` at "${where.slice(0, 100)}"` : ""}`);
    }
    checkParts(zip, result.data);
    return result.data;
}

function checkParts(zip: OpenZip, { parts: listed }: PackageManifest): void {
    for (const name of zip.parts.keys())
        if (name !== parts.manifest && !Object.hasOwn(listed, name))
            throw zip.refuse(`"${name}" is not in its list of contents`);
    for (const [name, digest] of Object.entries(listed))
        if (digest && zip.parts.get(name) !== digest.bytes)
            throw zip.refuse(
                `its part "${name}" is missing or has another size than its list of contents says`,
            );
}

function parseJson(zip: OpenZip, name: string, bytes: Uint8Array): unknown {
    try {
        return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch (error) {
        throw zip.refuse(`its part "${name}" is not JSON`, error);
    }
}

function compare(zip: OpenZip, { parts: listed }: PackageManifest, name: PartName, found: Digest): void {
    const { bytes, sha256 } = listed[name] ?? {};
    if (bytes !== found.bytes || sha256 !== found.sha256)
        throw zip.refuse(`its part "${name}" is damaged or was changed (its checksum is another)`);
}

type PartName = keyof PackageManifest["parts"];

async function extract(
    zip: OpenZip,
    manifest: PackageManifest,
    name: PartName,
    to: string,
    { onProgress, signal }: UnpackOptions,
): Promise<void> {
    const total = zip.parts.get(name) ?? 0;
    const report = (bytes: number) => onProgress?.(bytes, total);
    compare(zip, manifest, name, await zip.extract(name, to, { signal, onProgress: report }));
}

function checkBase(zip: OpenZip, { base, name }: PackageManifest, fingerprint: string | undefined): void {
    if (fingerprint === undefined || base?.fingerprint === fingerprint) return;
    if (!base) throw zip.refuse("it does not say which model it was made for");
    throw new StudioError(
        "adapter-mismatch",
        `The adapter "${name}" was made for the model "${base.name}", whose weights are others than those of this one.`,
    );
}

/** Everything in the adapter is looked at, its numbers included; and it has to be the one that the manifest describes. */
function readAdapterPart(zip: OpenZip, path: string, { base, data }: PackageManifest): Adapter {
    const adapter = refusing(zip, parts.adapter, () => readAdapter(path));
    if ((base?.fingerprint ?? null) !== (adapter.base?.fingerprint ?? null))
        throw zip.refuse("its adapter was made for another model than it says");
    if (adapter.dataHash !== undefined && adapter.dataHash !== data?.sha256)
        throw zip.refuse("its adapter was trained on other data than it says");
    return adapter;
}

async function readPairs(
    zip: OpenZip,
    folder: string,
    manifest: PackageManifest,
    options: UnpackOptions,
): Promise<PreferencePair[]> {
    const path = join(folder, parts.data);
    await extract(zip, manifest, parts.data, path, options);
    const file = refusing(zip, parts.data, () => readPreferenceFile(path));
    const problem = file.problems[0] ?? file.duplicates[0];
    if (
        problem ||
        hashPairs(file.pairs) !== manifest.data?.sha256 ||
        file.pairs.length !== manifest.data.pairs
    )
        throw zip.refuse("its pairs are not those that its adapter was trained on");
    return file.pairs.map(({ prompt, chosen, rejected }) => ({ prompt, chosen, rejected }));
}

/** A fault inside a part is a fault of the package; the part's temporary path would tell nobody anything. */
function refusing<Result>(zip: OpenZip, name: string, read: () => Result): Result {
    try {
        return read();
    } catch (error) {
        const isContent = error instanceof StudioError && !/^(file|disk)-/.test(error.code);
        throw isContent ? zip.refuse(`its part "${name}" cannot be used`, error) : error;
    }
}
