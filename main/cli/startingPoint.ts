/**
 * The adapter that `qadapter train --from` goes on from, and what the new one will be measured against.
 */
import { basename } from "node:path";
import { StudioError } from "../errors.ts";
import { sha256OfFile } from "../files/sha256.ts";
import { checkAdapterFits, modelFingerprint, readAdapter } from "../model/adapterFile.ts";
import type { TrainSettings } from "../training/settings.ts";
import type { StartingPoint } from "../training/trainJob.ts";
import { printLine } from "./output.ts";
import type { Opened } from "./session.ts";
import type { TrainOptions } from "./train.ts";

/** A starting point with its name, and its shape as settings. */
export type NamedStart = StartingPoint & {
    name: string;
    shape: Pick<TrainSettings, "rank" | "alpha" | "targets">;
};

/** Refuses what contradicts itself, before any file is opened. @throws StudioError `usage` */
export function checkStartOptions({ from, reference, method, rank, alpha, targets }: TrainOptions): void {
    if (reference === "start" && (from === undefined || method !== "dpo"))
        throw new StudioError(
            "usage",
            "--reference start needs --from and --method dpo: every other method is measured against the base, or against nothing.",
        );
    if (from !== undefined && [rank, alpha, targets].some((option) => option !== undefined))
        throw new StudioError(
            "usage",
            "An adapter that is trained on keeps its shape: leave out --rank, --alpha and --targets.",
        );
}

/** Reads and checks the adapter; says what the reference is. @throws StudioError as readAdapter */
export async function openStart(
    { from, reference = "base", method = "q-adapter" }: TrainOptions,
    { file, device }: Opened,
): Promise<NamedStart | undefined> {
    if (from === undefined) return undefined;
    const adapter = readAdapter(from, device.library);
    checkAdapterFits(adapter, from, file, () => modelFingerprint(file));
    const { matrices, values, alpha } = adapter;
    printLine(`Going on from ${from} (${adapter.rule.method}). ${referenceSentence(method, reference)}`);
    return {
        matrices,
        values,
        alpha,
        sha256: await sha256OfFile(from),
        reference,
        name: basename(from),
        shape: {
            alpha,
            rank: Math.max(...matrices.map(({ kind, ne }) => (kind === "a" ? ne[1] : 0))),
            targets: [...new Set(matrices.map(({ target }) => target))],
        },
    };
}

function referenceSentence(method: string, reference: StartingPoint["reference"]): string {
    if (method === "sft" || method === "replay") return "The method has no reference.";
    return reference === "start"
        ? "What counts as unchanged is that adapter."
        : "What counts as unchanged is the bare base model, as in a run from scratch.";
}
