/**
 * Reads the key and value pairs of a GGUF header.
 * Checks their form only: what a model must say about itself is for its reader to check.
 */

import type { HeaderCursor, ScalarReader } from "./cursor.ts";
import type { GgufArray, GgufMetadataType, GgufNumberType, GgufValue, GgufValueTypeName } from "./types.ts";
import { valueTypeNames } from "./types.ts";

/** Bounds on what no real model has, so that a small file cannot claim a large share of the memory. */
const maxEntries = 2 ** 16;
const maxNestedArrays = 2 ** 16;
const maxDepth = 4;

/** A key (8 + 1), the type and one byte of value. */
const minEntryBytes = 14;

interface NumberKind {
    bytes: number;
    read: ScalarReader;
    create: (length: number) => ArrayBufferView<ArrayBuffer>;
}

const numberKinds: Readonly<Record<GgufNumberType, NumberKind>> = {
    uint8: { bytes: 1, read: (view, at) => view.getUint8(at), create: (length) => new Uint8Array(length) },
    int8: { bytes: 1, read: (view, at) => view.getInt8(at), create: (length) => new Int8Array(length) },
    uint16: {
        bytes: 2,
        read: (view, at) => view.getUint16(at, true),
        create: (length) => new Uint16Array(length),
    },
    int16: {
        bytes: 2,
        read: (view, at) => view.getInt16(at, true),
        create: (length) => new Int16Array(length),
    },
    uint32: {
        bytes: 4,
        read: (view, at) => view.getUint32(at, true),
        create: (length) => new Uint32Array(length),
    },
    int32: {
        bytes: 4,
        read: (view, at) => view.getInt32(at, true),
        create: (length) => new Int32Array(length),
    },
    float32: {
        bytes: 4,
        read: (view, at) => view.getFloat32(at, true),
        create: (length) => new Float32Array(length),
    },
    uint64: {
        bytes: 8,
        read: (view, at) => view.getBigUint64(at, true),
        create: (length) => new BigUint64Array(length),
    },
    int64: {
        bytes: 8,
        read: (view, at) => view.getBigInt64(at, true),
        create: (length) => new BigInt64Array(length),
    },
    float64: {
        bytes: 8,
        read: (view, at) => view.getFloat64(at, true),
        create: (length) => new Float64Array(length),
    },
};

/** The values and types by key, both in the order of the file. */
export interface Metadata {
    values: Map<string, GgufValue>;
    types: Map<string, GgufMetadataType>;
}

/**
 * Reads `count` pairs at the cursor.
 * @throws StudioError gguf-damaged
 */
export function readMetadata(cursor: HeaderCursor, count: number): Metadata {
    cursor.require(count * minEntryBytes);
    if (count > maxEntries) {
        cursor.refuse(`is damaged: it claims to hold ${count} metadata entries, more than any real model.`);
    }
    const metadata: Metadata = { values: new Map(), types: new Map() };
    for (let index = 0; index < count; index++) {
        readEntry(cursor, metadata);
    }
    return metadata;
}

function readEntry(cursor: HeaderCursor, { values, types }: Metadata): void {
    const key = readName(cursor, "a metadata key", 65_535);
    if (values.has(key)) {
        cursor.refuse(`is damaged: it holds the metadata key ${quote(key)} twice.`);
    }
    const reader = new ValueReader(cursor, key);
    const value = reader.readValue(reader.readType());
    values.set(key, value.value);
    types.set(key, value.type);
}

/**
 * Reads a key or a tensor name: not empty, valid UTF-8, no zero byte (C code would read on to it only).
 * @param maxBytes of UTF-8
 */
export function readName(cursor: HeaderCursor, what: string, maxBytes: number): string {
    const start = cursor.position + 8;
    const name = cursor.readText(what);
    if (cursor.position - start > maxBytes) {
        cursor.refuse(`is damaged: ${what} is longer than ${maxBytes} bytes.`);
    }
    if (name === "" || name.includes("\0") || !name.isWellFormed()) {
        cursor.refuse(`is damaged: ${what} is empty or holds bytes that are no text.`);
    }
    return name;
}

/** A name from the file for a message: short, and harmless on a terminal. */
export function quote(name: string): string {
    return JSON.stringify(name.length > 80 ? `${name.slice(0, 79).toWellFormed()}…` : name);
}

class ValueReader {
    readonly #cursor: HeaderCursor;
    readonly #key: string;
    #nestedArrays = 0;

    constructor(cursor: HeaderCursor, key: string) {
        this.#cursor = cursor;
        this.#key = key;
    }

    readType(): GgufValueTypeName {
        const id = this.#cursor.readUint32();
        return valueTypeNames[id] ?? this.#refuse(`has the unknown type ${id}`);
    }

    readValue(type: GgufValueTypeName): { value: GgufValue; type: GgufMetadataType } {
        if (type === "array") {
            const value = this.#readArray(1);
            return { value, type: `array:${value.elementType}` };
        }
        if (type === "string") {
            return { value: this.#readText(), type };
        }
        return { value: type === "bool" ? this.#readBoolean() : this.#readNumber(type), type };
    }

    #readText(): string {
        return this.#cursor.readText(`the text of ${quote(this.#key)}`);
    }

    #readNumber(type: GgufNumberType): number | bigint {
        const value = this.#cursor.readScalar(numberKinds[type].bytes, numberKinds[type].read);
        return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    }

    #readBoolean(): boolean {
        const byte = this.#cursor.readScalar(1, numberKinds.uint8.read);
        return byte === 0 ? false : byte === 1 || this.#refuseBoolean();
    }

    #readArray(depth: number): GgufArray {
        if (depth > maxDepth) {
            this.#refuse(`nests lists more than ${maxDepth} deep`);
        }
        const elementType = this.readType();
        const length = this.#cursor.readSize(`the length of the list ${quote(this.#key)}`);
        if (elementType === "string") {
            return { elementType, values: this.#readElements(length, 8, () => this.#readText()) };
        }
        if (elementType === "array") {
            this.#countNested(length);
            return { elementType, values: this.#readElements(length, 12, () => this.#readArray(depth + 1)) };
        }
        return elementType === "bool" ? this.#readBooleans(length) : this.#readNumbers(elementType, length);
    }

    #countNested(length: number): void {
        this.#nestedArrays += length;
        if (this.#nestedArrays > maxNestedArrays) {
            this.#refuse("holds more lists than any real model");
        }
    }

    #readElements<T>(length: number, minBytes: number, read: () => T): T[] {
        this.#cursor.require(length * minBytes);
        const elements: T[] = [];
        for (let index = 0; index < length; index++) {
            elements.push(read());
        }
        return elements;
    }

    #readNumbers(elementType: GgufNumberType, length: number): GgufArray {
        const kind = numberKinds[elementType];
        this.#cursor.require(length * kind.bytes);
        const values = kind.create(length);
        this.#cursor.readInto(new Uint8Array(values.buffer));
        return { elementType, values } as GgufArray;
    }

    #readBooleans(length: number): GgufArray {
        this.#cursor.require(length);
        const values = new Uint8Array(length);
        this.#cursor.readInto(values);
        if (values.some((byte) => byte > 1)) {
            this.#refuseBoolean();
        }
        return { elementType: "bool", values };
    }

    #refuseBoolean(): never {
        this.#refuse("is neither true nor false");
    }

    #refuse(what: string): never {
        this.#cursor.refuse(`is damaged: the value of ${quote(this.#key)} ${what}.`);
    }
}
