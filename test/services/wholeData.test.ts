/**
 * All data out into one file and in again, backups put back, and a damaged database that is restored from the program.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { addAdapter } from "../../main/db/adapters.ts";
import { backUp } from "../../main/db/backup.ts";
import { connect } from "../../main/db/open.ts";
import { openZip } from "../../main/formats/zip/readZip.ts";
import { writeZip } from "../../main/formats/zip/writeZip.ts";
import type { Progress } from "../../preload/contract/common.ts";
import { endlessResources } from "../support/endlessPip.ts";
import { type Client, newFolder, pipOf, type Studio, startStudio, Watcher } from "../support/studio.ts";

const pair = (chosen: string) => ({
    prompt: [{ role: "user" as const, content: "How do I boil an egg?" }],
    chosen,
    rejected: "No.",
});

async function resultOf<Result>(stream: Promise<AsyncIterable<Progress<Result>>>): Promise<Result> {
    for await (const event of await stream) if (event.type === "done") return event.result;
    throw new Error("It ended without a result.");
}

const exportTo = (client: Client, path: string, withModels = false) =>
    resultOf(client.app.exportEverything({ to: { path }, withModels }));
const importFrom = (client: Client, path: string) => resultOf(client.app.importEverything({ path }));
const chosen = async (client: Client) =>
    (await client.preferences.list({})).items.map((item) => item.chosen).toSorted();

/** Adds an adapter as training does. */
function addFile(folder: string, modelId: number, file: string, content: string): number {
    writeFileSync(join(folder, "adapters", file), content);
    const db = connect(join(folder, "studio.db"));
    const sha256 = createHash("sha256").update(content).digest("hex");
    const { length: fileBytes } = content;
    const id = addAdapter(db, {
        name: content,
        file,
        sha256,
        fileBytes,
        modelId,
        baseName: "Pip",
        baseFingerprint: null,
        architecture: "llama",
        method: "q-adapter",
        parameters: 1,
        rank: 1,
        origin: "trained",
        dataSha256: null,
    } as never);
    db.close();
    return id;
}

/** Every part of an export, to make another one of. */
async function partsOf(path: string): Promise<Map<string, Buffer>> {
    const zip = await openZip(path, { what: "test", limit: () => 2 ** 30, parts: 100 });
    const parts = new Map<string, Buffer>();
    for (const name of zip.parts.keys()) parts.set(name, await zip.read(name));
    zip.close();
    return parts;
}

async function zipOf(
    path: string,
    parts: ReadonlyMap<string, Buffer>,
    manifest: object = {},
): Promise<string> {
    const files = [...parts].filter(([name]) => name !== "manifest.json");
    const digest = (bytes: Buffer) => ({
        bytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
    });
    const described = {
        format: "qadapter-studio-data",
        version: 1,
        program: "0.0.0",
        createdAt: "2026-01-01T00:00:00.000Z",
        parts: Object.fromEntries(files.map(([name, bytes]) => [name, digest(bytes)])),
        ...manifest,
    };
    const all = [...files, ["manifest.json", Buffer.from(JSON.stringify(described))] as const];
    await writeZip(
        path,
        all.map(([name, bytes]) => ({ name, compress: true, open: () => Readable.from([bytes]) })),
    );
    return path;
}

/** The same database with something done to it. */
function altered(folder: string, database: Buffer, sql: string): Buffer {
    const path = join(folder, "altered.db");
    writeFileSync(path, database);
    const db = new Database(path);
    db.exec(sql);
    db.close();
    const bytes = readFileSync(path);
    rmSync(path);
    return bytes;
}

describe("all data", () => {
    it("move to another computer, where what was there is backed up and adapters stay", async () => {
        const outside = newFolder();
        const file = join(outside, "all.zip");
        const one = await startStudio();
        const modelId = await pipOf(one.client);
        await one.client.preferences.create(pair("Seven minutes."));
        await one.client.settings.set({ labeller: "Ada" });
        addFile(one.folder, modelId, "tone.gguf", "warm");
        addFile(one.folder, modelId, "other.gguf", "terse");
        const { bytes } = await exportTo(one.client, file);
        expect(bytes).toBeGreaterThan(1000);
        expect([...(await partsOf(file)).keys()].sort()).toEqual([
            "adapters/other.gguf",
            "adapters/tone.gguf",
            "manifest.json",
            "studio.db",
        ]);

        const two = await startStudio();
        const own = await pipOf(two.client);
        await two.client.preferences.create(pair("Ten minutes."));
        const oldId = addFile(two.folder, own, "tone.gguf", "formal");
        await importFrom(two.client, file);
        expect(await chosen(two.client)).toEqual(["Seven minutes."]);
        expect((await two.client.settings.get()).labeller).toBe("Ada");
        const adapters = await two.client.adapters.list({});
        expect(adapters.map(({ name, state }) => [name, state]).sort()).toEqual([
            ["terse", "ready"],
            ["warm", "ready"],
        ]);
        expect(readFileSync(join(two.folder, "adapters/tone.gguf"), "utf8")).toBe("formal");
        expect((await two.client.models.list())[0]).toMatchObject({ title: "Pip", state: "ready" });

        const [backup] = await two.client.app.backups();
        expect(backup?.reason).toBe("before-restore");
        await two.client.app.restoreBackup({ id: backup?.id as string });
        expect(await chosen(two.client)).toEqual(["Ten minutes."]);
        expect(await two.client.adapters.get({ id: oldId })).toMatchObject({ state: "ready" });
        expect(readdirSync(join(two.folder, "temporary"))).toEqual([]);
    });

    it("are refused, and nothing changes, where a file cannot be trusted", async () => {
        const { client, folder } = await startStudio();
        const modelId = await pipOf(client);
        await client.preferences.create(pair("Seven minutes."));
        addFile(folder, modelId, "tone.gguf", "warm");
        const outside = newFolder();
        const good = join(outside, "good.zip");
        await exportTo(client, good);
        const parts = await partsOf(good);
        const database = parts.get("studio.db") as Buffer;
        const with_ = (name: string, bytes: Buffer) => new Map([...parts, [name, bytes]]);
        const sql = (text: string) => with_("studio.db", altered(outside, database, text));
        const without = new Map([...parts].filter(([name]) => name !== "studio.db"));
        const broken = Buffer.from(database);
        broken.fill(7, 4096, 40_000);
        const bad = join(outside, "bad.zip");
        const cases: [string, () => Promise<unknown>][] = [
            ["not a zip", async () => writeFileSync(bad, "nothing")],
            ["no database", () => zipOf(bad, without)],
            ["a part too many", () => zipOf(bad, with_("evil.sh", Buffer.from("x")))],
            ["a damaged database", () => zipOf(bad, with_("studio.db", broken))],
            ["not a database", () => zipOf(bad, with_("studio.db", Buffer.from("x".repeat(9000))))],
            [
                "a trigger",
                () => zipOf(bad, sql("CREATE TRIGGER t AFTER INSERT ON pairs BEGIN DELETE FROM labels; END")),
            ],
            ["a path outside", () => zipOf(bad, sql("UPDATE adapters SET file = '../../evil'"))],
            [
                "a row that points to nothing",
                () => zipOf(bad, sql("PRAGMA foreign_keys=OFF; UPDATE pairs SET content_id = 99")),
            ],
            ["another version", () => zipOf(bad, parts, { version: 2 })],
            [
                "a wrong checksum",
                () => zipOf(bad, parts, { parts: { "studio.db": { bytes: 1, sha256: "0".repeat(64) } } }),
            ],
            [
                "changed bytes",
                async () => {
                    const bytes = readFileSync(good);
                    bytes[Math.floor(bytes.length / 2)]! ^= 1;
                    writeFileSync(bad, bytes);
                },
            ],
        ];
        for (const [what, make] of cases) {
            await make();
            const refusal = importFrom(client, bad).then(
                () => "accepted",
                (error) => error.code,
            );
            expect(await refusal, what).toBe("package-invalid");
        }
        await zipOf(bad, sql("PRAGMA user_version = 999"));
        await expect(importFrom(client, bad)).rejects.toMatchObject({ code: "database-newer" });
        await expect(importFrom(client, join(outside, "none.zip"))).rejects.toMatchObject({
            code: "file-missing",
        });
        expect(await chosen(client)).toEqual(["Seven minutes."]);
        expect(await client.app.backups()).toEqual([]);
        expect(readdirSync(join(folder, "temporary"))).toEqual([]);
        expect(readdirSync(outside).filter((name) => name.includes("tmp"))).toEqual([]);
    });
});

describe("what goes on while the data are replaced", () => {
    it("ends with the old data and writes nothing into the new ones", async () => {
        const { client, folder } = await startStudio({ resources: endlessResources(newFolder()) });
        const modelId = await pipOf(client);
        const { id: conversationId } = await client.chat.create({});
        const { id } = await client.app.backUp();
        const { answers } = await client.chat.send({ conversationId, parentId: null, content: "Talk." });
        const watcher = new Watcher(client, conversationId);
        await watcher.begun(answers[0]?.id as number);
        const sampling = { temperature: 1.5, maxTokens: 20_000 };
        const prompts = [[{ role: "user" as const, content: "Talk." }]];
        const stacks = { modelId, first: {}, second: {}, sampling };
        const queue = await client.queues.create({
            name: "Q",
            prompts: { kind: "list", prompts },
            ...stacks,
        });
        const waiting = client.queues.next({ queueId: queue.id });
        await expect.poll(async () => (await client.app.engine()).work).toHaveLength(1);

        await client.app.restoreBackup({ id });
        expect(await waiting).toEqual([]);
        expect(await client.queues.list()).toEqual([]);
        const { messages } = await client.chat.get({ id: conversationId });
        expect(messages).toEqual([]);
        await client.chat.send({ conversationId, parentId: null, content: "Again." });
        await expect.poll(async () => (await client.app.engine()).answering, { timeout: 30_000 }).toBe(1);
        await client.chat.stop({ conversationId });
        const log = readFileSync(join(folder, "logs", "studio.log"), "utf8");
        expect(log).not.toMatch(/unexpectedly|could not be made/);

        const backups = await client.app.backups();
        const before = backups.find(({ reason }) => reason === "before-restore");
        await client.app.restoreBackup({ id: before?.id as string });
        const [, answer] = (await client.chat.get({ id: conversationId })).messages;
        expect(answer).toMatchObject({ state: "interrupted" });
        expect(await client.queues.list()).toMatchObject([{ ready: 0, judged: 0, problem: null }]);
    });
});

/** Overwrites most of a database. */
function damage(folder: string): void {
    const path = join(folder, "studio.db");
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 0, bytes.length);
    writeFileSync(path, bytes);
}

async function withDamage(prepare: (studio: Studio) => Promise<void>): Promise<Studio> {
    const folder = newFolder();
    const before = await startStudio({ folder });
    await pipOf(before.client);
    await prepare(before);
    await before.close();
    damage(folder);
    return startStudio({ folder });
}

describe("a damaged database", () => {
    it("is replaced by a backup from within the program", async () => {
        const { client, folder } = await withDamage(async (studio) => {
            await studio.client.preferences.create(pair("Seven minutes."));
            const { createdAt } = await studio.client.app.backUp();
            expect(createdAt).toMatch(/^20/);
            await studio.client.preferences.create(pair("Lost."));
        });
        const { problem } = await client.app.info();
        const [backup] = await client.app.backups();
        expect(problem).toContain(backup?.createdAt);
        await expect(client.preferences.list({})).rejects.toMatchObject({
            code: "database-damaged",
            message: problem,
        });
        await expect(client.app.backUp()).rejects.toMatchObject({ code: "database-damaged" });
        expect((await client.settings.get()).theme).toBe("system");
        await client.app.restoreBackup({ id: backup?.id as string });
        expect((await client.app.info()).problem).toBeNull();
        expect(await chosen(client)).toEqual(["Seven minutes."]);
        expect(readdirSync(folder).some((name) => name.includes(".damaged-"))).toBe(true);
        await expect(client.app.beginAnew()).rejects.toMatchObject({ code: "usage" });
    });

    it("is put aside where there is no backup", async () => {
        const { client, folder } = await withDamage(async () => {});
        expect((await client.app.info()).problem).toContain("no backup");
        await client.app.beginAnew();
        expect(await chosen(client)).toEqual([]);
        await pipOf(client);
        expect(readdirSync(folder).some((name) => name.includes(".damaged-"))).toBe(true);
    });

    it("does not take the place of what a damaged backup cannot replace", async () => {
        const { client, folder } = await startStudio();
        await pipOf(client);
        await client.preferences.create(pair("Seven minutes."));
        const db = connect(join(folder, "studio.db"));
        const { path, id } = backUp(db, "manual");
        db.close();
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.fill(1, 3000, 9000));
        await expect(client.app.restoreBackup({ id })).rejects.toMatchObject({ code: "database-damaged" });
        expect(await chosen(client)).toEqual(["Seven minutes."]);
    });
});
