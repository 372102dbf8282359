/**
 * Takes metadata values out of a read GGUF file with the type that the caller needs.
 * Knows no keys: what they mean is for the model code to know.
 */

import { StudioError } from "../../errors.ts";
import { quote } from "./metadata.ts";
import type { GgufArray, GgufFile, GgufValue } from "./types.ts";

/**
 * The text under a key.
 * @param fallback returned when the key is absent; without it that is an error
 * @throws StudioError gguf-damaged if it is absent or no text
 */
export function getString(file: GgufFile, key: string, fallback?: string): string {
    return getValue(file, key, fallback, "a text", (value) =>
        typeof value === "string" ? value : undefined,
    );
}

/** The number under a key, of any number type; errors as for `getString`, also for an integer beyond 2^53. */
export function getNumber(file: GgufFile, key: string, fallback?: number): number {
    return getValue(file, key, fallback, "a number", (value) =>
        typeof value === "number" ? value : undefined,
    );
}

/** The truth value under a key; errors as for `getString`. */
export function getBoolean(file: GgufFile, key: string, fallback?: boolean): boolean {
    return getValue(file, key, fallback, "true or false", (value) =>
        typeof value === "boolean" ? value : undefined,
    );
}

/** The list of texts under a key, not copied; errors as for `getString`. */
export function getStrings(file: GgufFile, key: string, fallback?: readonly string[]): readonly string[] {
    return getValue(file, key, fallback, "a list of texts", (value) =>
        isArray(value) && value.elementType === "string" ? value.values : undefined,
    );
}

/** A copy of the list of numbers under a key, of any number type; errors as for `getNumber`. */
export function getNumbers(file: GgufFile, key: string, fallback?: readonly number[]): readonly number[] {
    return getValue(file, key, fallback, "a list of numbers", (value) =>
        isArray(value) ? toNumbers(value) : undefined,
    );
}

function getValue<T>(
    file: GgufFile,
    key: string,
    fallback: T | undefined,
    wanted: string,
    convert: (value: GgufValue) => T | undefined,
): T {
    const value = file.metadata.get(key);
    if (value === undefined && fallback !== undefined) {
        return fallback;
    }
    if (value === undefined) {
        throw new StudioError(
            "gguf-damaged",
            `The file "${file.path}" is incomplete: it lacks the metadata ${quote(key)}.`,
        );
    }
    const converted = convert(value);
    if (converted === undefined) {
        throw new StudioError(
            "gguf-damaged",
            `The file "${file.path}" is damaged: its metadata ${quote(key)} is not ${wanted}.`,
        );
    }
    return converted;
}

function isArray(value: GgufValue): value is GgufArray {
    return typeof value === "object";
}

function toNumbers({ elementType, values }: GgufArray): number[] | undefined {
    if (elementType === "string" || elementType === "bool" || elementType === "array") {
        return undefined;
    }
    const numbers = Array.from<number | bigint, number>(values, Number);
    const isExact =
        (elementType !== "uint64" && elementType !== "int64") || numbers.every(Number.isSafeInteger);
    return isExact ? numbers : undefined;
}
