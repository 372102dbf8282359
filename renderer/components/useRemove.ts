/** Taking away something that can be brought back: it is said, with a button that does so. */
import { useLocation } from "wouter";
import type { Api } from "../backend/liveBackend.ts";
import { useTell } from "./tell.tsx";

interface Removal {
    part:
        | "adapters"
        | "chat"
        | "datasets"
        | "evaluation"
        | "judging"
        | "models"
        | "queues"
        | "stacks"
        | "training";
    id: number;
    /** what is said then */
    text: string;
    /** its page, if it has one; who looks at it comes to the list */
    page?: { path: string; list: string };
}

/** @param run carries out a call, as that of useAction */
export function useRemove(
    run: (call: (api: Api) => Promise<unknown>) => unknown,
): (removal: Removal) => void {
    const tell = useTell();
    const [location, go] = useLocation();
    return ({ part, id, text, page }) =>
        void run(async (api) => {
            await api[part].remove({ id });
            if (page && location === page.path) go(page.list, { replace: true });
            tell.undoable(text, () => run((again) => again[part].restore({ id })));
        });
}
