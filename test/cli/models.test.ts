/** `qadapter models` as people call it, against a local server that plays the hub. */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { readCatalogue } from "../../main/catalogue/catalogue.ts";
import { pipPath, qadapter, root, start } from "../support/command.ts";
import { FakeHub } from "../support/fakeHub.ts";

const catalogue = readCatalogue(join(root, "resources/catalogue.json"));
const [smallest] = catalogue as [(typeof catalogue)[0]];
const fileName = smallest.file.replace("*", "-");
let hub: FakeHub;
let folder: string;
beforeEach(async () => {
    hub = await FakeHub.open();
    folder = mkdtempSync(join(tmpdir(), "qadapter-models-"));
});
afterEach(() => {
    hub.close();
    rmSync(folder, { recursive: true, force: true });
});

/** Without the tokens and settings of whoever runs the tests. */
const environment = (more: NodeJS.ProcessEnv = {}) => {
    const { QADAPTER_DEBUG: _, QADAPTER_OFFLINE: __, HF_TOKEN: ___, ...env } = process.env;
    return { env: { ...env, HF_ENDPOINT: hub.endpoint, ...more } };
};
const args = (...words: string[]) => ["models", ...words, "--folder", folder];
const models = (...words: string[]) => qadapter(args(...words), environment());
const sha256 = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
const addPip = () => hub.add(smallest.repository, fileName, readFileSync(pipPath));
const lines = (text: string) =>
    text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));

describe("the list", () => {
    it("names every model with what it needs, and asks nobody", async () => {
        const { status, stdout, stderr } = await models();
        expect(status, stderr).toBe(0);
        const rows = stdout.split("\n");
        for (const [index, { name, title, why }] of catalogue.entries()) {
            expect(rows[2 * index]).toMatch(
                /: chat (fits|does not fit) \([0-9.]+ GB\), training (fits|does not fit) \(/,
            );
            expect(rows[2 * index]).toContain(`${name.padEnd(16)}${title}, `);
            expect(rows[2 * index + 1]).toContain(why);
        }
        expect(stderr).toMatch(/rule of thumb elsewhere; this computer has [0-9.]+ GB/);
        const listed = lines((await models("--json")).stdout);
        expect(listed.map(({ name }) => name)).toEqual(catalogue.map(({ name }) => name));
        for (const { chat, training } of listed) expect(chat.bytes).toBeLessThan(training.bytes);
        expect(hub.connections).toBe(0);
    });

    it("goes by the file where one is here, and tells of a broken one", async () => {
        writeFileSync(join(folder, fileName), readFileSync(pipPath));
        const [here] = lines((await models("--json")).stdout);
        expect(here).toMatchObject({ name: smallest.name, path: join(folder, fileName) });
        expect(here.training.bytes).toBeLessThan(2 ** 29); // Pip's, not that of 135 million parameters
        expect((await models()).stdout).toContain(`is here: ${join(folder, fileName)}`);
        writeFileSync(join(folder, fileName), readFileSync(pipPath).subarray(0, 100_000));
        const broken = await models("--json");
        expect(broken.status).toBe(0);
        expect(broken.stderr).toMatch(/download is probably incomplete/);
        expect(lines(broken.stdout)[0]).not.toHaveProperty("path");
    });
});

describe("files", () => {
    it("are listed with the hub's sizes, by a name of the list or by the repository", async () => {
        const file = addPip();
        hub.add(smallest.repository, "other-F16.gguf", 5000);
        for (const what of [smallest.name, smallest.repository]) {
            const { status, stdout, stderr } = await qadapter(
                ["models", "files", what, "--json"],
                environment(),
            );
            expect(status, stderr).toBe(0);
            expect(lines(stdout)).toEqual([
                expect.objectContaining({ file: "other-F16.gguf", bytes: 5000 }),
                expect.objectContaining({ file: fileName, bytes: file.bytes, sha256: file.sha256 }),
            ]);
        }
        const { stdout } = await qadapter(["models", "files", smallest.name], environment());
        expect(stdout).toContain(`${smallest.repository}/${fileName}  4 MB: chat fits`);
    });
});

describe("a download", () => {
    it("by its name brings a model that can be used", async () => {
        const file = addPip();
        const { status, stdout, stderr } = await models("download", smallest.name, "--json");
        expect(status, stderr).toBe(0);
        const path = join(folder, fileName);
        expect(lines(stdout)).toEqual([{ path, bytes: file.bytes, sha256: file.sha256, files: 1 }]);
        expect(stderr).toMatch(/^Downloading .*, 4 MB \(Apache-2\.0\), into .*\.$/m);
        expect(stderr).toContain(`It is here, and is what the hub says it is: ${path}`);
        expect(readdirSync(folder)).toEqual([fileName]);
        expect((await qadapter(["inspect", path])).stdout).toMatch(/^name +Pip$/m);
    });

    it("by repository and file, or the address of its page, says what came", async () => {
        hub.add("maker/other", "sub/adapter.gguf", readFileSync(pipPath).subarray(0, 100_000));
        const page = "https://huggingface.co/maker/other/blob/main/sub/adapter.gguf";
        const { status, stderr } = await models("download", page);
        expect(status).toBe(1);
        // the hub's own file is cut off: it is as the hub says, and not a model
        expect(stderr).toMatch(/^Error: .*download is probably incomplete/m);
        expect(existsSync(join(folder, "adapter.gguf"))).toBe(true);
        hub.add("maker/other", "pip-Q8_0.gguf", readFileSync(pipPath));
        expect((await models("download", "maker/other/*q8_0.gguf")).status).toBe(0);
    });

    test.each([
        ["nothing", /is neither in the list .* nor OWNER\/NAME\/FILE/],
        ["maker/other", /say which file of maker\/other: "qadapter models files maker\/other" lists them/],
        ["maker/other/none.gguf", /There is no none\.gguf in maker\/other\. There are: a\.gguf, b\.gguf/],
        ["maker/other/*", /Several files of maker\/other fit/],
        ["https://huggingface.co/maker", /cannot be downloaded/],
    ])("of %s is wrong usage", async (what, sentence) => {
        hub.add("maker/other", "a.gguf", 10);
        hub.add("maker/other", "b.gguf", 10);
        const { status, stdout, stderr } = await models("download", what);
        expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
        expect(stderr).toMatch(sentence);
        expect(stderr).toMatch(/^Error: [^\n]*\n$/);
    });

    it("that fails says so in one sentence", async () => {
        addPip();
        hub.faults.refuse = { path: /resolve/, status: 401, headers: { "x-error-code": "GatedRepo" } };
        const { status, stdout, stderr } = await models("download", smallest.name);
        expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
        expect(stderr).toMatch(/\nError: .* asks for an account: agree to its licence.*\n$/);
        expect(stderr).not.toMatch(/^\s+at /m);
    });

    it.each([["--offline"], ["QADAPTER_OFFLINE"]])(
        "is refused with %s before any connection",
        async (how) => {
            addPip();
            const option = how.startsWith("--") ? [how] : [];
            for (const words of [
                ["download", smallest.name],
                ["files", smallest.name],
            ]) {
                const { status, stdout, stderr } = await qadapter(
                    ["models", ...words, ...option],
                    environment(option.length > 0 ? {} : { QADAPTER_OFFLINE: "1" }),
                );
                expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
                expect(stderr).toMatch(/^Error: Offline mode is on, so [^\n]*\n$/);
            }
            expect(hub.connections).toBe(0);
        },
    );
});

describe("a download that is ended in the middle", () => {
    const piece = 5 * 2 ** 20; // of the downloader
    const size = 23 * 2 ** 20;

    test.each(["SIGKILL", "SIGINT"] as const)("by %s goes on from there", async (signal) => {
        const content = randomBytes(size);
        const file = hub.add("maker/big", "big.gguf", content);
        hub.faults.stallAfter = 7 * 2 ** 20;
        const running = start(args("download", "maker/big/big.gguf"), environment());
        while (piecesThere(file.sha256, content).length === 0) await setTimeout(100);
        await setTimeout(2000); // until what came is noted, too
        const kept = piecesThere(file.sha256, content);
        running.kill(signal);
        const ended = await running.ended;
        if (signal === "SIGINT") {
            expect(ended.status).toBe(130);
            expect(ended.stderr).toMatch(/Stopped before the end\.\n$/);
        }
        expect(readdirSync(folder)).toEqual([".download"]);
        // whoever asked for the pieces again would get zeros
        hub.faults = { content: Buffer.from(content) };
        for (const at of kept) hub.faults.content?.fill(0, at, at + piece);
        const { stderr } = await models("download", "maker/big/big.gguf");
        expect(stderr).toMatch(/is not a GGUF model/); // random bytes are none, but they came whole
        expect(readdirSync(folder)).toEqual(["big.gguf"]);
        expect(sha256(join(folder, "big.gguf"))).toBe(file.sha256);
    });

    /** Where the pieces begin that are on the disk already. */
    function piecesThere(name: string, content: Buffer): number[] {
        const path = join(folder, ".download", `${name}.ipull`);
        const there = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
        const starts = Array.from({ length: Math.floor(size / piece) }, (_, index) => index * piece);
        const part = (of: Buffer, at: number) => of.subarray(at, at + piece);
        return starts.filter((at) => part(there, at).equals(part(content, at)));
    }
});
