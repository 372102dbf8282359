/**
 * Files that a browser sends in pieces, over a real WebSocket.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { expect, it } from "vitest";
import { largestPiece } from "../../preload/contract/app.ts";
import { root } from "../support/command.ts";
import { startStudio } from "../support/studio.ts";

it("a file arrives as it was, can be used as a model, and is gone once it is forgotten", async () => {
    const { client, folder } = await startStudio();
    const bytes = readFileSync(join(root, "resources/models/pip-q8_0.gguf"));
    const half = Math.floor(bytes.length / 2);
    const first = await client.app.upload({
        name: "pip.gguf",
        from: 0,
        piece: new Blob([bytes.subarray(0, half)]),
    });
    const { id, path } = await client.app.upload({
        name: "pip.gguf",
        id: first.id,
        from: half,
        piece: new Blob([bytes.subarray(half)]),
    });
    expect(path).toBe(first.path);
    expect(basename(path)).toBe("pip.gguf");
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect((await client.models.inspect({ path })).chat.possible).toBe(true);
    await client.app.forgetUpload({ id });
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(join(folder, "temporary"))).toEqual([]);
});

it("names lead nowhere else; pieces that are too large, not the next one or of nothing are refused", async () => {
    const { client, folder } = await startStudio();
    const piece = new Blob(["text"]);
    for (const name of ["../../../evil", "..", "C:\\evil\\..\\..", "/etc/passwd", "a\0b", "x".repeat(255)]) {
        const { path } = await client.app.upload({ name, from: 0, piece });
        expect(relative(join(folder, "temporary"), path)).toMatch(/^upload-[0-9a-f]{32}[\\/][^\\/]+$/);
        expect(readFileSync(path, "utf8")).toBe("text");
    }
    const { id } = await client.app.upload({ name: "a", from: 0, piece });
    await expect(client.app.upload({ name: "a", id, from: 0, piece })).rejects.toMatchObject({
        code: "usage",
    });
    const unknown = { name: "a", id: "0".repeat(32), from: 0, piece };
    await expect(client.app.upload(unknown)).rejects.toMatchObject({ code: "not-found" });
    const large = { name: "a", from: 0, piece: new Blob([new Uint8Array(largestPiece + 1)]) };
    await expect(client.app.upload(large)).rejects.toMatchObject({ code: "input-invalid" });
});
