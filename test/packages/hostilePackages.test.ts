/** Packages that somebody else made or changed: each is refused with a sentence, and nothing of it stays. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { StudioError } from "../../main/errors.ts";
import { packAdapter } from "../../main/packages/packAdapter.ts";
import { readPackageSummary, unpackAdapter } from "../../main/packages/unpackAdapter.ts";
import {
    fingerprint,
    type HandPart,
    soundParts,
    temporaryFolder,
    writeByHand,
    writeSmallAdapter,
} from "./samplePackage.ts";

type Sound = ReturnType<typeof soundParts>;

async function refusal(
    make: (sound: Sound) => HandPart[],
    patch: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Promise<{ code: string; message: string }> {
    const folder = temporaryFolder();
    const path = join(folder, "some.qadapter");
    await writeByHand(path, make(soundParts(folder)));
    writeFileSync(path, patch(readFileSync(path)));
    const before = readdirSync(folder);
    const temporary = join(folder, "temporary");
    try {
        (await unpackAdapter(path, { temporary, fingerprint })).dispose();
    } catch (error) {
        expect(error).toBeInstanceOf(StudioError);
        expect(readdirSync(temporary)).toEqual([]);
        expect(readdirSync(folder).filter((name) => name !== "temporary")).toEqual(before);
        expect(existsSync(join(folder, "..", "evil.gguf"))).toBe(false);
        return error as StudioError;
    }
    throw new Error("It was not refused.");
}

const all = ({ adapter, metrics, data, manifest }: Sound) => [adapter, metrics, data, manifest()];
const replaced = (from: string, to: string) => (bytes: Buffer) => {
    const text = bytes.toString("latin1");
    expect(text).toContain(from);
    expect(from.length).toBe(to.length);
    return Buffer.from(text.replaceAll(from, to), "latin1");
};

it("a sound one made by hand is taken", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "some.qadapter");
    await writeByHand(path, all(soundParts(folder)));
    const unpacked = await unpackAdapter(path, { temporary: folder, fingerprint });
    expect(unpacked.pairs?.length).toBe(3);
    unpacked.dispose();
});

describe("names", () => {
    // yazl writes no such names: they are put in afterwards, with the same number of bytes
    it.each([
        ["../evil.gguf", "leads out of"],
        ["/root/x.gguf", "leads out of"],
        ["C:/evil.gguf", "leads out of"],
        ["..\\evil.gguf", "leads out of"],
        ["a/../../b.gg", "leads out of"],
        ["evil.ggufff/", "is a folder"],
        ["evil//x.gguf", "roundabout"],
        ["adapter.ggu ", "not a file name on every system"],
        ["const.gguf12", "does not belong"],
        ["con.gguf.ggu", "not a file name on every system"],
        ["adap\u0000er.gguf", "not a file name on every system"],
        ["adapter.exe!", "does not belong in it"],
        ["ADAPTER.GGUF", "does not belong in it"],
        ["__proto__.js", "does not belong in it"],
    ])("%j", async (name, why) => {
        const error = await refusal(
            (sound) => [
                { ...sound.adapter, name: "other12.gguf" },
                sound.metrics,
                sound.data,
                sound.manifest(),
            ],
            replaced("other12.gguf", name),
        );
        expect(error.code).toBe("package-invalid");
        expect(error.message).toContain(why);
    });

    it("two parts of one name", async () => {
        const error = await refusal(
            (sound) => [...all(sound), { ...sound.adapter, name: "adapter.ggux" }],
            replaced("adapter.ggux", "adapter.gguf"),
        );
        expect(error.message).toContain("more parts than it may have");
        const without = await refusal(
            ({ adapter, metrics, manifest }) => [
                adapter,
                metrics,
                manifest({}, [adapter, metrics]),
                { ...adapter, name: "adapter.ggux" },
            ],
            replaced("adapter.ggux", "adapter.gguf"),
        );
        expect(without.message).toContain("two parts named");
    });
});

describe("entries", () => {
    it("a link", async () => {
        const error = await refusal((sound) => [
            { name: "adapter.gguf", bytes: "/etc/passwd", options: { mode: 0o120777 } },
            sound.metrics,
            sound.data,
            sound.manifest(),
        ]);
        expect(error.message).toContain("is a link");
    });

    it("a device", async () => {
        const error = await refusal((sound) => [
            { ...sound.adapter, options: { mode: 0o020666 } },
            sound.metrics,
            sound.data,
            sound.manifest(),
        ]);
        expect(error.message).toContain("is not a file");
    });

    it("a part that is larger than it may be", async () => {
        const error = await refusal((sound) => [
            sound.adapter,
            sound.metrics,
            sound.data,
            { name: "manifest.json", bytes: Buffer.alloc(2 ** 21, " ") },
        ]);
        expect(error.message).toContain("more than 1 MB");
    });

    it("a part that unpacks to more than it says", async () => {
        const bomb = Buffer.alloc(2 ** 22, " ");
        const error = await refusal(
            (sound) => [
                { name: "adapter.gguf", bytes: bomb, options: { compress: true } },
                sound.metrics,
                sound.data,
                sound.manifest({}, [
                    { ...sound.adapter, bytes: bomb.subarray(0, 1000) },
                    sound.metrics,
                    sound.data,
                ]),
            ],
            (bytes) => {
                let at = bytes.indexOf(Buffer.from([0, 0, 0x40, 0]));
                for (; at >= 0; at = bytes.indexOf(Buffer.from([0, 0, 0x40, 0]), at + 1))
                    bytes.writeUInt32LE(1000, at);
                return bytes;
            },
        );
        expect(error.message).toContain("not as large as it says");
    });

    it("an encrypted part", async () => {
        const error = await refusal(all, (bytes) => {
            const central = bytes.indexOf("PK\u0001\u0002", 0, "latin1");
            bytes.writeUInt16LE(bytes.readUInt16LE(central + 8) | 1, central + 8);
            return bytes;
        });
        expect(error.message).toContain("is encrypted");
    });
});

describe("contents", () => {
    it.each(["adapter", "metrics", "data"] as const)("%s whose checksum is another", async (name) => {
        const error = await refusal((sound) => {
            const bytes = Buffer.from(sound[name].bytes);
            const at = name === "adapter" ? bytes.length - 1 : bytes.indexOf(" ");
            bytes[at] = (bytes[at] as number) ^ 2;
            return all({ ...sound, [name]: { ...sound[name], bytes } });
        });
        expect(error).toMatchObject({
            code: "package-invalid",
            message: expect.stringContaining("checksum"),
        });
    });

    it.each(["adapter", "metrics", "data"] as const)("%s that is missing", async (name) => {
        const error = await refusal((sound) => all(sound).filter((part) => part !== sound[name]));
        expect(error.message).toContain("is missing");
    });

    it("no manifest, and what is no zip file", async () => {
        const none = await refusal((sound) => all(sound).slice(0, -1));
        expect(none.message).toContain('"manifest.json" is missing');
        for (const patch of [
            () => Buffer.from("text"),
            () => Buffer.alloc(0),
            (b: Buffer) => b.subarray(0, 900),
        ]) {
            const error = await refusal(all, patch);
            expect(error).toMatchObject({
                code: "package-invalid",
                message: expect.stringContaining("not a zip file"),
            });
        }
    });

    it("a part that the manifest does not list", async () => {
        const error = await refusal(({ adapter, metrics, data, manifest }) => [
            adapter,
            metrics,
            data,
            manifest({}, [adapter, metrics]),
        ]);
        expect(error.message).toContain('"data.jsonl" is not in its list');
    });

    it.each([
        [{ version: 2 }, "newer version"],
        [{ format: "other" }, 'wrong at "format"'],
        [{ name: "x".repeat(201) }, 'wrong at "name"'],
        [{ tags: [1] }, 'wrong at "tags.0"'],
        [{ createdAt: "yesterday" }, 'wrong at "createdAt"'],
        [{ parts: {} }, 'wrong at "parts'],
        [{ base: null }, "does not say which model"],
        [{ base: { name: "Pip", fingerprint: "cd".repeat(32) } }, "made for the model"],
        [{ data: { name: "", sha256: "cd".repeat(32), pairs: 3 } }, "trained on other data"],
        [{ data: null }, "trained on other data"],
    ])("a manifest with %j", async (changes, why) => {
        const error = await refusal(({ adapter, metrics, data, manifest }) => [
            adapter,
            metrics,
            data,
            manifest(changes),
        ]);
        expect(error.message).toContain(why);
    });

    it("an adapter that is none, or has no numbers", async () => {
        for (const bytes of ["text", Buffer.alloc(100)]) {
            const error = await refusal((sound) => {
                const adapter = { ...sound.adapter, bytes };
                return [
                    adapter,
                    sound.metrics,
                    sound.data,
                    sound.manifest({}, [adapter, sound.metrics, sound.data]),
                ];
            });
            expect(error.message).toContain('"adapter.gguf" cannot be used');
        }
        const error = await refusal((sound) => {
            const bytes = Buffer.from(sound.adapter.bytes);
            bytes.writeFloatLE(Number.NaN, bytes.length - 32);
            const adapter = { ...sound.adapter, bytes };
            return [
                adapter,
                sound.metrics,
                sound.data,
                sound.manifest({}, [adapter, sound.metrics, sound.data]),
            ];
        });
        expect(error.message).toContain('"adapter.gguf" cannot be used');
    });

    it("pairs that are not those that the adapter was trained on", async () => {
        const error = await refusal((sound) => {
            const data = { ...sound.data, bytes: String(sound.data.bytes).replace("Because", "Surely") };
            return [
                sound.adapter,
                sound.metrics,
                data,
                sound.manifest({}, [sound.adapter, sound.metrics, data]),
            ];
        });
        expect(error.message).toContain("pairs are not those");
    });
});

it("a package with any one byte changed, or cut anywhere, is refused or gives the same", async () => {
    const folder = temporaryFolder();
    const [adapter, path] = [join(folder, "a.gguf"), join(folder, "a.qadapter")];
    writeSmallAdapter(adapter);
    await packAdapter(path, { adapter });
    const bytes = readFileSync(path);
    const { manifest } = await readPackageSummary(path);
    const temporary = join(folder, "temporary");
    for (let at = 0; at < bytes.length; at += 31) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] as number) ^ (1 << (at % 8));
        for (const version of [changed, bytes.subarray(0, at)]) {
            writeFileSync(path, version);
            try {
                const unpacked = await unpackAdapter(path, { temporary });
                expect(unpacked.manifest).toEqual(manifest);
                unpacked.dispose();
            } catch (error) {
                expect((error as StudioError).code, `byte ${at}: ${error}`).toBe("package-invalid");
            }
        }
    }
    expect(readdirSync(temporary)).toEqual([]);
});
