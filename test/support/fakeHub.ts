/**
 * Two local servers that play the hub and the storage that it redirects to, with the faults that real ones have.
 * Not a mock of our code: everything goes over real connections.
 */
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";

/** What was asked. */
export interface HubRequest {
    server: "hub" | "storage";
    method: string;
    /** with the query */
    path: string;
    authorization: string | undefined;
    /** bytes of the body that were handed to the connection */
    sent: number;
}

/** What goes wrong; everything is off until a test sets it. */
export interface HubFaults {
    /** paths that are refused, with the status and headers */
    refuse?: { path: RegExp; status: number; headers?: Record<string, string> };
    /** takes questions and never answers */
    silent?: true;
    /** how the hub leads to a file: nowhere, to the storage, or in circles */
    redirect?: "storage" | "circle";
    /** downloads that a signed address of the storage serves before it expires */
    addressUses?: number;
    /** without it the servers know nothing of ranges */
    ranges?: false;
    /** bytes after which a connection is cut off, and how often that happens */
    cutAfter?: { bytes: number; times: number };
    /** bytes after which a connection falls silent, and every connection after three times as many in all */
    stallAfter?: number;
    /** milliseconds between pieces of 64 KiB */
    pause?: number;
    /** is sent instead of the files */
    content?: Buffer;
    /** is sent instead of the list */
    list?: string;
}

const piece = 65_536;
const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");

export class FakeHub {
    faults: HubFaults = {};
    requests: HubRequest[] = [];
    connections = 0;
    readonly #files = new Map<string, Buffer>();
    readonly #addresses = new Map<string, number>();
    #servers: Server[] = [];
    #ports: number[] = [];

    static async open(): Promise<FakeHub> {
        const hub = new FakeHub();
        hub.#servers = [
            createServer((request, response) => void hub.#answerHub(request, response)),
            createServer((request, response) => void hub.#answerStorage(request, response)),
        ];
        for (const server of hub.#servers) {
            server.on("connection", () => hub.connections++);
            server.listen(0, "127.0.0.1");
            await once(server, "listening");
            hub.#ports.push((server.address() as AddressInfo).port);
        }
        return hub;
    }

    /** Its address. */
    get endpoint(): string {
        return this.#address(0);
    }

    /** Puts a file into a repository; by default random bytes. Returns it as the hub lists it. */
    add(repository: string, path: string, content: Buffer | number) {
        const bytes = typeof content === "number" ? randomBytes(content) : content;
        this.#files.set(`${repository}/${path}`, bytes);
        return { repository, path, bytes: bytes.length, sha256: sha256(bytes) };
    }

    /** Bytes of files that were sent. */
    get sent(): number {
        return this.requests.reduce((sum, request) => sum + request.sent, 0);
    }

    close(): void {
        for (const server of this.#servers) {
            server.close();
            server.closeAllConnections();
        }
    }

    #address(index: number): string {
        return `http://127.0.0.1:${this.#ports[index]}`;
    }

    #note(server: "hub" | "storage", { method = "", url = "", headers }: IncomingMessage): HubRequest {
        const request = { server, method, path: url, authorization: headers.authorization, sent: 0 };
        this.requests.push(request);
        return request;
    }

    async #answerHub(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const noted = this.#note("hub", request);
        const path = decodeURIComponent(noted.path);
        const { refuse, redirect, silent } = this.faults;
        if (silent) return;
        if (refuse?.path.test(path)) return end(response, refuse.status, refuse.headers);
        const listed = /^\/api\/models\/(.+)\/tree\/main\?recursive=true$/.exec(path)?.[1];
        if (listed) return this.#list(listed, response);
        const [, repository, file] = /^\/([^/]+\/[^/]+)\/resolve\/main\/(.+)$/.exec(path) ?? [];
        const content = this.#files.get(`${repository}/${file}`);
        if (!content) return end(response, 404);
        if (redirect === "circle") return end(response, 302, { location: noted.path });
        if (redirect === "storage") {
            const key = randomBytes(4).toString("hex");
            this.#addresses.set(key, this.faults.addressUses ?? Number.POSITIVE_INFINITY);
            const location = `${this.#address(1)}/${repository}/${file}?signature=${key}`;
            return end(response, 302, { location });
        }
        await this.#send(noted, request, response, content);
    }

    async #answerStorage(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const noted = this.#note("storage", request);
        const [path, key] = decodeURIComponent(noted.path).slice(1).split("?signature=");
        const left = this.#addresses.get(key ?? "") ?? 0;
        if (left <= 0) return end(response, 403);
        if (request.headers.range) this.#addresses.set(key as string, left - 1);
        await this.#send(noted, request, response, this.#files.get(path as string) as Buffer);
    }

    #list(repository: string, response: ServerResponse): void {
        const own = [...this.#files].filter(([name]) => name.startsWith(`${repository}/`));
        if (own.length === 0) {
            end(response, 401);
            return;
        }
        const entries = own.map(([name, content]) => ({
            type: "file",
            path: name.slice(repository.length + 1),
            size: content.length,
            lfs: { oid: sha256(content), size: content.length },
        }));
        response.end(this.faults.list ?? JSON.stringify(entries));
    }

    async #send(
        noted: HubRequest,
        request: IncomingMessage,
        response: ServerResponse,
        stored: Buffer,
    ): Promise<void> {
        const content = this.faults.content ?? stored;
        const hasRanges = this.faults.ranges !== false;
        const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
        const isPart = hasRanges && from !== undefined;
        const body = isPart ? content.subarray(Number(from), Number(to) + 1) : content;
        response.writeHead(isPart ? 206 : 200, {
            "content-length": body.length,
            ...(hasRanges ? { "accept-ranges": "bytes" } : {}),
            ...(isPart ? { "content-range": `bytes ${from}-${to}/${content.length}` } : {}),
        });
        if (request.method === "HEAD") return void response.end();
        await this.#sendPieces(noted, response, body);
    }

    async #sendPieces(noted: HubRequest, response: ServerResponse, body: Buffer): Promise<void> {
        for (let at = 0; at < body.length; at += piece) {
            const { stallAfter, cutAfter, pause } = this.faults;
            if (stallAfter !== undefined && (at >= stallAfter || this.sent >= 3 * stallAfter)) return;
            if (cutAfter && cutAfter.times > 0 && at >= cutAfter.bytes) {
                cutAfter.times--;
                return void response.destroy();
            }
            if (response.destroyed) return;
            noted.sent += Math.min(piece, body.length - at);
            if (!response.write(body.subarray(at, at + piece))) await drained(response);
            if (pause) await setTimeout(pause);
        }
        response.end();
    }
}

/** Waits until more can be written, or the other side has gone. */
function drained(response: ServerResponse): Promise<void> {
    return new Promise((resolve) => {
        const done = () => {
            response.off("drain", done).off("close", done);
            resolve();
        };
        response.on("drain", done).on("close", done);
    });
}

function end(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
    response.writeHead(status, headers).end("no");
}
