/**
 * A typed client of a contract over any line. Not the serving side (main/rpc/serveRouter.ts).
 * oRPC does the work and stays behind this file: calls answer or throw a StudioError, streams are async iterables,
 * and an AbortSignal in a call's options stops the work on the other side.
 */
import { createORPCClient, ORPCError } from "@orpc/client";
import { StandardRPCLink } from "@orpc/client/standard";
import type { AnyContractRouter, ContractRouterClient } from "@orpc/contract";
import { ClientPeer } from "@orpc/standard-server-peer";
import { type ErrorCode, StudioError } from "./errors.ts";
import type { FramePort } from "./framePort.ts";

/** A connection and the calls that go over it. */
export interface Connection<Contract extends AnyContractRouter> {
    client: ContractRouterClient<Contract>;
    /** Called once when the other side is gone; calls that waited have failed with `connection-lost`. */
    onClose(listener: () => void): void;
    close(): void;
}

/** Connects to a router that serves `Contract` at the other end of the line. */
export function connect<Contract extends AnyContractRouter>(
    port: FramePort,
    onBadFrame: (error: unknown) => void = () => {},
): Connection<Contract> {
    const peer = new ClientPeer((frame) => port.send(frame as string | Uint8Array));
    const listeners: (() => void)[] = [];
    let open = true;
    port.onFrame((frame) => {
        peer.message(frame as string).catch(onBadFrame);
    });
    port.onClose(() => {
        open = false;
        peer.close({ reason: connectionLost() });
        for (const listener of listeners) listener();
    });
    const link = new StandardRPCLink(
        {
            async call(request) {
                if (!open) throw connectionLost();
                const response = await peer.request(request);
                return { ...response, body: () => Promise.resolve(response.body) };
            },
        },
        {
            url: "http://orpc",
            interceptors: [
                async ({ next, signal }) => {
                    try {
                        const output = await next();
                        return isAsyncIterator(output) ? translateStream(output, signal) : output;
                    } catch (error) {
                        throw translateError(error, signal);
                    }
                },
            ],
        },
    );
    return {
        client: createORPCClient(link) as ContractRouterClient<Contract>,
        onClose: (listener) => void listeners.push(listener),
        close: () => port.close(),
    };
}

function connectionLost(): StudioError {
    return new StudioError("connection-lost", "The program behind this window does not answer any more.");
}

/** Whatever went wrong, as the one kind of error; the sentence was made on the other side. */
function translateError(error: unknown, signal: AbortSignal | undefined): StudioError {
    if (error instanceof StudioError) return error;
    if (signal?.aborted) return new StudioError("interrupted", "Stopped.", { cause: error });
    if (error instanceof ORPCError && error.status !== 404)
        return new StudioError(error.code as ErrorCode, error.message);
    return new StudioError("unexpected", "The program behind this window gave no usable answer.", {
        cause: error,
    });
}

function isAsyncIterator(value: unknown): value is AsyncIterator<unknown> {
    return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** Not an async generator: its `return` has to reach the other side even while a `next` waits, or before the first. */
function translateStream(stream: AsyncIterator<unknown>, signal: AbortSignal | undefined) {
    const end = async () => {
        await stream.return?.();
        return { done: true as const, value: undefined };
    };
    return {
        next: async () => {
            try {
                return await stream.next();
            } catch (error) {
                throw translateError(error, signal);
            }
        },
        return: end,
        [Symbol.asyncIterator]() {
            return this;
        },
        [Symbol.asyncDispose]: async () => void (await end()),
    };
}
