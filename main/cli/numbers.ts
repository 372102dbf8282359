/**
 * Checks of numbers given on the command line. A wrong one becomes a usage error that says what is allowed.
 */
import { InvalidArgumentError } from "commander";

/** The bounds of a number; `above` and `below` exclude the bound itself. */
export interface Bounds {
    min?: number;
    above?: number;
    max?: number;
    below?: number;
}

/** True for text that is a plain decimal number ("1", "-0.5", "3e-4"), not for "", "0x10" or "Infinity". */
export function isNumberText(text: string): boolean {
    return /^[+-]?(\d+[.]?\d*|[.]\d+)(e[+-]?\d+)?$/i.test(text);
}

/** A parser of whole numbers within the bounds, for commander. */
export function whole(bounds: Bounds): (text: string) => number {
    return (text) => {
        const value = Number(text);
        if (!isNumberText(text) || !Number.isSafeInteger(value) || !isWithin(value, bounds))
            throw new InvalidArgumentError(`Allowed is a whole number${describe(bounds)}.`);
        return value;
    };
}

/** A parser of finite numbers within the bounds, for commander. */
export function real(bounds: Bounds = {}): (text: string) => number {
    return (text) => {
        const value = Number(text);
        if (!isNumberText(text) || !Number.isFinite(value) || !isWithin(value, bounds))
            throw new InvalidArgumentError(`Allowed is a number${describe(bounds)}.`);
        return value;
    };
}

function isWithin(value: number, { min, above, max, below }: Bounds): boolean {
    return (
        (min === undefined || value >= min) &&
        (above === undefined || value > above) &&
        (max === undefined || value <= max) &&
        (below === undefined || value < below)
    );
}

function describe({ min, above, max, below }: Bounds): string {
    const parts: string[] = [];
    if (min !== undefined) parts.push(`of at least ${min}`);
    if (above !== undefined) parts.push(`above ${above}`);
    if (max !== undefined) parts.push(`of at most ${max}`);
    if (below !== undefined) parts.push(`below ${below}`);
    return parts.length > 0 ? ` ${parts.join(" and ")}` : "";
}
