/** The guard of sockets: every way of Node to reach another computer is refused offline, and none within this one. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, get } from "node:http";
import { connect as connect2 } from "node:http2";
import { get as getSecure } from "node:https";
import { type AddressInfo, connect, createServer as createPlainServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectSecure } from "node:tls";
import { beforeEach, describe, expect, it } from "vitest";
import { guardSockets } from "../../main/network/socketGuard.ts";

let isOffline = true;
const refused: string[] = [];
guardSockets(
    () => isOffline,
    (to) => refused.push(to),
);

beforeEach(() => {
    isOffline = true;
    refused.length = 0;
});

/** Addresses that documentation may use; nobody answers there. */
const elsewhere = "192.0.2.1";
const failure = async (emitter: NodeJS.EventEmitter) => ((await once(emitter, "error")) as [Error])[0];
const offline = expect.objectContaining({ code: "offline" });

describe("offline", () => {
    it.each([
        ["net, options", () => connect({ host: elsewhere, port: 80 })],
        ["net, port and host", () => connect(80, elsewhere)],
        ["net, a name", () => connect(443, "example.com")],
        ["net, IPv6", () => connect({ host: "2001:db8::1", port: 80 })],
        ["net, a name like ours", () => connect(80, "localhost.example.com")],
        ["net, an address like ours", () => connect(80, "127.0.0.1.example.com")],
        ["tls", () => connectSecure({ host: elsewhere, port: 443 })],
        ["http", () => get(`http://${elsewhere}/`)],
        ["https", () => getSecure("https://example.com/")],
        ["http2", () => connect2("https://example.com")],
    ])("%s is refused", async (_, open) => {
        expect(await failure(open())).toEqual(offline);
        expect(refused).toHaveLength(1);
    });

    it("fetch and WebSocket are refused", async () => {
        await expect(fetch("https://example.com/")).rejects.toMatchObject({ cause: { code: "offline" } });
        const socket = new WebSocket("wss://example.com/");
        await new Promise((done) => socket.addEventListener("error", done));
        expect(refused).toEqual(["example.com", "example.com"]);
    });

    it("datagrams are refused", () => {
        const socket = createSocket("udp4");
        expect(() => socket.send("x", 53, elsewhere)).toThrow(offline);
        expect(() => socket.connect(53, elsewhere)).toThrow(offline);
        socket.close();
    });

    it.each(["127.0.0.1", "localhost"])("%s answers, also to fetch", async (host) => {
        const server = createServer((_request, response) => response.end("here")).listen(0, host);
        await once(server, "listening");
        const { port } = server.address() as AddressInfo;
        expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe("here");
        server.close();
        server.closeAllConnections();
        expect(refused).toEqual([]);
    });

    it("sockets with a path, and connections without a host, stay", async () => {
        const path = join(tmpdir(), `qadapter-guard-${process.pid}`);
        const local = createPlainServer((socket) => socket.end()).listen(path);
        await once(local, "listening");
        await once(connect(path), "connect");
        await once(connect({ path }), "connect");
        local.close();
        const server = createPlainServer((socket) => socket.end()).listen(0);
        await once(server, "listening");
        await once(connect((server.address() as AddressInfo).port), "connect");
        server.close();
    });
});

it("online nothing is refused here; the network may do what it likes", async () => {
    isOffline = false;
    const socket = connect({ host: elsewhere, port: 9 });
    socket.on("error", () => {});
    await new Promise((done) => setTimeout(done, 50));
    socket.destroy();
    expect(refused).toEqual([]);
});
