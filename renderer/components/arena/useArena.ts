/**
 * The items of a queue as they are judged: the next ones are there before they are needed, a verdict shows the next one
 * at once, and whatever the backend says to it comes in the order of the verdicts. Not how it looks (Arena.tsx).
 */
import { useCallback, useEffect, useEffectEvent, useReducer, useRef } from "react";
import type { Judged, Judgement, QueueItem, QueueRecord } from "../../../preload/contract/queues.ts";
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
    /** verdicts given here: what they are about is not shown again, even where an answer on its way still holds it */
    judged: readonly number[];
}

type Change =
    | { type: "came"; items: readonly QueueItem[] }
    | { type: "judged" }
    | { type: "back"; item: QueueItem | null }
    | { type: "again" };

const nothing: Items = { items: [], state: "loading", judged: [] };

function reduce(before: Items, change: Change): Items {
    switch (change.type) {
        case "came": {
            const known = new Set([...before.items.map(({ id }) => id), ...before.judged]);
            const items = [...before.items, ...change.items.filter(({ id }) => !known.has(id))];
            return { ...before, items, state: change.items.length === 0 ? "ended" : "ready" };
        }
        case "judged":
            return {
                ...before,
                items: before.items.slice(1),
                judged: [...before.judged, ...before.items.slice(0, 1).map(({ id }) => id)],
            };
        case "back":
            if (!change.item) return before;
            return {
                items: [change.item, ...before.items.filter(({ id }) => id !== change.item?.id)],
                state: "ready",
                judged: before.judged.filter((id) => id !== change.item?.id),
            };
        case "again":
            return nothing;
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

/**
 * @param ready how many answered items the queue has that are not judged
 * @param onJudged what came of a verdict, in their order
 */
export function useArena(
    { id: queueId, ready }: Pick<QueueRecord, "id" | "ready">,
    onJudged: (judged: Judged) => void,
): ArenaState {
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
    const { items, judged } = state;
    // asked again only when something has changed: what is shown is among the next ones until it is judged
    const isWanted = items.length < fewest && (items.length === 0 || ready > items.length);
    const wanted = isWanted ? `${judged.length} ${ready}` : "";
    useEffect(() => {
        if (wanted !== "") load();
    }, [wanted, load]);
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
