/** Following something that goes on in the backend, over breaks of the line. Not the events of the whole program (AppEvents.tsx). */
import { useEffect, useReducer, useState } from "react";
import type { StudioError } from "../../preload/errors.ts";
import { useBackend } from "./BackendProvider.tsx";
import type { Api, LiveBackend } from "./liveBackend.ts";

/** Opens a stream whose first event holds everything so far. */
export type OpenStream<Event> = (api: Api, signal: AbortSignal) => Promise<AsyncIterable<Event>>;

/** Takes events in until the signal is aborted; a broken line is waited for, any other error ends it. */
export async function follow<Event>(
    backend: LiveBackend,
    open: OpenStream<Event>,
    take: (event: Event) => void,
    signal: AbortSignal,
): Promise<void> {
    while (!signal.aborted) {
        try {
            await backend.whenOpen(signal);
            for await (const event of await open(backend.api, signal)) take(event);
            return;
        } catch (error) {
            if (signal.aborted) return;
            if ((error as StudioError).code !== "connection-lost") throw error;
        }
    }
}

/**
 * The state that a stream's events lead to, and why the stream ended, if it failed. Another `key` begins anew;
 * null follows nothing.
 */
export function useStream<State, Event>(
    key: string | null,
    open: OpenStream<Event>,
    reduce: (state: State, event: Event) => State,
    initial: State,
): { state: State; error: unknown } {
    const backend = useBackend();
    const [{ from, state }, dispatch] = useReducer(
        (before: { from: string | null; state: State }, [source, event]: [string, Event]) => ({
            from: source,
            state: reduce(before.from === source ? before.state : initial, event),
        }),
        { from: key, state: initial },
    );
    const [failure, setFailure] = useState<{ key: string; error: unknown } | null>(null);
    // `open` and `reduce` depend on nothing but the key
    useEffect(() => {
        if (key === null) return;
        const stop = new AbortController();
        setFailure(null);
        follow(backend, open, (event) => dispatch([key, event]), stop.signal).catch((error) =>
            setFailure({ key, error }),
        );
        return () => stop.abort();
    }, [backend, key]);
    return {
        state: from === key ? state : initial,
        error: failure && failure.key === key ? failure.error : null,
    };
}
