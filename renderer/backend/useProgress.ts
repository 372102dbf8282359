/** Long work that tells how far it is and can be stopped. Not for calls that answer at once (useAction.ts). */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Progress } from "../../preload/contract/common.ts";
import { useTell } from "../components/tell.tsx";
import { useBackend } from "./BackendProvider.tsx";
import type { OpenStream } from "./useStream.ts";

/** How far it is; `share` from 0 to 1, null while that is not known. */
export interface ProgressState {
    share: number | null;
    note: string;
}

/**
 * Runs one piece of work at a time. `progress` is null while nothing runs; leaving the screen stops nothing that the
 * backend does on its own, but ends this work. A failure is told as a sentence and answers undefined.
 */
export function useProgress(): {
    progress: ProgressState | null;
    run: <Result>(open: OpenStream<Progress<Result>>) => Promise<Result | undefined>;
    stop: () => void;
} {
    const backend = useBackend();
    const tell = useTell();
    const controller = useRef<AbortController | null>(null);
    const [progress, setProgress] = useState<ProgressState | null>(null);
    const stop = useCallback(() => controller.current?.abort(), []);
    useEffect(() => stop, [stop]);
    const run = useCallback(
        async <Result>(open: OpenStream<Progress<Result>>): Promise<Result | undefined> => {
            const { signal } = begin(controller);
            setProgress({ share: null, note: "" });
            try {
                for await (const event of await open(backend.api, signal)) {
                    if (event.type === "done") return event.result;
                    const { done, total, note = "" } = event;
                    setProgress({ share: total > 0 ? Math.min(1, done / total) : null, note });
                }
            } catch (error) {
                if (!signal.aborted) tell.failure(error);
            } finally {
                setProgress(null);
            }
            return undefined;
        },
        [backend, tell],
    );
    return { progress, run, stop };
}

/** Stops what ran before. */
function begin(controller: { current: AbortController | null }): AbortController {
    controller.current?.abort();
    controller.current = new AbortController();
    return controller.current;
}
