/**
 * Every call of the contract, found by walking the router, with inputs that try to do harm: each answers, or fails with
 * a sentence and a code of its own; none is a surprise to the program, and none ends it.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { z } from "zod";
import { openDatabase } from "../../main/db/open.ts";
import { contract } from "../../preload/contract.ts";
import { StudioError } from "../../preload/errors.ts";
import { hostileInput } from "../support/hostileInput.ts";
import { newFolder, pipOf, startStudio } from "../support/studio.ts";

const runsPerCall = Number(process.env.QADAPTER_HOSTILE_RUNS ?? 12);
/** What still goes on then is stopped: streams of news have no end. */
const milliseconds = { news: 200, work: 5000 };

beforeAll(() => {
    process.env.HF_ENDPOINT = "http://127.0.0.1:9"; // settings may allow the network: nobody answers there
});
afterAll(() => {
    delete process.env.HF_ENDPOINT;
});

interface Procedure {
    name: string;
    input: z.ZodType | undefined;
}

/** All procedures of a router or a contract. */
function proceduresOf(router: object, path: string[] = []): Procedure[] {
    if ("~orpc" in router) {
        const { inputSchema } = router["~orpc"] as { inputSchema?: z.ZodType };
        return [{ name: path.join("."), input: inputSchema }];
    }
    return Object.entries(router).flatMap(([key, value]) => proceduresOf(value, [...path, key]));
}

type Call = (input: unknown, options: { signal: AbortSignal }) => Promise<unknown>;

/** Calls, reads a stream to its end, and answers the code of an error. @param longest in milliseconds */
async function outcomeOf(call: Call, input: unknown, longest: number): Promise<string> {
    const signal = AbortSignal.timeout(longest);
    try {
        const output = await call(input, { signal });
        if (output && typeof output === "object" && Symbol.asyncIterator in output)
            for await (const _ of output as AsyncIterable<unknown>);
        return "answered";
    } catch (error) {
        return error instanceof StudioError ? error.code : `not a typed error: ${error}`;
    }
}

it("hostile input is refused in a sentence, whatever the call", async () => {
    const outside = newFolder();
    mkdirSync(join(outside, "folder"));
    writeFileSync(join(outside, "file.jsonl"), '{"prompt": "Q"}\n{"prompt": 1}\n\0');
    writeFileSync(join(outside, "file.gguf"), "GGUF\u0003\0\0\0");
    const { backend, client, folder, close } = await startStudio();
    const modelId = await pipOf(client);
    await client.chat.create({ modelId });
    await client.preferences.create({
        prompt: [{ role: "user", content: "Q" }],
        chosen: "A",
        rejected: "B",
    });
    const seen = new Map<string, number>();
    for (const { name, input } of proceduresOf(backend.router)) {
        const [domain, method] = name.split(".") as ["app", "info"];
        const longest = /[.](watch|events)$/.test(name) ? milliseconds.news : milliseconds.work;
        const call = client[domain][method] as unknown as Call;
        await fc.assert(
            fc.asyncProperty(hostileInput(input, outside), async (value) => {
                const outcome = await outcomeOf(call, value, longest);
                seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
                expect(outcome, name).not.toMatch(/unexpected|connection-lost|typed/);
            }),
            { numRuns: input ? runsPerCall : 2, endOnFailure: true },
        );
    }
    expect((await client.app.info()).problem).toBeNull();
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(seen.get("input-invalid")).toBeGreaterThan(100);
    expect(seen.get("not-found")).toBeGreaterThan(20);
    expect(seen.get("answered")).toBeGreaterThan(100);
    const log = readFileSync(join(folder, "logs", "studio.log"), "utf8");
    expect(log).not.toContain("unexpectedly");
    await close();
    const db = openDatabase(join(folder, "studio.db"), { check: true });
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    db.close();
}, 600_000);

it("every call of the contract is there", async () => {
    const { backend, client } = await startStudio();
    await client.app.info();
    const served = proceduresOf(backend.router).map(({ name }) => name);
    const missing = proceduresOf(contract).filter(({ name }) => !served.includes(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
});
