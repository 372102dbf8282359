/**
 * Something stored that is changed faster than the backend answers, such as with a slider: what the person chose last
 * is shown meanwhile, whatever is told of earlier choices. Not for changes that are waited for (useAction.ts).
 */
import { useMutation } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { useTell } from "../components/tell.tsx";
import { useBackend } from "./BackendProvider.tsx";
import type { Api } from "./liveBackend.ts";

/**
 * Belongs to one stored thing: a component that shows another one needs another `key`.
 * @param stored what the backend has told
 * @param store answers what is stored now; where it fails, that is told and `stored` is shown again
 * @returns the value to show, and how to change it
 */
export function useDraft<Value>(
    stored: Value,
    store: (api: Api, value: Value) => Promise<Value>,
): [Value, (changed: Value) => void] {
    const backend = useBackend();
    const tell = useTell();
    const { status, variables, data, mutate, reset } = useMutation<Value, unknown, Value>({
        mutationFn: (value) => store(backend.api, value),
        onError: tell.failure,
    });
    const giveWay = useEffectEvent(() => status === "success" && reset());
    // whatever is told after the answer is newer than the answer
    useEffect(() => void giveWay(), [stored]);
    if (status === "pending") return [variables, mutate];
    return [status === "success" ? data : stored, mutate];
}
