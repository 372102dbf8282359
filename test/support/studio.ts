/** A whole backend in a data folder of its own, with a client over a real WebSocket. The engine gets one thread. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { WebSocket } from "ws";
import { type Backend, createBackend } from "../../main/backend.ts";
import { forkEngine } from "../../main/jobs/engineProcess.ts";
import { serveWeb, type WebServer } from "../../main/web/serve.ts";
import { type Connection, connect } from "../../preload/connect.ts";
import type { ChatEvent, MessageRecord } from "../../preload/contract/chat.ts";
import type { Contract } from "../../preload/contract.ts";
import { socketPort } from "../../preload/framePort.ts";
import { root } from "./command.ts";

export type Client = Connection<Contract>["client"];

/** A running backend as a browser sees it. */
export interface Studio {
    folder: string;
    backend: Backend;
    server: WebServer;
    client: Client;
    /** process ids of the engines that were started, the newest last */
    engines: number[];
    /** one more window */
    connect(): Promise<Connection<Contract>>;
    close(): Promise<void>;
}

const running = new Set<Studio>();
const folders = new Set<string>();

afterEach(async () => {
    for (const studio of running) await studio.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    folders.clear();
});

/** What is not as usual. */
export interface StudioOptions {
    folder?: string;
    /** the built renderer */
    pages?: string;
    resources?: string;
    /** bytes of weights that the engine may hold at once */
    weights?: number;
}

/** A folder that is removed after the test. */
export function newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "qadapter-studio-"));
    folders.add(folder);
    return folder;
}

/** Starts a backend; it is closed after the test. */
export async function startStudio({
    folder = newFolder(),
    pages = join(folder, "pages"),
    resources = join(root, "resources"),
    weights,
}: StudioOptions = {}): Promise<Studio> {
    const engines: number[] = [];
    const backend = createBackend({
        dataDir: folder,
        resources,
        host: { kind: "browser" },
        program: { version: "0.0.0", licences: [] },
        launch: (_, log) => {
            const engine = forkEngine([JSON.stringify({ device: "cpu", threads: 1, weights })], log);
            engines.push(engine.pid as number);
            return engine;
        },
    });
    const server = await serveWeb({ backend, pages, port: 0 });
    const cookie = await logIn(server);
    const open = async () => connect<Contract>(socketPort(openSocket(server, cookie) as never));
    const { client } = await open();
    let isOpen = true;
    const studio: Studio = {
        folder,
        backend,
        server,
        client,
        engines,
        connect: open,
        close: async () => {
            running.delete(studio);
            if (!isOpen) return;
            isOpen = false;
            await server.close();
            backend.dispose();
        },
    };
    running.add(studio);
    return studio;
}

/** Follows a link as a browser does, and keeps its cookie. */
export async function logIn(server: WebServer): Promise<string> {
    const response = await fetch(server.newLink(), { redirect: "manual" });
    return (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

/** A socket as a page of this server opens it. */
export function openSocket({ address }: WebServer, cookie: string, origin: string = address): WebSocket {
    return new WebSocket(`${address.replace("http", "ws")}/rpc`, { origin, headers: { cookie } });
}

/** Pip, which is there after a moment in a new data folder. */
export async function pipOf(client: Client): Promise<number> {
    for (;;) {
        const [model] = await client.models.list();
        if (model) return model.id;
        await new Promise((done) => setTimeout(done, 20));
    }
}

/** Watches a conversation from now on. */
export class Watcher {
    readonly events: ChatEvent[] = [];
    readonly messages = new Map<number, MessageRecord>();
    readonly #controller = new AbortController();

    constructor(client: Client, conversationId: number) {
        void this.#watch(client, conversationId).catch(() => {});
    }

    async #watch(client: Client, conversationId: number): Promise<void> {
        const { signal } = this.#controller;
        for await (const event of await client.chat.watch({ conversationId }, { signal })) {
            this.events.push(event);
            if (event.type === "snapshot")
                for (const message of event.messages) this.messages.set(message.id, message);
            if (event.type === "message") this.messages.set(event.message.id, event.message);
            if (event.type === "text") {
                const message = this.messages.get(event.messageId) as MessageRecord;
                this.messages.set(message.id, { ...message, content: message.content + event.text });
            }
        }
    }

    /** Waits until a message is neither waiting nor streaming. */
    async finished(id: number): Promise<MessageRecord> {
        for (;;) {
            const message = this.messages.get(id);
            if (message && message.state !== "waiting" && message.state !== "streaming") return message;
            await new Promise((done) => setTimeout(done, 10));
        }
    }

    /** Waits until a message holds some text. */
    async begun(id: number): Promise<MessageRecord> {
        for (;;) {
            const message = this.messages.get(id);
            if (message && message.content !== "") return message;
            await new Promise((done) => setTimeout(done, 5));
        }
    }

    stop(): void {
        this.#controller.abort();
    }
}
