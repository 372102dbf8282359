/**
 * Downloads over real connections from a local server that plays the hub, with what goes wrong there, on the way and
 * on the disk. The files have several of the downloader's pieces (5 MiB).
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { type DownloadOptions, downloadModel } from "../../main/network/download.ts";
import type { HubFile } from "../../main/network/hub.ts";
import { FakeHub } from "../support/fakeHub.ts";

const megabyte = 2 ** 20;
const size = 23 * megabyte;
let hub: FakeHub;
let folder: string;
beforeEach(async () => {
    hub = await FakeHub.open();
    folder = mkdtempSync(join(tmpdir(), "qadapter-download-"));
});
afterEach(() => {
    hub.close();
    rmSync(folder, { recursive: true, force: true });
});

const download = (files: HubFile | HubFile[], options: DownloadOptions = {}) =>
    downloadModel([files].flat(), folder, { endpoint: hub.endpoint, token: "", patience: 30, ...options });
const sha256 = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
const add = (path = "model.gguf", content: Buffer | number = size) => hub.add("maker/model", path, content);

/** The file is there under its name, right, and nothing else. */
function expectWhole(file: HubFile): void {
    expect(readdirSync(folder)).toEqual([file.path]);
    expect(sha256(join(folder, file.path))).toBe(file.sha256);
}

/** What was not whole is kept aside, and nothing has the model's name. */
function expectPart(file: HubFile): void {
    expect(readdirSync(folder)).toEqual([".download"]);
    expect(readdirSync(join(folder, ".download"))).toEqual([`${file.sha256}.ipull`]);
}

describe("a file", () => {
    it("arrives whole, under its name, with progress up to the end", async () => {
        const file = add();
        const seen: number[] = [];
        const path = await download(file, {
            onProgress: (done, total) => {
                expect(total).toBe(size);
                seen.push(done);
            },
        });
        expect(path).toBe(join(folder, "model.gguf"));
        expectWhole(file);
        expect(seen.length).toBeGreaterThan(10);
        expect(seen.every((done) => done >= 0 && done <= size)).toBe(true);
        expect(seen.at(-1)).toBe(size);
    });

    it("of one piece arrives, too", async () => {
        const file = add("model.gguf", 1000);
        await download(file);
        expectWhole(file);
    });

    it("comes from the storage that the hub leads to, which does not see the token", async () => {
        const file = add();
        hub.faults.redirect = "storage";
        await download(file, { token: "hf_secret" });
        expectWhole(file);
        const seen = (server: string) =>
            new Set(hub.requests.filter((r) => r.server === server).map((r) => r.authorization));
        expect(seen("hub")).toEqual(new Set(["Bearer hf_secret"]));
        expect(seen("storage")).toEqual(new Set([undefined]));
    });

    it("arrives from a server without ranges", async () => {
        const file = add();
        hub.faults.ranges = false;
        await download(file);
        expectWhole(file);
    });

    it("arrives over a connection that is cut off again and again", async () => {
        const file = add();
        hub.faults.cutAfter = { bytes: 3 * megabyte, times: 4 };
        await download(file);
        expectWhole(file);
        expect(hub.faults.cutAfter.times).toBe(0);
    });

    it("arrives although the signed address expires on the way", async () => {
        const file = add();
        hub.faults = { redirect: "storage", addressUses: 3, cutAfter: { bytes: 6 * megabyte, times: 2 } };
        await download(file);
        expectWhole(file);
        expect(hub.requests.filter(({ server, method }) => server === "hub" && method === "HEAD").length) //
            .toBeGreaterThan(1);
    });

    it("with a name that is awkward in an address keeps it", async () => {
        const file = { ...add("sub/mödel 100% #1 مرحبا 🌍+.gguf", 1000) };
        expect(await download(file)).toBe(join(folder, "mödel 100% #1 مرحبا 🌍+.gguf"));
        expect(readdirSync(folder)).toEqual(["mödel 100% #1 مرحبا 🌍+.gguf"]);
    });

    it("that is there and right is not fetched again; another one of its name is not touched", async () => {
        const file = add("model.gguf", 1000);
        await download(file);
        hub.requests = [];
        await download(file);
        expect(hub.requests).toEqual([]);
        writeFileSync(join(folder, "model.gguf"), "something of mine");
        await expect(download(file)).rejects.toThrow(/is there already and is not the hub's file/);
        expect(readFileSync(join(folder, "model.gguf"), "utf8")).toBe("something of mine");
    });
});

describe("a split model", () => {
    it("arrives part by part; parts that are there stay", async () => {
        const parts = [1, 2, 3].map((part) => add(`m-0000${part}-of-00003.gguf`, 1000 * part));
        const path = await download(parts);
        expect(path).toBe(join(folder, "m-00001-of-00003.gguf"));
        expect(readdirSync(folder)).toEqual(parts.map((part) => part.path));
        for (const part of parts) expect(sha256(join(folder, part.path))).toBe(part.sha256);
        rmSync(join(folder, "m-00002-of-00003.gguf"));
        hub.requests = [];
        await download(parts);
        expect(new Set(hub.requests.map(({ path }) => decodeURIComponent(path)))).toEqual(
            new Set(["/maker/model/resolve/main/m-00002-of-00003.gguf"]),
        );
        expect(readdirSync(folder).length).toBe(3);
    });
});

describe("a download that does not end", () => {
    it("is given up when nothing arrives any more, and goes on from there", async () => {
        const file = add();
        hub.faults.stallAfter = 7 * megabyte;
        await expect(download(file, { patience: 1 })).rejects.toMatchObject({
            code: "network",
            message: expect.stringMatching(/Nothing arrives.*run this again to go on/),
        });
        expectPart(file);
        hub.faults = {};
        hub.requests = [];
        await download(file);
        expectWhole(file);
        expect(ranged()).toBeLessThan(size - 5 * megabyte);
    });

    it("can be stopped at any time, and goes on later", async () => {
        const file = add();
        hub.faults.pause = 5;
        const controller = new AbortController();
        const onProgress = (done: number) => void (done > 18 * megabyte && controller.abort());
        await expect(download(file, { signal: controller.signal, onProgress })).rejects.toMatchObject({
            code: "interrupted",
        });
        expectPart(file);
        const sent = hub.sent;
        await new Promise((later) => setTimeout(later, 300));
        expect(hub.sent - sent).toBeLessThan(megabyte);
        await expect(download(file, { signal: controller.signal })).rejects.toMatchObject({
            code: "interrupted",
        });
        hub.faults = {};
        hub.requests = [];
        await download(file);
        expectWhole(file);
        expect(ranged()).toBeLessThan(size);
    });

    it("is stopped before the hub has answered", async () => {
        const file = add();
        hub.faults.silent = true;
        const signal = AbortSignal.timeout(100);
        await expect(download(file, { signal })).rejects.toMatchObject({ code: "interrupted" });
        await expect(download(file, { patience: 0.2 })).rejects.toThrow(/cannot be reached/);
    });

    it("because nobody is there says so", async () => {
        const file = add();
        hub.close();
        await expect(download(file)).rejects.toThrow(/cannot be reached: check the connection/);
    });

    /** Bytes sent for ranges: the first question of the downloader is for the whole file and is dropped. */
    function ranged(): number {
        const [whole, ...ranges] = hub.requests.filter(({ method }) => method === "GET");
        expect(whole).toBeDefined();
        return ranges.reduce((sum, { sent }) => sum + sent, 0);
    }
});

describe("a refusal", () => {
    const refused: [string, number, Record<string, string>, RegExp][] = [
        ["401 for a gated model", 401, { "x-error-code": "GatedRepo" }, /agree to its licence.*HF_TOKEN/],
        ["401", 401, {}, /does not exist on the hub, or asks for an account/],
        ["404", 404, {}, /^model\.gguf does not exist on the hub/],
        ["429", 429, { "retry-after": "60" }, /pause of 60 seconds.*what was downloaded is kept/],
        ["503", 503, {}, /trouble right now/],
    ];
    test.each(refused)("%s", async (_, status, headers, message) => {
        const file = add();
        hub.faults.refuse = { path: /resolve/, status, headers };
        await expect(download(file)).rejects.toMatchObject({
            code: "network",
            message: expect.stringMatching(message),
        });
        expect(hub.sent).toBe(0);
    });

    test("redirects in circles", async () => {
        hub.faults.redirect = "circle";
        await expect(download(add())).rejects.toThrow(/in circles/);
        expect(hub.requests.length).toBeLessThan(20);
    });

    test("an address of the storage that serves nothing", async () => {
        hub.faults = { redirect: "storage", addressUses: 0 };
        await expect(download(add())).rejects.toMatchObject({ code: "network" });
        expect(hub.requests.length).toBeLessThan(20);
    });
});

describe("what is not the hub's file", () => {
    test.each([
        ["of the same length", size],
        ["shorter", size - 6 * megabyte],
        ["longer", size + 6 * megabyte],
    ])("%s, is thrown away", async (_, length) => {
        const file = add();
        hub.faults.content = Buffer.alloc(length, 7);
        await expect(download(file)).rejects.toMatchObject({
            code: "network",
            message: expect.stringMatching(/SHA-256 is another\), so it was thrown away: run this again/),
        });
        expect(readdirSync(folder, { recursive: true })).toEqual([".download"]);
        hub.faults = {};
        await download(file);
        expectWhole(file);
    });

    it("is found out also when the program ended before it could look", async () => {
        const file = add("model.gguf", 1000);
        mkdirSync(join(folder, ".download"));
        writeFileSync(join(folder, ".download", file.sha256), "something");
        await expect(download(file)).rejects.toThrow(/SHA-256 is another/);
        await download(file);
        expectWhole(file);
    });

    it("and a part of an earlier download that was damaged, too", async () => {
        const file = add();
        mkdirSync(join(folder, ".download"));
        writeFileSync(join(folder, ".download", `${file.sha256}.ipull`), "not a part");
        await download(file);
        expectWhole(file);
    });
});

describe("a place", () => {
    it("without room is refused before anything is fetched", async () => {
        const file = add();
        const freeBytes = async () => size;
        await expect(download(file, { freeBytes })).rejects.toMatchObject({
            code: "disk-full",
            message: expect.stringMatching(/needs 87 MB of room in ".*", and there are 23 MB/),
        });
        expect(hub.connections).toBe(0);
    });

    it("needs no room for what is there already", async () => {
        const file = add();
        hub.faults.stallAfter = 7 * megabyte;
        await expect(download(file, { patience: 1 })).rejects.toThrow(/Nothing arrives/);
        hub.faults = {};
        const { blocks } = statSync(join(folder, ".download", `${file.sha256}.ipull`));
        const freeBytes = async () => 64 * megabyte + size - 512 * blocks;
        expect(blocks).toBeGreaterThan(0);
        await download(file, { freeBytes });
        expectWhole(file);
    });

    it("that is a file, or whose folder is one's own, is named", async () => {
        const file = add("model.gguf", 1000);
        writeFileSync(join(folder, "file"), "");
        const options = { endpoint: hub.endpoint };
        await expect(downloadModel([file], join(folder, "file"), options)).rejects.toMatchObject({
            code: expect.stringMatching(/^file-/),
            message: expect.stringMatching(/could not be created/),
        });
        rmSync(join(folder, "file"));
        mkdirSync(join(folder, "model.gguf"));
        await expect(download(file)).rejects.toThrow(/model\.gguf" could not be read: it is a folder/);
    });

    it("that fills up on the way is named, and leaves nothing behind", async (context) => {
        const disk = join(folder, "disk");
        mkdirSync(disk);
        try {
            execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], { stdio: "ignore" });
        } catch {
            context.skip("only root can make a small disk");
        }
        try {
            const file = add();
            const options = { endpoint: hub.endpoint, freeBytes: async () => 2 ** 40, patience: 20 };
            await expect(downloadModel([file], disk, options)).rejects.toMatchObject({
                code: "disk-full",
                message: expect.stringMatching(/there is no room left on the disk/),
            });
            expect(readdirSync(disk, { recursive: true })).toEqual([".download"]);
            execFileSync("mount", ["-o", "remount,size=64m", disk]);
            await downloadModel([file], disk, options);
            expect(sha256(join(disk, "model.gguf"))).toBe(file.sha256);
        } finally {
            execFileSync("umount", [disk]);
        }
    });
});

describe("offline", () => {
    afterEach(() => {
        delete process.env.QADAPTER_OFFLINE;
    });

    it("opens no connection and writes nothing", async () => {
        const file = add();
        await expect(download(file, { offline: true })).rejects.toMatchObject({ code: "offline" });
        process.env.QADAPTER_OFFLINE = "1";
        await expect(download(file)).rejects.toThrow(/Offline mode is on, so nothing was downloaded/);
        expect(hub.connections).toBe(0);
        expect(readdirSync(folder)).toEqual([]);
    });
});
