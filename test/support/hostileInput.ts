/**
 * Inputs that try to do harm, made from the schema of a call: mostly of the right form, so that they get past the first
 * check, with values that exist nowhere, are as large as allowed, or lead elsewhere; and now and then something else.
 */
import fc from "fast-check";
import { z } from "zod";

type Schema = Record<string, unknown>;

/** Values that no schema expects, or that have broken programs before. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
    fc.constantFrom<unknown>(
        undefined,
        null,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        -1,
        0,
        1e308,
        2 ** 53,
        10n,
        "",
        "\0",
        "\ud800",
        "x".repeat(1_100_000),
        [],
        {},
        new Date(Number.NaN),
        new Map([["a", 1]]),
        new Set([1]),
        JSON.parse('{"__proto__":{"polluted":1}}'),
        { constructor: { prototype: { polluted: 1 } } },
        Array.from({ length: 300 }).reduce<unknown[]>((inner) => [inner], []),
    ),
    fc.anything({ maxDepth: 2 }),
);

const text = fc.oneof(
    { weight: 6, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
    {
        weight: 6,
        arbitrary: fc.constantFrom(
            "egg",
            "__proto__",
            "constructor",
            "../../etc/passwd",
            "'; DROP TABLE pairs; --",
            '" OR NEAR(*) ^',
            "\0",
            "\u202e\u0000\ud800",
            "%n%s",
            "{{ 1 }}{% for x in y %}",
            "1".repeat(300),
        ),
    },
    { weight: 1, arbitrary: fc.constant("a b ".repeat(20_000)) },
);

/** @param folder where paths may lead: what is written stays there */
function pathsIn(folder: string): fc.Arbitrary<string> {
    const inside = ["", "/none", "/none/none", "/file.jsonl", "/file.gguf", `/${"n".repeat(300)}`, "/a\nb"];
    return fc.oneof(
        fc.constantFrom(...inside.map((name) => folder + name)),
        fc.constantFrom("/dev/null", "/proc/self/mem", "/proc/none/none", "\0"),
    );
}

/** Inputs for a call. @param schema the call's own; undefined where it has none */
export function hostileInput(schema: z.ZodType | undefined, folder: string): fc.Arbitrary<unknown> {
    if (!schema) return junk;
    const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema;
    return fc.oneof({ weight: 8, arbitrary: nodeOf(json, pathsIn(folder)) }, { weight: 1, arbitrary: junk });
}

function nodeOf(schema: Schema, paths: fc.Arbitrary<string>, name = ""): fc.Arbitrary<unknown> {
    return fc.oneof({ weight: 20, arbitrary: properOf(schema, paths, name) }, { weight: 1, arbitrary: junk });
}

function properOf(schema: Schema, paths: fc.Arbitrary<string>, name: string): fc.Arbitrary<unknown> {
    const { anyOf, type } = schema;
    if ("const" in schema) return fc.constant(schema.const);
    if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
    if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((one) => nodeOf(one as Schema, paths, name)));
    if (type === "object") return objectOf(schema, paths);
    if (type === "array") return listOf(schema, paths);
    if (type === "string") return name === "path" ? paths : stringOf(schema);
    if (type === "integer" || type === "number") return numberOf(schema);
    if (type === "boolean") return fc.boolean();
    if (type === "null") return fc.constant(null);
    return junk;
}

function objectOf({ properties, required, additionalProperties }: Schema, paths: fc.Arbitrary<string>) {
    if (properties === undefined)
        return fc.dictionary(
            fc.constantFrom("a", "__proto__", "constructor", "toString"),
            nodeOf((additionalProperties ?? {}) as Schema, paths),
            { maxKeys: 3 },
        );
    const fields = Object.entries(properties as Record<string, Schema>);
    return fc.record(Object.fromEntries(fields.map(([key, field]) => [key, nodeOf(field, paths, key)])), {
        requiredKeys: (required ?? []) as string[],
    });
}

function listOf({ items, minItems = 0, maxItems = 3 }: Schema, paths: fc.Arbitrary<string>) {
    const minLength = minItems as number;
    const maxLength = Math.min(maxItems as number, Math.max(3, minLength));
    return fc.array(nodeOf((items ?? {}) as Schema, paths), { minLength, maxLength });
}

function stringOf({ format, minLength = 0, maxLength = 1e6 }: Schema): fc.Arbitrary<string> {
    if (format === "date-time") return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
    return text.map((value) => value.slice(0, maxLength as number).padEnd(minLength as number, "f"));
}

/** Numbers within the limits: the first rows of the store, such as it does not hold, and the limits themselves. */
function numberOf({ type, minimum, exclusiveMinimum, maximum }: Schema): fc.Arbitrary<number> {
    const low = (minimum ?? exclusiveMinimum ?? -10) as number;
    const high = (maximum ?? 1e15) as number;
    const some = [1, 2, 3, 999_999, low, low + 1, high].filter((value) => value >= low && value <= high);
    const exact = fc.constantFrom(...some);
    return type === "integer" ? exact : fc.oneof(exact, fc.double({ min: low, max: high, noNaN: true }));
}
