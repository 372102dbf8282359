/**
 * Rows of a table as records: columns in snake_case become fields in camelCase, 0 and 1 flags, JSON values.
 * Only for what every table needs; whatever says more than "this row" is SQL in the file of its table.
 */
import type { DeletableKind } from "../../preload/records/common.ts";
import { type Db, notFound, now, write } from "./database.ts";

/** How a table's columns become a record. */
export interface Table {
    name: string;
    /** one row in a message, as in "This adapter" */
    what: string;
    /** columns; `deletion_id` is none of them */
    columns: readonly string[];
    json?: readonly string[];
    flags?: readonly string[];
}

/** A table whose rows can be deleted and brought back. */
export interface DeletableTable extends Table {
    name: DeletableKind;
}

type Row = Record<string, unknown>;
type Value = string | number | null;

/** The columns of a table for a SELECT, with the table's name or alias before each. */
export function columnsOf({ columns, name }: Table, alias: string = name): string {
    return columns.map((column) => `${alias}.${column}`).join(", ");
}

/** A row as a record; columns that the table does not know keep their value. */
export function toRecord<Record>(table: Table, row: unknown): Record {
    const record: Row = {};
    for (const [column, value] of Object.entries(row as Row))
        record[camel(column)] = decode(table, column, value);
    return record as Record;
}

/** The row with this id that is not deleted. @throws StudioError not-found */
export function getRow<Record>(db: Db, table: DeletableTable, id: number): Record {
    const sql = `SELECT ${columnsOf(table)} FROM ${table.name} WHERE id = ? AND deletion_id IS NULL`;
    const row = db.prepare(sql).get(id);
    if (row === undefined) throw notFound(table.what);
    return toRecord(table, row);
}

/** All rows that are not deleted; `rest` is SQL that follows the condition. */
export function listRows<Record>(db: Db, table: DeletableTable, rest: string, ...values: Value[]): Record[] {
    const sql = `SELECT ${columnsOf(table)} FROM ${table.name} WHERE deletion_id IS NULL ${rest}`;
    return db
        .prepare(sql)
        .all(...values)
        .map((row) => toRecord(table, row));
}

/** Inserts a row and returns its id; `created_at` is now unless it is given. */
export function insertRow(db: Db, table: Table, values: object): number {
    const given = encode(table, values);
    const time = now();
    const timed = table.columns.filter((column) => column === "created_at" || column === "updated_at");
    const missing = timed.filter((column) => !given.some(([name]) => name === column));
    const entries = [...given, ...missing.map((column): [string, Value] => [column, time])];
    const names = entries.map(([column]) => column).join(", ");
    const places = entries.map(() => "?").join(", ");
    const sql = `INSERT INTO ${table.name} (${names}) VALUES (${places})`;
    return write(db, () => Number(db.prepare(sql).run(...entries.map(([, value]) => value)).lastInsertRowid));
}

/** Changes a row; what is undefined stays. `updated_at` becomes now. @throws StudioError not-found */
export function updateRow(db: Db, table: DeletableTable, id: number, changes: object): void {
    const timed = table.columns.includes("updated_at") ? { updatedAt: now() } : {};
    const entries = encode(table, { ...timed, ...changes });
    if (entries.length === 0) return;
    const assignments = entries.map(([column]) => `${column} = ?`).join(", ");
    const sql = `UPDATE ${table.name} SET ${assignments} WHERE id = ? AND deletion_id IS NULL`;
    const { changes: count } = write(db, () => db.prepare(sql).run(...entries.map(([, value]) => value), id));
    if (count === 0) throw notFound(table.what);
}

function encode(table: Table, record: object): [string, Value][] {
    return Object.entries(record).flatMap(([field, value]): [string, Value][] => {
        if (value === undefined) return [];
        const column = snake(field);
        if (!table.columns.includes(column)) throw new TypeError(`${table.name} has no column ${column}.`);
        return [[column, encodeValue(table, column, value)]];
    });
}

function encodeValue({ json, flags }: Table, column: string, value: unknown): Value {
    if (json?.includes(column)) return value === null ? null : JSON.stringify(value);
    if (flags?.includes(column)) return value ? 1 : 0;
    return value as Value;
}

function decode({ json, flags }: Table, column: string, value: unknown): unknown {
    if (json?.includes(column)) return value === null ? null : JSON.parse(value as string);
    return flags?.includes(column) ? value === 1 : value;
}

function camel(column: string): string {
    return column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function snake(field: string): string {
    return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
