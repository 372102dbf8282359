/**
 * The items of a queue as they are judged: the next ones are there before they are needed, a verdict shows the next one
 * at once, and whatever the backend says to it comes in the order of the verdicts. Not how it looks (Arena.tsx).
 */
import { useCallback, useEffect, useEffectEvent, useReducer, useRef } from "react";
import type { Judged, Judgement, QueueItem } from "../../../preload/contract/queues.ts";
import { useBackend } from "../../backend/BackendProvider.tsx";
import type { Api } from "../../backend/liveBackend.ts";
import { useTell } from "../tell.tsx";

/** Items that are asked for at once, and how few of them may be left before more are. */
const ahead = 4;
const fewest = 2;

interface Items {
    /** the first one is judged now */
    items: readonly QueueItem[];
    /** loading: more is being asked for; ended: nothing more will come by itself */
    state: "loading" | "ready" | "ended";
    /** verdicts given here */
    judged: number;
}

type Change =
    | { type: "loading" }
    | { type: "came"; items: readonly QueueItem[] }
    | { type: "judged" }
    | { type: "back"; item: QueueItem | null }
    | { type: "again" };

const nothing: Items = { items: [], state: "loading", judged: 0 };

function reduce(before: Items, change: Change): Items {
    switch (change.type) {
        case "loading":
            return { ...before, state: "loading" };
        case "came": {
            const known = new Set(before.items.map(({ id }) => id));
            const items = [...before.items, ...change.items.filter(({ id }) => !known.has(id))];
            return { ...before, items, state: change.items.length === 0 ? "ended" : "ready" };
        }
        case "judged":
            return { ...before, items: before.items.slice(1), judged: before.judged + 1 };
        case "back":
            if (!change.item) return before;
            return {
                items: [change.item, ...before.items.filter(({ id }) => id !== change.item?.id)],
                state: "ready",
                judged: Math.max(0, before.judged - 1),
            };
        case "again":
            return { ...nothing, judged: before.judged };
    }
}

export interface Verdict {
    judgement: Judgement;
    /** 3: by far */
    strength?: 3;
    /** the person's own text in place of the better answer */
    better?: string;
}

export interface ArenaState extends Items {
    judge(verdict: Verdict): void;
    undo(): void;
    /** Asks once more, after nothing more came. */
    retry(): void;
}

/** @param onJudged what came of a verdict, in their order */
export function useArena(queueId: number, onJudged: (judged: Judged) => void): ArenaState {
    const backend = useBackend();
    const tell = useTell();
    const [state, change] = useReducer(reduce, nothing);
    const last = useRef<Promise<unknown>>(Promise.resolve());
    const told = useEffectEvent(onJudged);
    /** One call after the other: what is asked for next must not hold what is being judged. */
    const inOrder = useCallback(
        (call: (api: Api) => Promise<unknown>) => {
            last.current = last.current.then(() =>
                call(backend.api).catch((error) => {
                    tell.failure(error);
                    change({ type: "again" });
                }),
            );
        },
        [backend, tell],
    );
    const load = useCallback(
        () =>
            inOrder(async (api) => {
                change({ type: "came", items: await api.queues.next({ queueId, count: ahead }) });
            }),
        [inOrder, queueId],
    );
    const { items } = state;
    const isWanted = items.length < fewest && state.state === "ready";
    useEffect(() => load(), [load]);
    useEffect(() => {
        if (!isWanted) return;
        change({ type: "loading" });
        load();
    }, [isWanted, load]);
    return {
        ...state,
        judge: (verdict) => {
            const [item] = items;
            if (!item) return;
            change({ type: "judged" });
            inOrder(async (api) =>
                told(await api.queues.judge({ itemId: item.id, strength: null, ...verdict })),
            );
        },
        undo: () =>
            inOrder(async (api) => change({ type: "back", item: (await api.queues.undo({ queueId })).item })),
        retry: () => {
            change({ type: "again" });
            load();
        },
    };
}
