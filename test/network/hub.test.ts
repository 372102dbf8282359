/** What the hub lists, asked over real connections to a local server: what is taken from it, and what it refuses. */
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { chooseFiles, type HubFile, listModelFiles } from "../../main/network/hub.ts";
import { FakeHub } from "../support/fakeHub.ts";

let hub: FakeHub;
beforeEach(async () => {
    hub = await FakeHub.open();
});
afterEach(() => hub.close());

const list = (repository = "maker/model-GGUF", more = {}) =>
    listModelFiles(repository, { endpoint: `${hub.endpoint}/`, token: "", ...more });

describe("a list", () => {
    it("holds the GGUF files with what the hub says of them, also those in folders", async () => {
        const files = [
            hub.add("maker/model-GGUF", "model-Q8_0.gguf", 100),
            hub.add("maker/model-GGUF", "big/model-F16.gguf", 200),
        ];
        hub.add("maker/model-GGUF", "README.md", 10);
        expect(await list()).toEqual(files);
    });

    it("leaves out what no safe file can be: other names, folders above, no checksum, no size", async () => {
        hub.add("maker/model-GGUF", "model.gguf", 10);
        const good = { path: "a.gguf", size: 1, lfs: { oid: "a".repeat(64) } };
        const bad = [
            { ...good, path: "../a.gguf" },
            { ...good, path: "x/../../a.gguf" },
            { ...good, path: "..\\a.gguf" },
            { ...good, path: "a\u001b[2J.gguf" },
            { ...good, path: "C:a.gguf" },
            { ...good, path: "a.gguf/b.txt" },
            { ...good, path: 7 },
            { ...good, size: -1 },
            { ...good, size: 2 ** 60 },
            { ...good, lfs: undefined },
            { ...good, lfs: { oid: "xyz" } },
            null,
            [],
            "a.gguf",
        ];
        hub.faults.list = JSON.stringify([...bad, good]);
        const [only, ...rest] = await list();
        expect([only?.path, rest]).toEqual(["a.gguf", []]);
    });

    it("is asked with the token, if there is one", async () => {
        hub.add("maker/model-GGUF", "model.gguf", 10);
        await list("maker/model-GGUF", { token: "hf_secret" });
        await list();
        expect(hub.requests.map(({ authorization }) => authorization)).toEqual([
            "Bearer hf_secret",
            undefined,
        ]);
    });
});

describe("without a list", () => {
    const refused: [string, number, Record<string, string>, RegExp][] = [
        [
            "no such repository, or one that asks for an account",
            401,
            {},
            /does not exist.*or asks for an acc/,
        ],
        ["a licence to agree to", 401, { "x-error-code": "GatedRepo" }, /agree to its licence.*HF_TOKEN/],
        ["no permission", 403, {}, /agree to its licence/],
        ["nothing there", 404, {}, /does not exist on the hub: check the name/],
        ["too many questions", 429, { "retry-after": "120" }, /asks for a pause of 120 seconds/],
        ["trouble", 503, {}, /has trouble right now \(HTTP 503\)/],
        ["something else", 418, {}, /refused .*HTTP 418/],
    ];
    test.each(refused)("%s", async (_, status, headers, sentence) => {
        hub.faults.refuse = { path: /api/, status, headers };
        await expect(list()).rejects.toMatchObject({
            name: "StudioError",
            code: "network",
            message: expect.stringMatching(sentence),
        });
    });

    it("says that a repository holds no model files", async () => {
        hub.add("maker/model-GGUF", "model.safetensors", 10);
        await expect(list()).rejects.toThrow(/holds no GGUF files/);
    });

    it("says that it is no hub, for a page, half an answer, and one that never ends", async () => {
        hub.add("maker/model-GGUF", "model.gguf", 10);
        for (const answer of ["<html>", '[{"path"', ""]) {
            hub.faults.list = answer;
            await expect(list()).rejects.toThrow(/did not answer as a hub does/);
        }
        hub.faults.list = " ".repeat(17 * 2 ** 20);
        await expect(list()).rejects.toThrow(/longer than it can be/);
    });

    it("says that nobody is there", async () => {
        const { endpoint } = hub;
        hub.close();
        await expect(listModelFiles("a/b", { endpoint })).rejects.toThrow(
            /127\.0\.0\.1:\d+ cannot be reached/,
        );
    });

    it("takes no answer for too long as nobody there, and stops when asked to", async () => {
        hub.faults.silent = true;
        await expect(list("a/b", { patience: 0.2 })).rejects.toThrow(/cannot be reached/);
        const signal = AbortSignal.timeout(50);
        await expect(list("a/b", { signal })).rejects.toMatchObject({ code: "interrupted" });
        expect(hub.requests.length).toBe(2);
    });

    test.each(["model", "a/b/c", "../b", "a/..", "a/b c", "https://x/y", "/b", "a/"])(
        "%s is no repository",
        async (name) => {
            await expect(list(name)).rejects.toMatchObject({ code: "usage" });
            expect(hub.connections).toBe(0);
        },
    );

    test("an address that is none", async () => {
        for (const endpoint of ["hub", "ftp://hub", ""])
            await expect(listModelFiles("a/b", { endpoint })).rejects.toMatchObject({ code: "usage" });
    });
});

describe("offline", () => {
    afterEach(() => {
        delete process.env.QADAPTER_OFFLINE;
    });

    it("opens no connection", async () => {
        await expect(list("a/b", { offline: true })).rejects.toMatchObject({ code: "offline" });
        process.env.QADAPTER_OFFLINE = "1";
        await expect(list("a/b", { offline: false })).rejects.toThrow(
            /Offline mode is on, so the hub was not/,
        );
        expect(hub.connections).toBe(0);
    });
});

describe("choosing", () => {
    const file = (path: string): HubFile => ({ repository: "a/b", path, bytes: 1, sha256: "" });
    const names = [
        "m-Q8_0.gguf",
        "m-Q4_K_M.gguf",
        "f16/m-F16-00002-of-00002.gguf",
        "f16/m-F16-00001-of-00002.gguf",
        "n-00001-of-00003.gguf",
    ];
    const choose = (wanted: string) => chooseFiles(names.map(file), wanted).map(({ path }) => path);

    it("goes by the name, the path or a pattern, whatever the case", () => {
        expect(choose("m-Q8_0.gguf")).toEqual(["m-Q8_0.gguf"]);
        expect(choose("*q4_k_m.gguf")).toEqual(["m-Q4_K_M.gguf"]);
    });

    it("takes all parts of a split model, in order", () => {
        const parts = ["f16/m-F16-00001-of-00002.gguf", "f16/m-F16-00002-of-00002.gguf"];
        expect(choose("m-F16-00002-of-00002.gguf")).toEqual(parts);
        expect(choose("f16/*")).toEqual(parts);
    });

    it("says what there is where none fits, or several, or a part is missing", () => {
        expect(() => choose("x.gguf")).toThrow(/There is no x\.gguf in a\/b\. There are: m-Q8_0\.gguf, /);
        expect(() => choose("m.Q8_0.gguf")).toThrow(/There is no/);
        expect(() => choose("m-Q*")).toThrow(/Several files of a\/b fit/);
        expect(() => choose("n-*")).toThrow(/has 3 parts, of which only 1/);
    });
});
