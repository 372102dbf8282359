/**
 * Serves a router over a line. Whatever arrives that is no proper frame is logged and dropped: a line can neither end
 * the process nor fill its memory. Not the client (preload/connect.ts).
 */
import type { AnyRouter } from "@orpc/server";
import { StandardRPCHandler } from "@orpc/server/standard";
import { createServerPeerHandleRequestFn } from "@orpc/server/standard-peer";
import { ServerPeer } from "@orpc/standard-server-peer";
import type { FramePort } from "../../preload/framePort.ts";
import type { Log } from "../log.ts";
import { toWireError } from "./wireErrors.ts";

/** Most bytes (or characters) of one frame: the largest file that a browser hands over, with its quotes escaped. */
const largestFrame = 160 * 2 ** 20;
/** Most calls of one line that run at the same time. */
const mostCalls = 256;

/** Serves one line until it closes; calls that still run then are aborted. */
export function serveRouter(router: AnyRouter, port: FramePort, log: Log): void {
    const handler = new StandardRPCHandler(router, {
        clientInterceptors: [
            async ({ next, signal }) => {
                try {
                    const output = await next();
                    return isAsyncIterator(output) ? guardStream(output, signal, log) : output;
                } catch (error) {
                    throw toWireError(error, signal, log);
                }
            },
        ],
    });
    const peer = new ServerPeer((frame) => port.send(frame as string | Uint8Array));
    const handle = createServerPeerHandleRequestFn(handler, { context: {} });
    const receive = async (frame: unknown) => {
        if (!isFrame(frame)) throw new TypeError("not a frame");
        if (peer.length > mostCalls && !isAbort(frame)) throw new RangeError("too many calls at once");
        await peer.message(frame, handle);
    };
    port.onFrame((frame) => {
        receive(frame).catch((error) => log("warning", "A frame was dropped.", error));
    });
    port.onClose(() => peer.close());
}

function isFrame(frame: unknown): frame is string | Uint8Array | ArrayBuffer {
    if (typeof frame === "string") return frame.length <= largestFrame;
    return (frame instanceof Uint8Array || frame instanceof ArrayBuffer) && frame.byteLength <= largestFrame;
}

/** Frames that stop a call are let through however many calls there are. */
function isAbort(frame: string | Uint8Array | ArrayBuffer): boolean {
    return typeof frame === "string" && frame.length < 100 && /"t":\s*4\b/.test(frame);
}

function isAsyncIterator(value: unknown): value is AsyncIterator<unknown> {
    return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** Errors in the middle of a stream become wire errors, too. */
function guardStream(stream: AsyncIterator<unknown>, signal: AbortSignal | undefined, log: Log) {
    return {
        next: async () => {
            try {
                return await stream.next();
            } catch (error) {
                throw toWireError(error, signal, log);
            }
        },
        return: async (value?: unknown) => (await stream.return?.(value)) ?? { done: true as const, value },
        [Symbol.asyncIterator]() {
            return this;
        },
    };
}
