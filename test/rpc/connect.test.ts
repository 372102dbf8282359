/**
 * One contract over every line: real message ports, real sockets, a real child process.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { StudioError } from "../../main/errors.ts";
import type { Log } from "../../main/log.ts";
import { serveRouter } from "../../main/rpc/serveRouter.ts";
import { type Connection, connect } from "../../preload/connect.ts";
import {
    type DomPort,
    type ElectronPort,
    electronPort,
    type FramePort,
    messagePort,
    processPort,
    socketPort,
    type UtilityProcess,
    utilityPort,
} from "../../preload/framePort.ts";
import type { echoContract } from "../support/echoContract.ts";
import { echoRouter } from "../support/echoRouter.ts";

/** A connection, the raw line under it, and what the serving side logged. */
interface Line {
    connection: Connection<typeof echoContract>;
    port: FramePort;
    logged: string[];
    end(): Promise<unknown>;
}

const lines: Record<string, () => Promise<Line>> = {
    "message port": async () => {
        const { port1, port2 } = new MessageChannel();
        const logged: string[] = [];
        serveRouter(echoRouter(), messagePort(port1 as unknown as DomPort), note(logged));
        const port = messagePort(port2 as unknown as DomPort);
        return { connection: connect(port), port, logged, end: async () => port2.close() };
    },
    // Electron is not here; these have its shapes over Node's message ports.
    "utility process of Electron": async () => {
        const { port1, port2 } = new MessageChannel();
        const logged: string[] = [];
        serveRouter(echoRouter(), electronPort(parentPortOf(port1)), note(logged));
        const port = utilityPort(utilityProcessOf(port2));
        return { connection: connect(port), port, logged, end: async () => port.close() };
    },
    WebSocket: async () => {
        const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
        await once(server, "listening");
        const logged: string[] = [];
        server.on("connection", (socket) => serveRouter(echoRouter(), socketPort(socket), note(logged)));
        const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as { port: number }).port}`);
        const port = socketPort(socket);
        const end = async () => {
            socket.terminate();
            server.close();
        };
        return { connection: connect(port), port, logged, end };
    },
    "child process": async () => {
        const child = fork(join(import.meta.dirname, "../support/echoRouter.ts"), {
            serialization: "advanced",
            stdio: ["ignore", "ignore", "pipe", "ipc"],
        });
        const logged: string[] = [];
        child.stderr?.on("data", (text) => logged.push(String(text)));
        const port = processPort(child);
        return { connection: connect(port), port, logged, end: async () => child.kill() };
    },
};

function parentPortOf(port: MessagePort): ElectronPort {
    return {
        postMessage: (frame) => port.postMessage(frame),
        on: (type: "message" | "close", listener: (event: { data: unknown }) => void) =>
            port.on(type, (data: unknown) => listener({ data })),
    };
}

function utilityProcessOf(port: MessagePort): UtilityProcess {
    return {
        postMessage: (frame) => port.postMessage(frame),
        on: (type: "message" | "exit", listener: (frame: unknown) => void) =>
            port.on(type === "exit" ? "close" : type, listener),
        kill: () => {
            port.close();
            return true;
        },
    };
}

function note(logged: string[]): Log {
    return (level, text) => logged.push(`${level} ${text}`);
}

async function collect<Item>(stream: AsyncIterable<Item>): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of stream) items.push(item);
    return items;
}

let line: Line | undefined;
afterEach(async () => {
    await line?.end();
    line = undefined;
});

describe.each(Object.keys(lines))("over a %s", (kind) => {
    const open = async () => {
        line = await (lines[kind] as () => Promise<Line>)();
        return { ...line, client: line.connection.client };
    };

    it("answers calls and gives back errors with code and sentence", async () => {
        const { client } = await open();
        expect(await client.echo({ text: "ä 🌍\u0000" })).toEqual({ text: "ä 🌍\u0000" });
        await expect(client.fail({ how: "studio" })).rejects.toThrow(
            new StudioError("disk-full", "There is no room left."),
        );
        const bug = await client.fail({ how: "bug" }).catch((error) => error);
        expect(bug).toBeInstanceOf(StudioError);
        expect(bug.code).toBe("unexpected");
        expect(bug.message).not.toContain(" at ");
    });

    it("refuses values that the contract does not allow, and says which", async () => {
        const { client } = await open();
        const error = await client.echo({ text: 5 as unknown as string }).catch((e) => e);
        expect(error).toMatchObject({ code: "input-invalid", message: expect.stringContaining('"text"') });
        expect(await client.echo({ text: "", count: Number.NaN }).catch((e) => e.code)).toBe("input-invalid");
    });

    it("streams in order, with errors in the middle", async () => {
        const { client } = await open();
        expect(await collect(await client.count({ to: 100 }))).toEqual([...Array(100).keys()]);
        const seen: number[] = [];
        const failing = (async () => {
            for await (const i of await client.count({ to: 9, failAt: 3 })) seen.push(i);
        })();
        await expect(failing).rejects.toMatchObject({ code: "context-full", message: "Full." });
        expect(seen).toEqual([0, 1, 2]);
    });

    it("stops work on the other side: by signal, and by leaving a stream", async () => {
        const { client } = await open();
        const controller = new AbortController();
        const work = client.work({ name: "long" }, { signal: controller.signal });
        await client.stopped();
        controller.abort();
        await expect(work).rejects.toMatchObject({ code: "interrupted" });
        for await (const i of await client.count({ to: 1e9 })) if (i === 5) break;
        await expect.poll(() => client.stopped(), { timeout: 5000 }).toEqual(["long", "count 1000000000"]);
    });

    it("drops hostile frames and goes on", async () => {
        const { client, port, logged } = await open();
        await client.stopped();
        const hostile = ["", "{", "null", "[]", "7", '{"i":1}', '{"i":{},"p":{"u":5}}', '{"i":"x","t":3}'];
        const prototype = [
            '{"i":"a","p":{"u":"/__proto__/toString","b":{}}}',
            '{"i":"b","p":{"u":"/constructor","b":{"json":{},"meta":[[1,"__proto__","x"]]}}}',
            '{"i":"c","p":{"u":"/echo","b":{"json":{"text":"x"},"meta":[[0,"text"]]}}}',
            '{"i":"d","p":{"u":"http://evil.example/echo","b":1,"h":{"content-type":"text/event-stream"}}}',
            '{"i":"e","p":{"u":"/echo","m":"GET","h":{"content-disposition":7}}}',
        ];
        for (const frame of [...hostile, ...prototype]) port.send(frame);
        port.send(new Uint8Array([255, 0, 1, 255]));
        if (kind !== "WebSocket")
            for (const frame of [{}, null, 5, { i: 1, t: 1, p: { u: "/echo" } }, [1, 2]])
                port.send(frame as unknown as string);
        await fc.assert(
            fc.asyncProperty(fc.oneof(fc.string(), fc.json(), fc.uint8Array()), async (frame) =>
                port.send(frame),
            ),
            { numRuns: 200 },
        );
        expect(await client.echo({ text: "still here" })).toEqual({ text: "still here" });
        await expect.poll(() => logged.join("").includes("dropped")).toBe(true);
    });

    it("fails what waits when the other side goes away, and every call afterwards", async () => {
        const { client, connection, end } = await open();
        await client.stopped();
        const closed = new Promise<void>((done) => connection.onClose(done));
        const waiting = client.work({ name: "x" }).catch((error) => error.code);
        await sleep(20);
        await end();
        await closed;
        expect(await waiting).toBe("connection-lost");
        expect(await client.stopped().catch((error) => error.code)).toBe("connection-lost");
    });
});
