/**
 * A whole backend with a client over a real WebSocket. The engine gets one thread. Knows no test runner: whoever opens
 * one closes it (in tests, studio.ts does).
 */
import { join } from "node:path";
import { WebSocket } from "ws";
import { type Backend, createBackend } from "../../main/backend.ts";
import { forkEngine } from "../../main/jobs/engineProcess.ts";
import { serveWeb, type WebServer } from "../../main/web/serve.ts";
import { type Connection, connect } from "../../preload/connect.ts";
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

/** What is not as usual. */
export interface StudioOptions {
    folder: string;
    /** the built renderer */
    pages?: string;
    resources?: string;
    /** bytes of weights that the engine may hold at once */
    weights?: number;
}

/** Starts a backend in a folder. */
export async function openStudio({
    folder,
    pages = join(folder, "pages"),
    resources = join(root, "resources"),
    weights,
}: StudioOptions): Promise<Studio> {
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
    return {
        folder,
        backend,
        server,
        client,
        engines,
        connect: open,
        close: async () => {
            if (!isOpen) return;
            isOpen = false;
            await server.close();
            backend.dispose();
        },
    };
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
