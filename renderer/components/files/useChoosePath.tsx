/**
 * Choosing where something lies on the computer that the backend runs on, so that it can stay there: the system's own
 * dialog in the desktop program, a list of the folders in a browser.
 */
import { lazy, type ReactNode, Suspense, useCallback, useRef, useState } from "react";
import { useBackend } from "../../backend/BackendProvider.tsx";
import { useTell } from "../tell.tsx";
import { useAppInfo } from "../useAppInfo.ts";
import type { PathWish } from "./pathWish.ts";

const FolderDialog = lazy(() => import("./FolderDialog.tsx"));

/** `choose` answers a path, or null when nothing was chosen. `dialog` has to stand somewhere in the screen. */
export function useChoosePath(): { choose: (wish: PathWish) => Promise<string | null>; dialog: ReactNode } {
    const backend = useBackend();
    const tell = useTell();
    const info = useAppInfo();
    const [wish, setWish] = useState<PathWish | null>(null);
    const answer = useRef<(path: string | null) => void>(() => {});
    const choose = useCallback(
        async (wanted: PathWish) => {
            if (info?.host.chooseFiles)
                return backend.api.app.chooseFiles(wanted).then(
                    (paths) => paths?.[0] ?? null,
                    (error) => {
                        tell.failure(error);
                        return null;
                    },
                );
            return new Promise<string | null>((done) => {
                answer.current = done;
                setWish(wanted);
            });
        },
        [backend, info, tell],
    );
    const end = (path: string | null) => {
        setWish(null);
        answer.current(path);
    };
    const dialog = wish && (
        <Suspense>
            <FolderDialog wish={wish} onEnd={end} />
        </Suspense>
    );
    return { choose, dialog };
}
