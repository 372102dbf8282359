/**
 * What an adapter package says about itself: its parts with their checksums, the adapter's metadata, the model and the
 * data that it was made with. The schema that a manifest from somebody else has to pass; not the files themselves.
 */
import { z } from "zod";

/** The files of a package. */
export const parts = {
    manifest: "manifest.json",
    adapter: "adapter.gguf",
    metrics: "metrics.json",
    data: "data.jsonl",
} as const;

/** The most bytes that each may have. */
export const partLimits: Readonly<Record<string, number>> = {
    [parts.manifest]: 2 ** 20,
    [parts.adapter]: 4 * 2 ** 30,
    [parts.metrics]: 16 * 2 ** 20,
    [parts.data]: 500 * 1000 * 1000,
};

/** The version of the format that this program writes, and the newest that it reads. */
export const packageVersion = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const text = (longest: number) =>
    z
        .string()
        .max(longest)
        .refine((value) => value.isWellFormed());
const part = z.object({ bytes: z.int().nonnegative(), sha256 });

export const manifestSchema = z.object({
    format: z.literal("qadapter-package"),
    version: z.literal(packageVersion),
    name: text(200).min(1),
    note: text(20_000),
    tags: z.array(text(60).min(1)).max(50),
    /** when the adapter was made; null where nobody knows */
    createdAt: z.iso.datetime().nullable(),
    /** the model that it was trained on, by its weights */
    base: z.object({ name: text(1000), fingerprint: sha256 }).nullable(),
    /** what it was trained on; there also where the pairs themselves are not in the package */
    data: z.object({ name: text(200), sha256, pairs: z.int().nonnegative().nullable() }).nullable(),
    parts: z.object({
        [parts.adapter]: part,
        [parts.metrics]: part,
        [parts.data]: part.optional(),
    }),
});

/** A manifest that has the right form; whether it is true is checked against the parts. */
export type PackageManifest = z.output<typeof manifestSchema>;

/** How well the adapter did, and how it was trained: for people, in whatever form they were stored. */
export const metricsSchema = z.object({
    metrics: z.record(z.string(), z.json()).nullable(),
    settings: z.record(z.string(), z.json()).nullable(),
    verdict: z.json(),
});
export type PackageMetrics = z.output<typeof metricsSchema>;
