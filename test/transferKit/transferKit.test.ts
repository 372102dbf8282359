/** Transfer kits made, checked by sha256sum and by ourselves, and every way in which one can be wrong. */
import { spawnSync } from "node:child_process";
import {
    appendFileSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readChecksums } from "../../main/transferKit/checksums.ts";
import { makeKit } from "../../main/transferKit/makeKit.ts";
import { verifyKit } from "../../main/transferKit/verifyKit.ts";
import { qadapter } from "../support/command.ts";

let folder: string;
let kit: string;
let files: string[];

beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "qadapter-kit-"));
    kit = join(folder, "kit");
    files = ["setup.exe", "tiny model.gguf", "wärm.qadapter", "notes.txt"].map((name, i) => {
        writeFileSync(join(folder, name), name.repeat(1000 * i));
        return join(folder, name);
    });
    await makeKit(kit, files);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inKit = [
    "READ-ME-FIRST.txt",
    "adapters/wärm.qadapter",
    "files/notes.txt",
    "installers/setup.exe",
    "models/tiny model.gguf",
];

it("holds the files by kind, with a page and a list that sha256sum accepts", async () => {
    expect([...readChecksums(kit).keys()]).toEqual(inKit);
    expect(readFileSync(join(kit, "models/tiny model.gguf"))).toEqual(readFileSync(files[1] as string));
    const page = readFileSync(join(kit, "READ-ME-FIRST.txt"), "utf8");
    for (const word of [
        "sha256sum",
        "Install the program",
        "Add the models",
        "Add the adapters",
        "wärm.qadapter",
    ])
        expect(page).toContain(word);
    const { status, stdout } = spawnSync("sha256sum", ["--check", "SHA256SUMS"], {
        cwd: kit,
        encoding: "utf8",
    });
    expect({ status, lines: stdout.trim().split("\n").length }).toEqual({ status: 0, lines: inKit.length });
    expect(await verifyKit(kit)).toEqual({ good: inKit, changed: [], missing: [], strangers: [] });
});

it("a changed byte, a missing file, an added file and a link are each named", async () => {
    appendFileSync(join(kit, "models/tiny model.gguf"), "x");
    rmSync(join(kit, "installers/setup.exe"));
    writeFileSync(join(kit, "adapters/evil.qadapter"), "");
    symlinkSync("/etc/passwd", join(kit, "files/link"));
    expect(await verifyKit(kit)).toEqual({
        good: ["READ-ME-FIRST.txt", "adapters/wärm.qadapter", "files/notes.txt"],
        changed: ["models/tiny model.gguf"],
        missing: ["installers/setup.exe"],
        strangers: ["adapters/evil.qadapter", "files/link (no ordinary file)"],
    });
});

it("a file that became a link to its old content does not count", async () => {
    renameSync(join(kit, "files/notes.txt"), join(folder, "elsewhere"));
    symlinkSync(join(folder, "elsewhere"), join(kit, "files/notes.txt"));
    expect(await verifyKit(kit)).toMatchObject({
        missing: ["files/notes.txt"],
        strangers: [expect.stringContaining("notes")],
    });
});

it.each([
    ["../outside.gguf", "no checksum"],
    ["/etc/passwd", "no checksum"],
    ["C:/x", "no checksum"],
    ["a\\b", "no checksum"],
    ["models//x", "no checksum"],
])("a list that names %s is refused", async (path) => {
    appendFileSync(join(kit, "SHA256SUMS"), `${"0".repeat(64)}  ${path}\n`);
    await expect(verifyKit(kit)).rejects.toMatchObject({ code: "package-invalid" });
});

it("a list with junk, twice the same path, or nothing in it is refused; BOM and CRLF are not", async () => {
    const list = readFileSync(join(kit, "SHA256SUMS"), "utf8");
    const write = (text: string) => writeFileSync(join(kit, "SHA256SUMS"), text);
    write(`\uFEFF${list.replaceAll("\n", "\r\n")}`);
    expect((await verifyKit(kit)).good).toEqual(inKit);
    for (const text of [`${list}junk\n`, list + list, "", "\n"]) {
        write(text);
        await expect(verifyKit(kit)).rejects.toMatchObject({ code: "package-invalid" });
    }
    rmSync(join(kit, "SHA256SUMS"));
    await expect(verifyKit(kit)).rejects.toMatchObject({ code: "file-missing" });
});

it("nothing half-made stays behind", async () => {
    const other = join(folder, "other");
    const first = files[0] as string;
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "sub/setup.exe"), "");
    await expect(makeKit(other, [first, join(folder, "sub/setup.exe")])).rejects.toMatchObject({
        code: "usage",
    });
    await expect(makeKit(other, [first, join(folder, "gone")])).rejects.toMatchObject({
        code: "file-missing",
    });
    await expect(makeKit(other, [folder])).rejects.toMatchObject({ code: "usage" });
    await expect(makeKit(kit, [first])).rejects.toMatchObject({ code: "file-access" });
    const signal = AbortSignal.abort();
    await expect(makeKit(other, files, { signal })).rejects.toMatchObject({ code: "interrupted" });
    expect(existsSync(other)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

it("as a command: made, checked, and a changed kit ends with 1", async () => {
    const out = join(folder, "by command");
    expect((await qadapter(["kit", "--out", out, ...files])).status).toBe(0);
    const good = await qadapter(["verify", out]);
    expect({ status: good.status, stdout: good.stdout }).toEqual({
        status: 0,
        stdout: "All 5 files are as they were sent.\n",
    });
    appendFileSync(join(out, "files/notes.txt"), "x");
    const bad = await qadapter(["verify", out, "--json"]);
    expect(bad.status).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({ ok: false, changed: ["files/notes.txt"] });
    expect(bad.stderr).toContain("Error: 1 of the files");
});
