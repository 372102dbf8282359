/** The whole program on a full disk, on a read-only one, and with data of a newer version. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../main/db/open.ts";
import { canMount, type SmallDisk, smallDisk } from "../support/smallDisk.ts";
import { newFolder, pipOf, startStudio } from "../support/studio.ts";

const pair = (size: number) => ({
    prompt: [{ role: "user" as const, content: "Q" }],
    chosen: `A${Math.random()}${"x".repeat(size)}`,
    rejected: "B",
});

describe.skipIf(!canMount)("a small disk", () => {
    let disk: SmallDisk;
    beforeEach(() => {
        disk = smallDisk(8);
    });
    afterEach(() => disk.remove());

    it("that is full: what does not fit is refused, reading goes on, and with room so does everything", async () => {
        const studio = await startStudio({ folder: join(disk.folder, "data") });
        const { client } = studio;
        await pipOf(client);
        const filler = join(disk.folder, "filler");
        writeFileSync(filler, new Uint8Array(disk.room() - 2_000_000));
        let added = 0;
        const fill = async () => {
            for (;;) {
                await client.preferences.create(pair(50_000));
                added++;
            }
        };
        await expect(fill()).rejects.toMatchObject({ code: "disk-full" });
        expect(added).toBeGreaterThan(2);
        expect((await client.preferences.list({ limit: 500 })).total).toBe(added);
        await expect(client.app.backUp()).rejects.toMatchObject({ code: "disk-full" });
        const whole = client.app.exportEverything({ to: { path: join(disk.folder, "all.zip") } });
        const read = async () => {
            for await (const _ of await whole);
        };
        await expect(read()).rejects.toMatchObject({ code: "disk-full" });
        expect((await client.app.info()).problem).toBeNull();
        rmSync(filler);
        await client.preferences.create(pair(50_000));
        expect((await client.preferences.list({})).total).toBe(added + 1);
        await client.app.backUp();
        await studio.close();
        const db = openDatabase(join(disk.folder, "data", "studio.db"), { check: true });
        expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
        db.close();
    });

    it("that is read-only is refused in a sentence", async () => {
        const folder = join(disk.folder, "data");
        const studio = await startStudio({ folder });
        await pipOf(studio.client);
        await studio.close();
        disk.makeReadOnly();
        await expect(startStudio({ folder })).rejects.toMatchObject({ code: "file-access" });
        await expect(startStudio({ folder: join(disk.folder, "new") })).rejects.toMatchObject({
            code: "file-access",
        });
    });
});

it("data of a newer version are refused and stay as they are, and the folder is free again", async () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    const path = join(folder, "studio.db");
    openDatabase(path).close();
    const db = new Database(path);
    db.pragma("user_version = 9999");
    for (let time = 0; time < 2; time++)
        await expect(startStudio({ folder })).rejects.toMatchObject({ code: "database-newer" });
    expect(db.pragma("user_version", { simple: true })).toBe(9999);
    db.close();
});
