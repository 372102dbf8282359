/**
 * The browser front door: the built renderer and the contract over a WebSocket, for this computer only.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { socketPort } from "../../preload/framePort.ts";
import type { Backend } from "../backend.ts";
import { StudioError } from "../errors.ts";
import { serveRouter } from "../rpc/serveRouter.ts";
import { Access } from "./access.ts";
import { plainHeaders, sendDownload, sendFile, sendSentence } from "./pages.ts";

/** What to serve. */
export interface ServeOptions {
    backend: Backend;
    /** folder of the built renderer */
    pages: string;
    /** 0: any free one */
    port: number;
}

/** A server that runs. */
export interface WebServer {
    /** without a token */
    address: string;
    /** A link that lets a browser in, once. */
    newLink(): string;
    close(): Promise<void>;
}

const host = "127.0.0.1";
/** Where the contract is spoken. */
const socketPath = "/rpc";
/** Bytes of one message; the largest frame of the contract with some room. */
const largestMessage = 200 * 2 ** 20;

/** Starts the server. @throws StudioError `busy` where the port is taken */
export async function serveWeb({ backend, pages, port }: ServeOptions): Promise<WebServer> {
    const server = createServer({ maxHeaderSize: 16 * 1024 });
    server.listen(port, host);
    await once(server, "listening").catch((error) => {
        throw portError(error, port);
    });
    const { port: actual } = server.address() as AddressInfo;
    const access = new Access(actual);
    const sockets = new WebSocketServer({
        noServer: true,
        maxPayload: largestMessage,
        perMessageDeflate: false,
    });
    const address = `http://${host}:${actual}`;
    server.on("request", (request, response) => {
        answer(request, response, { backend, pages, access }).catch((error) => {
            backend.log("warning", "A page could not be sent.", error);
            response.destroy();
        });
    });
    server.on("upgrade", (request, stream, head) => {
        stream.on("error", () => stream.destroy());
        const path = new URL(request.url ?? "/", address).pathname;
        if (path !== socketPath || !access.isAddressed(request) || !access.isOwnPage(request))
            return refuse(stream, "403 Forbidden");
        if (!access.isKnown(request)) return refuse(stream, "401 Unauthorized");
        sockets.handleUpgrade(request, stream, head, (socket) => serveSocket(socket, backend));
    });
    backend.announce(address);
    return {
        address,
        newLink: () => `${address}/?token=${access.newToken()}`,
        close: async () => {
            for (const socket of sockets.clients) socket.terminate();
            server.close();
            server.closeAllConnections();
            await once(server, "close");
        },
    };
}

function serveSocket(socket: WebSocket, { router, log }: Backend): void {
    socket.on("error", (error) => log("warning", "A connection of a browser failed.", error));
    serveRouter(router, socketPort(socket), log);
}

function refuse(stream: Duplex, status: string): void {
    stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    { backend, pages, access }: Pick<ServeOptions, "backend" | "pages"> & { access: Access },
): Promise<void> {
    if (!access.isAddressed(request)) {
        response.writeHead(403, { "Content-Type": "text/plain" }).end("This address is not served here.");
        return;
    }
    const ownHost = request.headers.host as string;
    if (request.method !== "GET" && request.method !== "HEAD") {
        response.writeHead(405, { ...plainHeaders(ownHost), Allow: "GET, HEAD" }).end();
        return;
    }
    const url = new URL(request.url ?? "/", `http://${ownHost}`);
    const token = url.searchParams.get("token");
    if (token !== null) {
        const cookie = access.redeem(token);
        if (cookie || access.isKnown(request)) {
            url.searchParams.delete("token");
            const headers = cookie ? { "Set-Cookie": cookie } : {};
            const to = url.pathname + url.search;
            response.writeHead(303, { ...plainHeaders(ownHost), ...headers, Location: to }).end();
            return;
        }
    }
    if (!access.isKnown(request)) return sendSentence(response, 401, ownHost, notLetIn);
    const download = /^\/download\/([0-9a-f]{32})$/.exec(url.pathname)?.[1];
    if (download) {
        const file = backend.downloads.take(download);
        if (file) return sendDownload(response, file, ownHost);
        return sendSentence(
            response,
            404,
            ownHost,
            "This file has been fetched already. Export it once more.",
        );
    }
    if (await sendFile(response, pages, url.pathname, ownHost)) return;
    const sentence = url.pathname === "/" ? notBuilt : "There is nothing at this address.";
    sendSentence(response, url.pathname === "/" ? 503 : 404, ownHost, sentence);
}

const notLetIn =
    "This page opens with the link that the program prints, and each link works once. Press Enter in its window for a new one.";
const notBuilt =
    "The screens have not been built yet. Run “npm run build:renderer” in the program's folder, then reload this page.";

function portError(error: unknown, port: number): unknown {
    const { code } = error as { code?: string };
    if (code === "EADDRINUSE")
        return new StudioError(
            "busy",
            `The port ${port} is taken by another program. Choose another one with --port, or leave it out.`,
        );
    if (code === "EACCES")
        return new StudioError("file-access", `The port ${port} is not allowed. Choose one above 1023.`);
    return error;
}
