/** The store on a full disk, on a read-only one, and while another program holds it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { backUp, listBackups } from "../../main/db/backup.ts";
import { openDatabase } from "../../main/db/open.ts";
import { addPair, addPairs, countPairs } from "../../main/db/pairs.ts";
import { runExport } from "../../main/preferences/exportJob.ts";
import { runImport } from "../../main/preferences/importJob.ts";
import { importOptions, jsonl } from "../preferences/temporary.ts";
import { canMount, type SmallDisk, smallDisk } from "../support/smallDisk.ts";
import { codeOf, openTemporary, somePair } from "./openTemporary.ts";

const large = (index: number) => somePair(index, { chosen: `A${index}${"x".repeat(20_000)}` });
const quiet = () => {};

test("a database that may not grow: what does not fit is refused, what was there stays", () => {
    const db = openTemporary();
    const first = addPair(db, somePair(1));
    db.pragma(`max_page_count = ${db.pragma("page_count", { simple: true })}`);
    const many = () =>
        addPairs(
            db,
            Array.from({ length: 50 }, (_, index) => large(index)),
        );
    expect(codeOf(many)).toBe("disk-full");
    expect([countPairs(db, {}), first]).toEqual([1, 1]);
    db.pragma("max_page_count = 1000000");
    expect(many()).toHaveLength(50);
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
});

describe.skipIf(!canMount)("a disk of 3 MB", () => {
    let disk: SmallDisk;
    const path = () => join(disk.folder, "studio.db");

    beforeEach(() => {
        disk = smallDisk(3);
    });
    afterEach(() => disk.remove());

    test("labelling until it is full loses nothing that was acknowledged", () => {
        const db = openDatabase(path());
        let added = 0;
        const fill = () => {
            for (;;) {
                addPair(db, large(added));
                added++;
            }
        };
        expect(codeOf(fill)).toBe("disk-full");
        expect(added).toBeGreaterThan(5);
        expect(countPairs(db, {})).toBe(added);
        db.close();
        const again = openDatabase(path(), { check: true });
        expect(countPairs(again, {})).toBe(added);
        again.close();
    });

    test("imports, exports and backups that do not fit leave everything as it was", () => {
        const db = openDatabase(path());
        addPairs(db, [large(1), large(2)]);
        db.pragma("wal_checkpoint");
        const source = mkdtempSync(join(tmpdir(), "qadapter-source-"));
        const file = join(source, "pairs.jsonl");
        writeFileSync(
            file,
            jsonl(
                Array.from({ length: 300 }, (_, index) => ({
                    prompt: "Q",
                    chosen: large(index).chosen,
                    rejected: "B",
                })),
            ),
        );
        expect(codeOf(() => runImport(db, importOptions(file), quiet))).toBe("disk-full");
        expect(countPairs(db, {})).toBe(2);
        addPair(db, somePair(3)); // the failed import has given its room back
        writeFileSync(join(disk.folder, "filler"), new Uint8Array(Math.max(1, disk.room() - 20_000)));
        expect(codeOf(() => backUp(db, "manual"))).toBe("disk-full");
        expect(listBackups(path())).toEqual([]);
        const exported = {
            path: join(disk.folder, "out.jsonl"),
            format: "trl",
            filter: {},
            withLabels: false,
        } as const;
        expect(codeOf(() => runExport(db, exported, quiet))).toBe("disk-full");
        expect(countPairs(db, {})).toBe(3);
        db.close();
        rmSync(source, { recursive: true });
    });

    test("a read-only disk", () => {
        openDatabase(path()).close();
        disk.makeReadOnly();
        expect(codeOf(() => openDatabase(path()))).toBe("file-access");
        expect(codeOf(() => openDatabase(join(disk.folder, "new.db")))).toBe("file-access");
    });
});

test("a folder that does not exist, and one that is a file", () => {
    const db = openTemporary();
    const folder = mkdtempSync(join(tmpdir(), "qadapter-none-"));
    expect(codeOf(() => openDatabase(join(folder, "none", "studio.db")))).toBe("file-missing");
    mkdirSync(join(folder, "studio.db"));
    expect(codeOf(() => openDatabase(join(folder, "studio.db")))).toBe("file-access");
    rmSync(folder, { recursive: true });
    expect(countPairs(db, {})).toBe(0);
});

test("while another program holds the database, saving waits, and nothing is lost or doubled", async () => {
    const db = openTemporary();
    addPair(db, somePair(1));
    const script = `
        const Database = require(${JSON.stringify(join(import.meta.dirname, "../../node_modules/better-sqlite3"))});
        const db = new Database(${JSON.stringify(db.name)});
        db.exec("BEGIN EXCLUSIVE");
        console.log("held");
        setTimeout(() => db.exec("COMMIT"), 300);`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    addPair(db, somePair(2));
    expect(countPairs(db, {})).toBe(2);
    await once(child, "close");
    db.pragma("busy_timeout = 50");
    const other = openDatabase(db.name);
    other.exec("BEGIN EXCLUSIVE");
    expect(codeOf(() => addPair(db, somePair(3)))).toBe("busy");
    other.exec("COMMIT");
    other.close();
    addPair(db, somePair(3));
    expect(countPairs(db, {})).toBe(3);
});

test("a copy of the files of an open database holds everything that was acknowledged", () => {
    const db = openTemporary();
    addPairs(db, [somePair(1), somePair(2)]);
    const folder = mkdtempSync(join(tmpdir(), "qadapter-copy-"));
    for (const end of ["", "-wal"]) cpSync(db.name + end, join(folder, `studio.db${end}`));
    const copy = openDatabase(join(folder, "studio.db"), { check: true });
    expect(countPairs(copy, {})).toBe(2);
    copy.close();
    rmSync(folder, { recursive: true });
});
