/** The connection as React knows it, with the store of what was asked. Not the connection itself (liveBackend.ts). */
import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { LineState, LiveBackend } from "./liveBackend.ts";

const BackendContext = createContext<LiveBackend | null>(null);

/** Gives the screens below the backend. Everything that was asked is asked again after the line broke. */
export function BackendProvider({ backend, children }: { backend: LiveBackend; children: ReactNode }) {
    const [queries] = useState(newQueryClient);
    useEffect(
        () =>
            backend.subscribe(() => {
                if (backend.state === "open") void queries.invalidateQueries();
            }),
        [backend, queries],
    );
    return (
        <BackendContext value={backend}>
            <QueryClientProvider client={queries}>{children}</QueryClientProvider>
        </BackendContext>
    );
}

// changes show before the next frame: what was dropped somewhere must not be seen where it came from once more
notifyManager.setScheduler(queueMicrotask);

/** What was asked stays true until the backend says that it changed (AppEvents.tsx): no polling, no refetching. */
function newQueryClient(): QueryClient {
    return new QueryClient({
        defaultOptions: {
            queries: {
                staleTime: Number.POSITIVE_INFINITY,
                gcTime: 10 * 60_000,
                retry: false,
                refetchOnWindowFocus: false,
                refetchOnReconnect: false,
                networkMode: "always",
            },
            mutations: { networkMode: "always" },
        },
    });
}

export function useBackend(): LiveBackend {
    const backend = useContext(BackendContext);
    if (!backend) throw new Error("There is no BackendProvider above this component.");
    return backend;
}

/** Whether the backend can be reached. */
export function useLineState(): LineState {
    const backend = useBackend();
    return useSyncExternalStore(backend.subscribe, () => backend.state);
}
