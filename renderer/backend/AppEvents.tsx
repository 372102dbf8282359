/** What goes on anywhere in the program: work in the background, notices, and which answers are out of date. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useState } from "react";
import type { Activity, AppEvent, EngineState } from "../../preload/contract/app.ts";
import { useTell } from "../components/tell.tsx";
import { useBackend } from "./BackendProvider.tsx";
import { follow } from "./useStream.ts";

interface Goings {
    /** null until the backend has told */
    engine: EngineState | null;
    activities: readonly Activity[];
}

const GoingsContext = createContext<Goings>({ engine: null, activities: [] });

/** Follows the events of the program for everything below. */
export function AppEvents({ children }: { children: ReactNode }) {
    const backend = useBackend();
    const queries = useQueryClient();
    const tell = useTell();
    const [goings, setGoings] = useState<Goings>({ engine: null, activities: [] });
    const take = useEffectEvent((event: AppEvent) => {
        if (event.type === "changed") void queries.invalidateQueries({ queryKey: [event.topic] });
        else if (event.type === "notice") tell.notice(event);
        else setGoings((before) => reduceGoings(before, event));
    });
    const fail = useEffectEvent(tell.failure);
    // for as long as the backend is the same one: what is told between two streams would be lost
    useEffect(() => {
        const stop = new AbortController();
        follow(
            backend,
            (api, signal) => api.app.events(undefined, { signal }),
            (event) => take(event),
            stop.signal,
        ).catch((error) => fail(error));
        return () => stop.abort();
    }, [backend]);
    return <GoingsContext value={goings}>{children}</GoingsContext>;
}

function reduceGoings(before: Goings, event: AppEvent): Goings {
    switch (event.type) {
        case "snapshot":
            return { engine: event.engine, activities: event.activities };
        case "engine":
            return { ...before, engine: event.engine };
        case "activities":
            return { ...before, activities: event.activities };
        default:
            return before;
    }
}

/** The engine and what goes on in the background. */
export function useGoings(): Goings {
    return useContext(GoingsContext);
}
