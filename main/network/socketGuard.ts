/**
 * Refuses connections to other computers while offline mode is on, whatever part of the program, or of a package that it
 * uses, wants to open them: the second lock behind requireOnline (offline.ts), which says so in better words. Connections
 * within this computer are left alone. Holds for the thread that it is called in; what a thread asks the system's
 * resolver without connecting is not seen.
 */
import { Socket as UdpSocket } from "node:dgram";
import { isIP, Socket } from "node:net";
import { StudioError } from "../errors.ts";

/** Where a connection leads: a name or an address; undefined within this computer. */
type Destination = string | undefined;

/** A rule of one part of the program: when it wants no connections, and who is told. */
interface Rule {
    isOffline: () => boolean;
    onRefused: (to: string) => void;
}

const rules = new Set<Rule>();
let isPatched = false;

/**
 * Guards the sockets of this thread from now on.
 * @param isOffline asked at each connection
 * @param onRefused told of each connection that was refused
 * @returns ends this guard
 */
export function guardSockets(
    isOffline: () => boolean,
    onRefused: (to: string) => void = () => {},
): () => void {
    const rule = { isOffline, onRefused };
    rules.add(rule);
    if (!isPatched) patchSockets();
    isPatched = true;
    return () => void rules.delete(rule);
}

function mayConnect(to: Destination): boolean {
    if (to === undefined || isLoopback(to)) return true;
    const refusing = [...rules].find((rule) => rule.isOffline());
    refusing?.onRefused(to);
    return refusing === undefined;
}

function patchSockets(): void {
    const { connect } = Socket.prototype;
    Socket.prototype.connect = function (this: Socket & { connecting: boolean }, ...args: unknown[]) {
        if (mayConnect(destinationOf(args))) return Reflect.apply(connect, this, args);
        this.connecting = true; // and fails later, as any connection does: whoever asked listens only then
        setImmediate(() => this.destroy(refusal()));
        return this;
    } as typeof connect;
    const { send, connect: connectUdp } = UdpSocket.prototype;
    UdpSocket.prototype.send = function (this: UdpSocket, ...args: unknown[]) {
        const address = args.slice(1).find((arg) => typeof arg === "string");
        if (!mayConnect(address)) throw refusal();
        return Reflect.apply(send, this, args);
    } as typeof send;
    UdpSocket.prototype.connect = function (this: UdpSocket, ...args: unknown[]) {
        const address = args.find((arg) => typeof arg === "string");
        if (!mayConnect(address)) throw refusal();
        return Reflect.apply(connectUdp, this, args);
    } as typeof connectUdp;
}

/** What `connect` is called with: options, or a port and a host, or a path; as they are, or as Node's own array. */
function destinationOf(args: unknown[]): Destination {
    const [first, second] = Array.isArray(args[0]) ? args[0] : args;
    if (typeof first === "object" && first !== null) {
        const { path, host } = first as { path?: unknown; host?: unknown };
        return path || !host ? undefined : String(host);
    }
    const isPath = typeof first === "string" && Number.isNaN(Number(first));
    return isPath || typeof second !== "string" ? undefined : second;
}

/** Whether a name or address stays within this computer; no other name is trusted to. */
function isLoopback(host: string): boolean {
    const address = host.replace(/^\[|\]$/g, "").toLowerCase();
    if (isIP(address) === 4) return address.startsWith("127.");
    return address === "localhost" || address === "::1" || /^::ffff:127\.[\d.]+$/.test(address);
}

function refusal(): StudioError {
    return new StudioError("offline", "Offline mode is on, so no other computer was asked for anything.");
}
