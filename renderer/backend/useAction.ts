/** Calls that change something: one at a time, and whatever goes wrong is told. */
import { useCallback, useRef, useState } from "react";
import { useTell } from "../components/tell.tsx";
import { useBackend } from "./BackendProvider.tsx";
import type { Api } from "./liveBackend.ts";

/** Runs calls; `busy` while one runs. A failure is shown as a sentence and answers undefined. */
export function useAction(): {
    busy: boolean;
    run: <Answer>(call: (api: Api) => Promise<Answer>) => Promise<Answer | undefined>;
} {
    const backend = useBackend();
    const tell = useTell();
    const running = useRef(0);
    const [busy, setBusy] = useState(false);
    const run = useCallback(
        async <Answer>(call: (api: Api) => Promise<Answer>): Promise<Answer | undefined> => {
            running.current++;
            setBusy(true);
            try {
                return await call(backend.api);
            } catch (error) {
                tell.failure(error);
                return undefined;
            } finally {
                running.current--;
                setBusy(running.current > 0);
            }
        },
        [backend, tell],
    );
    return { busy, run };
}
