/** Packages as this program writes them, read again; and what reading and writing does to the disk. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hashPairs } from "../../main/formats/preferences/pairHash.ts";
import { packAdapter } from "../../main/packages/packAdapter.ts";
import { readPackageSummary, unpackAdapter } from "../../main/packages/unpackAdapter.ts";
import { fingerprint, pairs, temporaryFolder, writeSmallAdapter } from "./samplePackage.ts";

function place() {
    const folder = temporaryFolder();
    const [adapter, out] = [join(folder, "warm.gguf"), join(folder, "warm.qadapter")];
    writeSmallAdapter(adapter);
    return { folder, adapter, out, temporary: join(folder, "temporary") };
}

const described = {
    name: "Warm tone",
    note: "Made on a rainy day.\nTwice.",
    tags: ["tone", "größe"],
    createdAt: "2026-01-02T03:04:05.678Z",
    verdict: { kind: "good", sentence: "Better." },
};

describe("a package", () => {
    it("gives back the adapter, the pairs and everything said of them", async () => {
        const { adapter, out, temporary } = place();
        const data = { name: "letters", pairs };
        const packed = await packAdapter(out, { adapter, ...described, data });
        const unpacked = await unpackAdapter(out, { temporary, fingerprint });
        expect(readFileSync(unpacked.adapterPath).equals(readFileSync(adapter))).toBe(true);
        expect(unpacked.pairs).toEqual(pairs);
        expect(unpacked.manifest).toEqual(packed.manifest);
        expect(unpacked.manifest).toMatchObject({
            name: described.name,
            note: described.note,
            tags: described.tags,
            createdAt: described.createdAt,
            base: { name: "Pip", fingerprint },
            data: { name: "letters", sha256: hashPairs(pairs), pairs: 3 },
        });
        expect(unpacked).toMatchObject({
            metrics: { accuracy: 0.75 },
            settings: { rank: 2 },
            verdict: described.verdict,
        });
        unpacked.dispose();
        unpacked.dispose();
        expect(readdirSync(temporary)).toEqual([]);
    });

    it("says what it holds without being unpacked, and keeps pairs that are to stay here", async () => {
        const { adapter, out, temporary } = place();
        await packAdapter(out, { adapter });
        const { manifest, metrics } = await readPackageSummary(out);
        expect(manifest).toMatchObject({
            name: "warm",
            data: { name: "", sha256: hashPairs(pairs), pairs: null },
        });
        expect(Object.keys(manifest.parts)).toEqual(["adapter.gguf", "metrics.json"]);
        expect(metrics).toEqual({ accuracy: 0.75 });
        const unpacked = await unpackAdapter(out, { temporary });
        expect(unpacked.pairs).toBeUndefined();
        unpacked.dispose();
    });

    it("is the same file for the same contents", async () => {
        const { folder, adapter, out } = place();
        await packAdapter(out, { adapter, ...described });
        const again = join(folder, "again.qadapter");
        await packAdapter(again, { adapter, ...described });
        expect(readFileSync(again).equals(readFileSync(out))).toBe(true);
    });

    it("is not made with pairs that the adapter was not trained on, nor of what is no adapter", async () => {
        const { folder, adapter, out } = place();
        const data = { name: "", pairs: pairs.slice(1) };
        await expect(packAdapter(out, { adapter, data })).rejects.toMatchObject({ code: "data-invalid" });
        writeFileSync(join(folder, "text.gguf"), "text");
        const wrong = packAdapter(out, { adapter: join(folder, "text.gguf") });
        await expect(wrong).rejects.toMatchObject({ code: "not-gguf" });
        expect(existsSync(out)).toBe(false);
    });

    it("leaves nothing behind when it is stopped, while packing and while unpacking", async () => {
        const { folder, adapter, out, temporary } = place();
        const stopped = new Error("stopped");
        const stopper = () => {
            const controller = new AbortController();
            return { signal: controller.signal, onProgress: () => controller.abort(stopped) };
        };
        await expect(packAdapter(out, { adapter }, stopper())).rejects.toBe(stopped);
        expect(readdirSync(folder)).toEqual(["warm.gguf"]);
        await packAdapter(out, { adapter });
        const controller = new AbortController();
        controller.abort(stopped);
        await expect(unpackAdapter(out, { temporary, signal: controller.signal })).rejects.toBe(stopped);
        expect(readdirSync(temporary)).toEqual([]);
    });

    it.skipIf(!existsSync("/dev/full"))("says that the place cannot be written", async () => {
        const { folder, adapter } = place();
        const lost = packAdapter(join(folder, "none", "warm.qadapter"), { adapter });
        await expect(lost).rejects.toMatchObject({ code: "file-missing" });
        await expect(unpackAdapter(folder, { temporary: folder })).rejects.toMatchObject({
            code: "file-access",
            message: expect.stringContaining("is a folder"),
        });
        await expect(unpackAdapter("/dev/full", { temporary: folder })).rejects.toMatchObject({
            code: "file-access",
        });
    });
});
