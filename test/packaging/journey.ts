/**
 * A journey with the packaged backend, run by Node from the packaged layout: starts it, chats with Pip, trains an
 * adapter, chats with it. Run as a program: `journey.ts ARCHIVE DATA`; prints lines of JSON. Imports nothing of a
 * checkout but types.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as BackendModule from "../../main/backend.ts";
import type * as ClientModule from "../../main/desktop/localClient.ts";
import type * as PlacesModule from "../../main/desktop/places.ts";
import type { engineContract } from "../../main/engine/contract.ts";
import type * as PairsModule from "../../main/formats/preferences/preferenceFile.ts";
import type * as IntegrityModule from "../../main/integrity/verifyLibraries.ts";
import type * as ProcessModule from "../../main/jobs/engineProcess.ts";
import type * as ConnectModule from "../../preload/connect.ts";

const [archive = "", dataDir = "", pairs = ""] = process.argv.slice(2);
const load = <Module>(path: string): Promise<Module> => import(pathToFileURL(join(archive, path)).href);
const say = (what: string, value: unknown) => process.stdout.write(`${JSON.stringify({ what, value })}\n`);

const { verifyLibraries } = await load<typeof IntegrityModule>("main/integrity/verifyLibraries.js");
const { createBackend } = await load<typeof BackendModule>("main/backend.js");
const { forkEntry } = await load<typeof ProcessModule>("main/jobs/engineProcess.js");
const { localClient } = await load<typeof ClientModule>("main/desktop/localClient.js");
const { findPlaces } = await load<typeof PlacesModule>("main/desktop/places.js");
const { readPreferenceFile } = await load<typeof PairsModule>("main/formats/preferences/preferenceFile.js");
const { connect } = await load<typeof ConnectModule>("preload/connect.js");

await verifyLibraries(archive, "node_modules/better-sqlite3");
const places = findPlaces({ args: [`--data=${dataDir}`], env: {} });
const entry = join(archive, "main/integrity/engineEntry.js");
const options = JSON.stringify({ device: "cpu", threads: 1 });
const engineLog: string[] = [];
const launch: ProcessModule.EngineLauncher = () =>
    forkEntry(entry, [options], (_, text) => void engineLog.push(text));
const backend = createBackend({
    dataDir: places.dataDir,
    resources: places.resources,
    host: { kind: "desktop" },
    program: { version: "0.0.0", licences: places.licences },
    launch,
});
const client = localClient(backend);
const info = await client.app.info();
say("ready", { milliseconds: Math.round(performance.now()), licences: info.licences.length });

/** Looks again and again; null where the engine says that it does not start. */
async function until<Result>(look: () => Promise<Result | undefined>): Promise<Result | null> {
    for (;;) {
        const result = await look();
        if (result !== undefined) return result;
        if (engineLog.some((line) => line.includes("error"))) return null;
        await new Promise((done) => setTimeout(done, 50));
    }
}

const pip = await until(async () => (await client.models.list())[0]);
say("chat", pip && (await chat(pip.id, "What is the capital of France?")));
if (pip && pairs) await train(pip.path);
say("engine", engineLog);
backend.dispose();
process.exit(0);

async function chat(modelId: number, question: string): Promise<string | null> {
    const { id } = await client.chat.create({ modelId });
    const { answers } = await client.chat.send({ conversationId: id, parentId: null, content: question });
    return await until(async () => {
        const { messages } = await client.chat.get({ id });
        const answer = messages.find((message) => message.id === answers[0]?.id);
        const isWritten = answer && answer.state !== "streaming" && answer.state !== "waiting";
        return isWritten ? `${answer.state}: ${answer.content}` : undefined;
    });
}

/** Over the engine's own contract: pairs in, an adapter out. */
async function train(model: string): Promise<void> {
    const started = launch([], () => {});
    const engine = connect<typeof engineContract>(started.port).client;
    const events = await engine.train({
        model: { path: model },
        pairs: { path: pairs, sha256: readPreferenceFile(pairs).sha256 },
        preset: "studio",
        changes: { epochs: 1, batch: 4, ownTexts: 0, retention: 0, maxLength: 128 },
        runId: 1,
        name: "Warm",
        out: join(dataDir, "warm.gguf"),
        resume: false,
        watchedPrompt: null,
    });
    for await (const event of events) if (event.type === "done") say("trained", event.result);
    started.kill();
}
