/** Deleting pairs, with a way back. */
import { useCallback } from "react";
import type { PairSelection } from "../../../../preload/contract/preferences.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useTell } from "../../../components/tell.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";

/** Deletes at once, and offers to take that back. */
export function useRemovePairs(): (selection: PairSelection) => void {
    const t = useTranslate();
    const tell = useTell();
    const { run } = useAction();
    return useCallback(
        (selection) =>
            void run(async (api) => {
                const { removed, undo } = await api.preferences.remove({ selection });
                if (removed > 0)
                    tell.undoable(t("label.removed", { count: removed }), () =>
                        run((again) => again.preferences.restore({ undo })),
                    );
            }),
        [t, tell, run],
    );
}
