/**
 * GGUF strings to JavaScript strings and back without loss, even where the bytes are not valid UTF-8.
 * Does not clean anything up: a byte that belongs to no character becomes one of U+DC80..U+DCFF
 * (as Python's "surrogateescape" does), which shows as � and turns back into that byte when written.
 */

import { isUtf8 } from "node:buffer";

/** Decodes the bytes of a string. */
export function decodeText(bytes: Buffer): string {
    return isUtf8(bytes) ? bytes.toString("utf8") : decodeDamaged(bytes);
}

/** Encodes a string; the exact inverse of `decodeText`. Other lone surrogates become U+FFFD. */
export function encodeText(text: string): Buffer {
    return text.isWellFormed() ? Buffer.from(text, "utf8") : encodeEscaped(text);
}

/** Into UTF-16 units, of which there are never more than bytes. */
function decodeDamaged(bytes: Buffer): string {
    const units = Buffer.alloc(bytes.length * 2);
    let end = 0;
    let position = 0;
    while (position < bytes.length) {
        const length = characterLength(bytes, position);
        if (length === 0) {
            end = units.writeUInt16LE(0xdc00 + byteAt(bytes, position), end);
        } else if (length === 1) {
            end = units.writeUInt16LE(byteAt(bytes, position), end);
        } else {
            end += units.write(bytes.toString("utf8", position, position + length), end, "utf16le");
        }
        position += Math.max(length, 1);
    }
    return units.toString("utf16le", 0, end);
}

/** The length in bytes of the valid character at `position`, or 0 (the Unicode standard's table 3-7). */
function characterLength(bytes: Buffer, position: number): number {
    const lead = byteAt(bytes, position);
    if (lead < 0x80) {
        return 1;
    }
    const second = byteAt(bytes, position + 1);
    const min = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const max = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (lead < 0xc2 || lead > 0xf4 || second < min || second > max) {
        return 0;
    }
    const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    for (let next = position + 2; next < position + length; next++) {
        if ((byteAt(bytes, next) & 0xc0) !== 0x80) {
            return 0;
        }
    }
    return length;
}

function byteAt(bytes: Buffer, position: number): number {
    return bytes[position] ?? 0;
}

function encodeEscaped(text: string): Buffer {
    // With the flag "u" only lone surrogates match, never half of a character.
    const parts = text.split(/([\udc80-\udcff]+)/u);
    return Buffer.concat(
        parts.map((part, index) => (index % 2 === 1 ? escapedBytes(part) : Buffer.from(part))),
    );
}

function escapedBytes(surrogates: string): Buffer {
    return Buffer.from(Array.from(surrogates, (unit) => unit.charCodeAt(0) - 0xdc00));
}
