/**
 * `qadapter unpack`: from a package to an adapter file, or to what is in it.
 */
import { renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, resolve } from "node:path";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import { writePreferenceFile } from "../formats/preferences/preferenceFile.ts";
import { modelFingerprint, parameterCount } from "../model/adapterFile.ts";
import { type UnpackedPackage, unpackAdapter } from "../packages/unpackAdapter.ts";
import { interruptSignal } from "./interrupt.ts";
import { Progress, printJson, printLine, printText } from "./output.ts";
import type { UnpackOptions } from "./unpack.ts";
import { checkWritable } from "./writable.ts";

/** Runs the subcommand. */
export async function run(options: UnpackOptions): Promise<void> {
    const { out, pairsOut, model } = options;
    if (out !== undefined) checkWritable(out, "adapter");
    if (pairsOut !== undefined) checkWritable(pairsOut, "file");
    const progress = new Progress("Checking");
    const unpacked = await unpackAdapter(options.package, {
        // beside its place, so that it only has to be renamed
        temporary: out === undefined ? tmpdir() : dirname(resolve(out)),
        fingerprint: model === undefined ? undefined : modelFingerprint(readModelFile(model)),
        onProgress: (done, total) => progress.update({ done, total }),
        signal: interruptSignal,
    });
    progress.finish();
    try {
        put(unpacked, options);
    } finally {
        unpacked.dispose();
    }
    if (options.json) printJson(facts(unpacked, options));
    else printText(describe(unpacked));
}

function put({ pairs, adapterPath }: UnpackedPackage, options: UnpackOptions): void {
    const { out, pairsOut } = options;
    if (pairsOut !== undefined) {
        if (!pairs)
            throw new StudioError(
                "data-invalid",
                `"${options.package}" does not hold the pairs that its adapter was trained on. Leave out --pairs-out.`,
            );
        writePreferenceFile(pairsOut, pairs);
        printLine(`Wrote ${pairsOut}.`);
    }
    if (out === undefined) return;
    try {
        renameSync(adapterPath, out);
    } catch (error) {
        throw translateFileError(error, out, "written");
    }
    printLine(`Wrote ${out}.`);
}

function facts({ manifest, metrics, settings, verdict, adapter }: UnpackedPackage, options: UnpackOptions) {
    return {
        package: options.package,
        ...manifest,
        parameters: parameterCount(adapter),
        metrics,
        settings,
        verdict,
        adapter: options.out ?? null,
    };
}

function describe({ manifest, adapter, pairs }: UnpackedPackage): string {
    const { name, note, tags, base, data } = manifest;
    const rows: [string, string][] = [
        ["name", name],
        ["note", note],
        ["tags", tags.join(", ")],
        ["base", base?.name ?? "not stated"],
        ["parameters", String(parameterCount(adapter))],
        ["trained on", data?.pairs == null ? "not stated" : `${data.pairs} pairs`],
        ["pairs inside", pairs ? "yes" : "no"],
    ];
    return rows
        .filter(([, value]) => value !== "")
        .map(([key, value]) => `${key.padEnd(12)}  ${value}`)
        .join("\n");
}
