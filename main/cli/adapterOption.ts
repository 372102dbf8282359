/**
 * Reads the value of `--adapter PATH[:WEIGHT]`. Does not look at the file system.
 */
import { InvalidArgumentError } from "commander";
import { isNumberText } from "./numbers.ts";

/** An adapter and how strongly it counts. */
export interface AdapterChoice {
    path: string;
    /** 1 is the adapter as trained, 0 is without it; any finite number is allowed. */
    weight: number;
}

/**
 * Splits `PATH[:WEIGHT]`. Only a number after the last colon is a weight, so `C:\x.gguf` and `a:b.gguf`
 * are paths; a path that itself ends in a colon and a number needs its weight written out (`run:2:1`).
 */
export function parseAdapter(text: string): AdapterChoice {
    const colon = text.lastIndexOf(":");
    const tail = text.slice(colon + 1);
    const path = colon < 0 || isPathTail(tail) ? text : text.slice(0, colon);
    if (path.trim() === "")
        throw new InvalidArgumentError(
            "It needs the path of an adapter file, for example warm.gguf or warm.gguf:0.5.",
        );
    if (path === text) return { path, weight: 1 };
    const weight = isNumberText(tail) ? Number(tail) : Number.NaN;
    if (!Number.isFinite(weight))
        throw new InvalidArgumentError(
            `The weight after the last colon has to be a number, for example 0.5; it is "${tail}".`,
        );
    return { path, weight };
}

/** What follows the last colon belongs to the path if it names a file or folder rather than a number. */
function isPathTail(tail: string): boolean {
    return !isNumberText(tail) && /[\\/]|[.][A-Za-z]/.test(tail);
}

/** Collects a repeated `--adapter`. */
export function collectAdapter(text: string, earlier: AdapterChoice[] = []): AdapterChoice[] {
    return [...earlier, parseAdapter(text)];
}
