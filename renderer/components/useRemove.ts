/** Taking away something that can be brought back: it is said, with a button that does so. */
import type { Api } from "../backend/liveBackend.ts";
import { useTell } from "./tell.tsx";

interface Removal {
    part: "adapters" | "chat" | "datasets" | "evaluation" | "models" | "queues" | "stacks" | "training";
    id: number;
    /** what is said then */
    text: string;
    /** done as soon as it is away */
    onRemoved?: () => void;
}

/** @param run carries out a call, as that of useAction */
export function useRemove(
    run: (call: (api: Api) => Promise<unknown>) => unknown,
): (removal: Removal) => void {
    const tell = useTell();
    return ({ part, id, text, onRemoved }) =>
        void run(async (api) => {
            await api[part].remove({ id });
            onRemoved?.();
            tell.undoable(text, () => run((again) => again[part].restore({ id })));
        });
}
