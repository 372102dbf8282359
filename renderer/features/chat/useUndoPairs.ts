/** Says that preferences were saved, and takes them back on demand. */
import { useCallback } from "react";
import { useAction } from "../../backend/useAction.ts";
import { useTell } from "../../components/tell.tsx";
import { useTranslate } from "../../i18n/useTranslate.ts";

/** Call it with the pairs that were made and what takes that back. */
export function useUndoPairs(): (pairIds: readonly number[], undo: string) => void {
    const t = useTranslate();
    const tell = useTell();
    const { run } = useAction();
    return useCallback(
        (pairIds, undo) => {
            if (pairIds.length === 0) return;
            tell.undoable(t("chat.pairsSaved", { count: pairIds.length }), () =>
                run((api) => api.chat.undoJudgement({ undo })),
            );
        },
        [t, tell, run],
    );
}
