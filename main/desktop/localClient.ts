/** The shell as a client of its own backend, over a line inside the process: it knows what any page could know. */
import { MessageChannel } from "node:worker_threads";
import { type Connection, connect } from "../../preload/connect.ts";
import type { Contract } from "../../preload/contract.ts";
import { type DomPort, messagePort } from "../../preload/framePort.ts";
import type { Backend } from "../backend.ts";
import { serveRouter } from "../rpc/serveRouter.ts";

/** The contract's calls. */
export type LocalClient = Connection<Contract>["client"];

/** A client of the backend. */
export function localClient({ router, log }: Pick<Backend, "router" | "log">): LocalClient {
    const { port1, port2 } = new MessageChannel();
    serveRouter(router, messagePort(port1 as unknown as DomPort), log);
    return connect<Contract>(messagePort(port2 as unknown as DomPort)).client;
}
