/**
 * Cuts the bytes of a JSONL file or a JSON list into rows without reading what is in them,
 * so that one bad row does not spoil the others.
 * Not a JSON parser: whether a row is valid is for the caller to find out.
 */

/** The bytes of one row, or the reason why there are none. */
export interface Slice {
    /** The line number in JSONL, the item number in a JSON list, both from 1. */
    line: number;
    bytes: Uint8Array;
    fault?: string;
}

/** How a file is laid out, and its rows. */
export interface SlicedFile {
    /** What `line` counts. */
    unit: "Line" | "Item";
    slices: Iterable<Slice>;
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const NOTHING = new Uint8Array(0);

/** Tells a JSON list from JSONL by the first character that is not blank, then cuts it. */
export function sliceRows(file: Uint8Array): SlicedFile {
    const start = skipBlank(file, hasByteOrderMark(file) ? 3 : 0);
    if (file[start] === OPEN_LIST) {
        return { unit: "Item", slices: sliceList(file, start + 1) };
    }
    return { unit: "Line", slices: sliceLines(file) };
}

function hasByteOrderMark(file: Uint8Array): boolean {
    return file[0] === 0xef && file[1] === 0xbb && file[2] === 0xbf;
}

function isBlank(byte: number | undefined): boolean {
    return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === NEWLINE;
}

function skipBlank(file: Uint8Array, from: number): number {
    let at = from;
    while (isBlank(file[at])) {
        at += 1;
    }
    return at;
}

function* sliceLines(file: Uint8Array): Generator<Slice> {
    let start = hasByteOrderMark(file) ? 3 : 0;
    for (let line = 1; start < file.length; line += 1) {
        const newline = file.indexOf(NEWLINE, start);
        const end = newline === -1 ? file.length : newline;
        const bytes = file.subarray(start, end);
        if (skipBlank(bytes, 0) < bytes.length) {
            yield { line, bytes };
        }
        start = end + 1;
    }
}

/** Goes from comma to comma; `from` is the position behind the opening bracket. */
function* sliceList(file: Uint8Array, from: number): Generator<Slice> {
    let item = findItem(file, from);
    let line = 1;
    for (; file[item.end] === COMMA; line += 1) {
        yield sliceItem(file, item, line);
        item = findItem(file, item.end + 1);
    }
    const isEmptyList = line === 1 && item.blank;
    const isCutAfterComma = item.blank && item.end === file.length;
    if (!isEmptyList && !isCutAfterComma) {
        yield sliceItem(file, item, line);
        line += 1;
    }
    if (!item.cut) {
        yield* afterLastItem(file, item.end, line);
    }
}

function sliceItem(file: Uint8Array, item: Item, line: number): Slice {
    if (item.blank) {
        const fault = "there is nothing here; the list has a comma too many.";
        return { line, bytes: NOTHING, fault };
    }
    return { line, bytes: file.subarray(item.start, item.end) };
}

/** Says so when a list is not closed, or goes on after it was. */
function* afterLastItem(file: Uint8Array, end: number, line: number): Generator<Slice> {
    if (end === file.length) {
        const fault = "the list stops without its closing bracket; the file seems to be cut off.";
        yield { line, bytes: NOTHING, fault };
    } else if (skipBlank(file, end + 1) < file.length) {
        const fault = "there is more text after the end of the list, and it was not read.";
        yield { line, bytes: NOTHING, fault };
    }
}

/** Where an item of a list lies. */
interface Item {
    start: number;
    /** The position of the comma or bracket behind it, or the length of the file. */
    end: number;
    blank: boolean;
    /** The file ends inside the item. */
    cut: boolean;
}

function findItem(file: Uint8Array, start: number): Item {
    let depth = 0;
    let at = start;
    for (; at < file.length; at += 1) {
        const byte = file[at];
        if (byte === QUOTE) {
            at = findStringEnd(file, at);
        } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
            depth += 1;
        } else if (depth === 0 && (byte === COMMA || byte === CLOSE_LIST)) {
            break;
        } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
            depth = Math.max(0, depth - 1);
        }
    }
    const end = Math.min(at, file.length);
    return { start, end, blank: skipBlank(file, start) >= end, cut: depth > 0 || at > file.length };
}

/** The position of the closing quote, or the length of the file. */
function findStringEnd(file: Uint8Array, open: number): number {
    for (let at = open + 1; at < file.length; at += 1) {
        if (file[at] === BACKSLASH) {
            at += 1;
        } else if (file[at] === QUOTE) {
            return at;
        }
    }
    return file.length;
}
