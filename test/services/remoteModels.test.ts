/** Models of the hub in a whole backend: listed, brought into the library, refused offline. And how fast one is here. */
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import type { Progress } from "../../preload/contract/common.ts";
import { pipPath } from "../support/command.ts";
import { FakeHub } from "../support/fakeHub.ts";
import { tinyModel } from "../support/logits.ts";
import { newFolder, pipOf, startStudio } from "../support/studio.ts";

let hub: FakeHub;
beforeEach(async () => {
    hub = await FakeHub.open();
    process.env.HF_ENDPOINT = hub.endpoint;
});
afterEach(() => {
    delete process.env.HF_ENDPOINT;
    hub.close();
});

async function resultOf<Result>(stream: Promise<AsyncIterable<Progress<Result>>>): Promise<Result> {
    for await (const event of await stream) if (event.type === "done") return event.result;
    throw new Error("It ended without a result.");
}

it("a model of the hub comes into the library's folder, once, and only when that is allowed", async () => {
    const { client, folder } = await startStudio();
    const pip = await pipOf(client);
    const path = join(newFolder(), "random.gguf");
    writeRandomModel(path, tinyModel({ architecture: "llama" }));
    hub.add("someone/small", "small.gguf", readFileSync(path));
    hub.add("someone/small", "pip.gguf", readFileSync(pipPath));
    const repository = "someone/small";
    await expect(client.models.remoteFiles({ repository })).rejects.toMatchObject({ code: "offline" });
    await expect(resultOf(client.models.download({ repository, file: "small.gguf" }))).rejects.toMatchObject({
        code: "offline",
    });
    expect(hub.connections).toBe(0);
    await client.settings.set({ offline: false });
    const files = await client.models.remoteFiles({ repository });
    expect(files.map(({ file }) => file).sort()).toEqual(["pip.gguf", "small.gguf"]);
    const model = await resultOf(client.models.download({ repository, file: "small.gguf" }));
    expect(model).toMatchObject({ owned: true, state: "ready", path: join(folder, "models", "small.gguf") });
    const again = await resultOf(client.models.download({ repository, file: "small.gguf" }));
    expect(again.id).toBe(model.id);
    expect((await resultOf(client.models.download({ repository, file: "pip.gguf" }))).id).toBe(pip);
    expect(readdirSync(join(folder, "models"))).toEqual(["small.gguf"]);
    await expect(resultOf(client.models.download({ repository, file: "none.gguf" }))).rejects.toMatchObject({
        code: "usage",
    });
});

it("the speed of a model is measured by threads, and one of them recommended", async () => {
    const { client } = await startStudio();
    const modelId = await pipOf(client);
    const result = await resultOf(client.app.speedTest({ modelId }));
    expect(result.promptTokensPerSecond).toBeGreaterThan(0);
    const threads = result.byThreads.map((speed) => speed.threads);
    expect(threads[0]).toBe(1);
    expect(threads.at(-1)).toBe(availableParallelism());
    expect(threads).toContain(result.recommendedThreads);
    await expect(resultOf(client.app.speedTest({ modelId: 999 }))).rejects.toMatchObject({
        code: "not-found",
    });
});
