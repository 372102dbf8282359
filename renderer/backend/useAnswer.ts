/** Asking the backend for something that a screen shows. Not for calls that change something (useAction.ts). */
import {
    keepPreviousData,
    type QueryKey,
    type UseQueryResult,
    useInfiniteQuery,
    useQueries,
    useQuery,
} from "@tanstack/react-query";
import type { Topic } from "../../preload/contract/app.ts";
import type { Page } from "../../preload/contract/common.ts";
import { useBackend } from "./BackendProvider.tsx";
import type { Api } from "./liveBackend.ts";

/** What an answer is filed under: it is asked again whenever the backend says that the topic changed. */
export type AnswerTopic = Topic | "machine" | "files";

interface AnswerOptions {
    /** false: not yet */
    enabled?: boolean;
    /** shows the answer to the question before until the new one is there */
    keepPrevious?: boolean;
}

/** The answer to a question; `input` is all that the answer depends on. */
export function useAnswer<Answer>(
    topic: AnswerTopic,
    input: QueryKey,
    ask: (api: Api, signal: AbortSignal) => Promise<Answer>,
    { enabled = true, keepPrevious = false }: AnswerOptions = {},
): UseQueryResult<Answer> {
    const backend = useBackend();
    return useQuery<Answer>({
        queryKey: [topic, ...input],
        queryFn: async ({ signal }) => {
            await backend.whenOpen(signal);
            return ask(backend.api, signal);
        },
        enabled,
        ...(keepPrevious ? { placeholderData: keepPreviousData as never } : {}),
    });
}

/** A long list, page by page. */
export function usePages<Item>(
    topic: AnswerTopic,
    input: QueryKey,
    ask: (api: Api, cursor: string | null, signal: AbortSignal) => Promise<Page<Item>>,
) {
    const backend = useBackend();
    return useInfiniteQuery({
        queryKey: [topic, "pages", ...input],
        queryFn: async ({ pageParam, signal }) => {
            await backend.whenOpen(signal);
            return ask(backend.api, pageParam, signal);
        },
        initialPageParam: null as string | null,
        getNextPageParam: (page) => page.next,
        placeholderData: keepPreviousData,
    });
}

/** Pages of a long list by their numbers, for a table that is scrolled anywhere; undefined where one is on its way. */
export function usePagesAt<Item>(
    topic: AnswerTopic,
    input: QueryKey,
    ask: (api: Api, page: number, signal: AbortSignal) => Promise<Page<Item>>,
    pages: readonly number[],
): { pages: ReadonlyMap<number, Page<Item> | undefined>; error: unknown } {
    const backend = useBackend();
    return useQueries({
        queries: pages.map((page) => ({
            queryKey: [topic, "page", ...input, page],
            queryFn: async ({ signal }: { signal: AbortSignal }) => {
                await backend.whenOpen(signal);
                return ask(backend.api, page, signal);
            },
        })),
        combine: (results) => ({
            pages: new Map(pages.map((page, index) => [page, results[index]?.data])),
            error: results.find(({ error }) => error)?.error ?? null,
        }),
    });
}
