/**
 * Adapters in and out of two libraries, as packages, GGUF and PEFT, with the real Pip: the same adapter gives the same
 * answer on both sides.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../main/db/open.ts";
import { readModelFile } from "../../main/formats/gguf/split.ts";
import { modelFingerprint, readAdapter, writeAdapter } from "../../main/model/adapterFile.ts";
import type { Progress } from "../../preload/contract/common.ts";
import { root } from "../support/command.ts";
import { writeRandomAdapter } from "../support/logits.ts";
import { type Client, newFolder, pipOf, startStudio, Watcher } from "../support/studio.ts";

const pip = join(root, "resources/models/pip-q8_0.gguf");

async function finish<Result>(work: Promise<AsyncIterable<Progress<Result>>>): Promise<Result> {
    for await (const event of await work) if (event.type === "done") return event.result;
    throw new Error("The work ended without a result.");
}

const pipBase = () => ({ fingerprint: modelFingerprint(readModelFile(pip)), name: "Pip" });

/** A studio with Pip and an adapter of random numbers, which came in as GGUF. */
async function studioWithAdapter() {
    const studio = await startStudio();
    const modelId = await pipOf(studio.client);
    const path = join(newFolder(), "some.gguf");
    writeRandomAdapter(path, pip, 7);
    writeAdapter(path, { ...readAdapter(path), base: pipBase() });
    const adapter = await finish(studio.client.adapters.importGguf({ path, modelId, name: "Some: adapter" }));
    return { ...studio, modelId, path, adapter };
}

async function answer(client: Client, modelId: number, adapterId: number): Promise<string> {
    const stack = { entries: [{ adapterId, weight: 1, enabled: true }], strength: 1, label: "" };
    const { id } = await client.chat.create({ modelId, columns: [stack] });
    const watcher = new Watcher(client, id);
    const settings = await client.settings.get();
    await client.chat.update({ id, sampling: { ...settings.sampling, seed: 5, maxTokens: 24 } });
    const { answers } = await client.chat.send({ conversationId: id, parentId: null, content: "Hello" });
    const message = await watcher.finished(answers[0]?.id as number);
    watcher.stop();
    expect(message.problem).toBeNull();
    return message.content;
}

describe("adapters as files", () => {
    it("a package brings the same adapter into another library, once, with what is known of it", async () => {
        const first = await studioWithAdapter();
        expect(first.adapter).toMatchObject({ name: "Some: adapter", origin: "gguf", state: "ready" });
        const changed = await first.client.adapters.update({
            id: first.adapter.id,
            note: "a note",
            tags: ["x"],
        });
        const path = join(newFolder(), "some.qadapter");
        const input = { id: changed.id, to: { path } };
        const written = await finish(first.client.adapters.exportPackage(input));
        expect(written).toMatchObject({ path });
        const expected = await answer(first.client, first.modelId, changed.id);

        const second = await startStudio();
        const modelId = await pipOf(second.client);
        const preview = await second.client.adapters.previewPackage({ path });
        expect(preview).toMatchObject({ name: "Some: adapter", modelId, problems: [], pairs: 0 });
        const imported = await finish(second.client.adapters.importPackage({ path }));
        expect(imported).toMatchObject({
            ...{ name: "Some: adapter", note: "a note", tags: ["x"], origin: "package", modelId },
            sha256: first.adapter.sha256,
        });
        expect(await answer(second.client, modelId, imported.id)).toBe(expected);
        const again = await finish(second.client.adapters.importPackage({ path }));
        expect(again.id).toBe(imported.id);
        const known = await second.client.adapters.previewPackage({ path });
        expect(known.problems[0]).toMatch(/already/);
        expect(readdirSync(join(second.folder, "temporary"))).toEqual([]);
    });

    it("GGUF and PEFT lead back to an adapter that answers the same", async () => {
        const { client, modelId, adapter } = await studioWithAdapter();
        const expected = await answer(client, modelId, adapter.id);
        const folder = newFolder();
        const gguf = await finish(client.adapters.exportGguf({ id: adapter.id, to: "download" }));
        expect(gguf).toMatchObject({ path: "Some_ adapter.gguf", bytes: adapter.fileBytes });
        const peft = join(folder, "peft");
        await finish(client.adapters.exportPeft({ id: adapter.id, path: peft }));
        const back = await finish(client.adapters.importPeft({ path: peft, modelId, name: "back" }));
        expect(back).toMatchObject({ name: "back", origin: "peft", method: "none" });
        expect(await answer(client, modelId, back.id)).toBe(expected);
    });

    it("what is no adapter, or belongs elsewhere, is refused and leaves nothing behind", async () => {
        const { client, folder } = await startStudio();
        const modelId = await pipOf(client);
        const path = join(newFolder(), "broken.qadapter");
        writeFileSync(path, "nothing");
        await expect(client.adapters.previewPackage({ path })).rejects.toMatchObject({
            code: "package-invalid",
        });
        await expect(finish(client.adapters.importPackage({ path }))).rejects.toMatchObject({
            code: "package-invalid",
        });
        await expect(finish(client.adapters.importGguf({ path, modelId }))).rejects.toMatchObject({
            code: "not-gguf",
        });
        await expect(finish(client.adapters.importGguf({ path: pip, modelId }))).rejects.toMatchObject({
            code: "adapter-mismatch",
        });
        const missing = { path: join(folder, "not there"), modelId };
        await expect(finish(client.adapters.importPeft(missing))).rejects.toMatchObject({
            code: "file-missing",
        });
        expect(await client.adapters.list()).toEqual([]);
        for (const place of ["adapters", "temporary"]) expect(readdirSync(join(folder, place))).toEqual([]);
    });

    it("what was deleted a month ago goes for good with its file, and what was deleted since can be brought back", async () => {
        const { client, adapter, path, modelId, folder, close } = await studioWithAdapter();
        writeRandomAdapter(path, pip, 8);
        writeAdapter(path, { ...readAdapter(path), base: pipBase() });
        const other = await finish(client.adapters.importGguf({ path, modelId, name: "Other" }));
        for (const { id } of [adapter, other]) await client.adapters.remove({ id });
        await close();
        const db = openDatabase(join(folder, "studio.db"));
        const past = new Date(Date.now() - 31 * 86_400_000).toISOString();
        const deletion = db.prepare("SELECT deletion_id FROM adapters WHERE id = ?").pluck().get(adapter.id);
        db.prepare("UPDATE deletions SET created_at = ? WHERE id = ?").run(past, deletion);
        db.close();
        const later = await startStudio({ folder });
        expect(readdirSync(join(folder, "adapters"))).toHaveLength(1);
        expect(await later.client.adapters.restore({ id: other.id })).toMatchObject({ state: "ready" });
        await expect(later.client.adapters.restore({ id: adapter.id })).rejects.toMatchObject({
            code: "not-found",
        });
    });
});
