/**
 * Encodes metadata values and tensor descriptions as the bytes of a GGUF version 3 header.
 * Touches no file (write.ts does). Values that do not fit their type are programming mistakes: RangeError or TypeError.
 */

import { encodeText } from "./text.ts";
import type { GgufArray, GgufFile, GgufMetadataType, GgufNumberType, GgufValueTypeName } from "./types.ts";
import { valueTypeNames } from "./types.ts";

/** A metadata value with the type that it is to have in the file. */
export type GgufTypedValue =
    | { readonly type: GgufNumberType; readonly value: number | bigint }
    | { readonly type: "bool"; readonly value: boolean }
    | { readonly type: "string"; readonly value: string }
    | { readonly type: `array:${GgufNumberType}`; readonly value: Iterable<number | bigint> }
    | { readonly type: "array:bool"; readonly value: Iterable<boolean | number> }
    | { readonly type: "array:string"; readonly value: Iterable<string> }
    | { readonly type: "array:array"; readonly value: Iterable<GgufArray> };

export type GgufMetadataEntry = readonly [key: string, value: GgufTypedValue];

/** The metadata of a read file, typed as it was there, for writing it again. */
export function metadataEntries(file: GgufFile): GgufMetadataEntry[] {
    return [...file.metadata].map(([key, value]) => {
        const type = file.metadataTypes.get(key) as GgufMetadataType;
        return [key, { type, value: typeof value === "object" ? value.values : value } as GgufTypedValue];
    });
}

interface NumberEncoder {
    bytes: number;
    min: number | bigint;
    max: number | bigint;
    write: (view: DataView, position: number, value: number | bigint) => void;
}

const asIs = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };

const numberEncoders: Readonly<Record<GgufNumberType, NumberEncoder>> = {
    uint8: { bytes: 1, min: 0, max: 0xff, write: (view, at, value) => view.setUint8(at, Number(value)) },
    int8: { bytes: 1, min: -0x80, max: 0x7f, write: (view, at, value) => view.setInt8(at, Number(value)) },
    uint16: {
        bytes: 2,
        min: 0,
        max: 0xffff,
        write: (view, at, value) => view.setUint16(at, Number(value), true),
    },
    int16: {
        bytes: 2,
        min: -0x8000,
        max: 0x7fff,
        write: (view, at, value) => view.setInt16(at, Number(value), true),
    },
    uint32: {
        bytes: 4,
        min: 0,
        max: 0xffff_ffff,
        write: (view, at, value) => view.setUint32(at, Number(value), true),
    },
    int32: {
        bytes: 4,
        min: -0x8000_0000,
        max: 0x7fff_ffff,
        write: (view, at, value) => view.setInt32(at, Number(value), true),
    },
    float32: { bytes: 4, ...asIs, write: (view, at, value) => view.setFloat32(at, Number(value), true) },
    uint64: {
        bytes: 8,
        min: 0,
        max: 2n ** 64n - 1n,
        write: (view, at, value) => view.setBigUint64(at, BigInt(value), true),
    },
    int64: {
        bytes: 8,
        min: -(2n ** 63n),
        max: 2n ** 63n - 1n,
        write: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
    },
    float64: { bytes: 8, ...asIs, write: (view, at, value) => view.setFloat64(at, Number(value), true) },
};

/** Collects the bytes of a header. */
export class HeaderEncoder {
    #bytes = Buffer.alloc(65_536);
    #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset);
    #length = 0;

    get length(): number {
        return this.#length;
    }

    /** The bytes so far; valid until the next call. */
    get bytes(): Uint8Array {
        return this.#bytes.subarray(0, this.#length);
    }

    append(bytes: Uint8Array): void {
        this.#grow(bytes.length);
        this.#bytes.set(bytes, this.#length);
        this.#length += bytes.length;
    }

    /** @throws RangeError if the value does not fit the type */
    number(type: GgufNumberType, value: number | bigint): void {
        const { bytes, min, max, write } = numberEncoders[type];
        const isInteger = typeof value === "bigint" || Number.isInteger(value);
        if (!type.startsWith("float") && !(isInteger && value >= min && value <= max)) {
            throw new RangeError(`${value} is no ${type}.`);
        }
        this.#grow(bytes);
        write(this.#view, this.#length, value);
        this.#length += bytes;
    }

    text(text: string): void {
        const bytes = encodeText(text);
        this.number("uint64", bytes.length);
        this.append(bytes);
    }

    /** A key, the type and the value. */
    entry(key: string, { type, value }: GgufTypedValue): void {
        this.text(key);
        if (!type.startsWith("array:")) {
            this.#type(type as GgufValueTypeName);
            this.#element(type as GgufValueTypeName, value);
            return;
        }
        this.#type("array");
        this.#array(type.slice("array:".length) as GgufValueTypeName, value as Iterable<unknown>);
    }

    #array(elementType: GgufValueTypeName, values: Iterable<unknown>): void {
        const elements = [...values];
        this.#type(elementType);
        this.number("uint64", elements.length);
        for (const element of elements) {
            this.#element(elementType, element);
        }
    }

    #type(name: GgufValueTypeName): void {
        const id = valueTypeNames.indexOf(name);
        if (id < 0) {
            throw new TypeError(`${name} is no GGUF type.`);
        }
        this.number("uint32", id);
    }

    #element(type: GgufValueTypeName, value: unknown): void {
        if (type === "string") {
            this.text(value as string);
        } else if (type === "array") {
            this.#array((value as GgufArray).elementType, (value as GgufArray).values);
        } else if (type === "bool") {
            this.number("uint8", Number(value));
        } else {
            this.number(type, value as number | bigint);
        }
    }

    #grow(bytes: number): void {
        if (this.#length + bytes > this.#bytes.length) {
            const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length + bytes));
            larger.set(this.#bytes);
            this.#bytes = larger;
            this.#view = new DataView(larger.buffer, larger.byteOffset);
        }
    }
}
