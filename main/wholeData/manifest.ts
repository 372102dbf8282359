/**
 * What a file of the whole data says about itself, and which parts there may be. The schema that such a file from
 * somebody else has to pass; not the parts.
 */
import { z } from "zod";

/** Names of parts. Adapters, models and checkpoints lie in folders of these names. */
export const manifestName = "manifest.json";
export const databaseName = "studio.db";
export const folders = ["adapters", "models", "checkpoints"] as const;
export type Folder = (typeof folders)[number];

/** The version of the format that this program writes, and the newest that it reads. */
export const wholeDataVersion = 1;
export const mostParts = 100_000;

const digest = z.object({ bytes: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

export const manifestSchema = z.object({
    format: z.literal("qadapter-studio-data"),
    version: z.literal(wholeDataVersion),
    /** of the program that wrote it */
    program: z.string().max(100),
    createdAt: z.iso.datetime(),
    parts: z.record(z.string().max(1000), digest),
});
export type WholeDataManifest = z.output<typeof manifestSchema>;

/** The most bytes of a part; undefined: no such part belongs there. */
export function partLimit(name: string): number | undefined {
    if (name === manifestName) return 64 * 2 ** 20;
    if (name === databaseName) return Number.MAX_SAFE_INTEGER;
    return folders.some((folder) => name.startsWith(`${folder}/`)) ? Number.MAX_SAFE_INTEGER : undefined;
}
