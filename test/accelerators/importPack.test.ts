/** Accelerator packs: taken whole, and only when every byte is what the program knows. */
import {
    appendFileSync,
    existsSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { importedPacks, importPack } from "../../main/accelerators/importPack.ts";
import { type PackList, readPackList, verifyPack } from "../../main/accelerators/packList.ts";
import { digestOf, writeZip } from "../../main/formats/zip/writeZip.ts";

const contents = { "libggml-base.so": "base".repeat(1000), "libggml-cuda.so": "cuda".repeat(5000) };
const list: PackList = {
    cuda: Object.fromEntries(
        Object.entries(contents).map(([name, text]) => [name, digestOf(Buffer.from(text))]),
    ),
};
let folder: string;
let packs: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "qadapter-packs-"));
    packs = join(folder, "accelerators");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function zip(files: Record<string, string>): Promise<string> {
    const path = join(folder, "pack.zip");
    const parts = Object.entries(files).map(([name, text]) => ({
        name,
        compress: true,
        open: () => Readable.from([Buffer.from(text)]),
    }));
    await writeZip(path, parts);
    return path;
}

it("takes a pack, again over an earlier one, and knows that it is there", async () => {
    const path = await zip(contents);
    const progress: [number, number][] = [];
    const onProgress = (done: number, total: number) => void progress.push([done, total]);
    for (let i = 0; i < 2; i++) expect(await importPack(path, packs, list, { onProgress })).toBe("cuda");
    expect(progress.at(-1)).toEqual([24_000, 24_000]);
    expect(readFileSync(join(packs, "cuda/libggml-cuda.so"), "utf8")).toBe(contents["libggml-cuda.so"]);
    expect(readdirSync(packs)).toEqual(["cuda"]);
    expect(importedPacks(packs, list)).toEqual(["cuda"]);
    await verifyPack(join(packs, "cuda"), list.cuda ?? {});
});

it.each([
    ["another content of the same size", { ...contents, "libggml-base.so": "evil".repeat(1000) }],
    ["a file more", { ...contents, "libevil.so": "x" }],
    ["a file less", { "libggml-base.so": contents["libggml-base.so"] }],
    ["a larger file", { ...contents, "libggml-base.so": "base".repeat(1001) }],
    ["nothing", {}],
])("refuses a pack with %s, and leaves nothing behind", async (_, files) => {
    const path = await zip(files as Record<string, string>);
    await expect(importPack(path, packs, list)).rejects.toMatchObject({ code: "package-invalid" });
    expect(existsSync(join(packs, "cuda"))).toBe(false);
    expect(importedPacks(packs, list)).toEqual([]);
});

it("refuses everything where the program knows no packs", async () => {
    const path = await zip(contents);
    expect(readPackList(folder)).toEqual({});
    await expect(importPack(path, packs, {})).rejects.toMatchObject({ code: "package-invalid" });
});

it("an earlier pack stays when a new one is refused", async () => {
    await importPack(await zip(contents), packs, list);
    await expect(
        importPack(await zip({ ...contents, "libggml-base.so": "evil".repeat(1000) }), packs, list),
    ).rejects.toThrow();
    await verifyPack(join(packs, "cuda"), list.cuda ?? {});
});

it("notices before loading that a file was changed or is gone", async () => {
    await importPack(await zip(contents), packs, list);
    appendFileSync(join(packs, "cuda/libggml-cuda.so"), "x");
    await expect(verifyPack(join(packs, "cuda"), list.cuda ?? {})).rejects.toMatchObject({
        code: "device-unavailable",
    });
    rmSync(join(packs, "cuda/libggml-cuda.so"));
    await expect(verifyPack(join(packs, "cuda"), list.cuda ?? {})).rejects.toMatchObject({
        code: "device-unavailable",
    });
});

it("reads the list of a packaged program", () => {
    writeFileSync(join(folder, "accelerators.json"), JSON.stringify(list));
    expect(readPackList(folder)).toEqual(list);
});
