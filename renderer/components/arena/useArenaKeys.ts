/** The arena's keys. What they do is told by whoever uses them (Arena.tsx). */
import { useHotkeys } from "@mantine/hooks";
import type { QueueItem } from "../../../preload/contract/queues.ts";
import type { Verdict } from "./useArena.ts";
import type { Editing, Side } from "./useEditing.ts";

interface Keys {
    judge: (verdict: Verdict) => void;
    undo: () => void;
    edit: (editing: Editing) => void;
    editing: Editing;
    canEdit: boolean;
}

/** Keys count everywhere on the screen but in fields, menus and dialogs. */
export function useArenaKeys(
    item: QueueItem | undefined,
    { judge, undo, edit, editing, canEdit }: Keys,
): void {
    const asked = editing === "which";
    const free = item !== undefined && editing === null;
    const side = (which: Side, strength?: 3) => () => {
        if (asked) edit(which);
        else if (free) judge({ judgement: which, ...(strength ? { strength } : {}) });
    };
    const ifFree = (verdict: Verdict) => () => free && judge(verdict);
    useHotkeys([
        ["ArrowLeft", outside(side("left"))],
        ["ArrowRight", outside(side("right"))],
        ["shift+ArrowLeft", outside(side("left", 3))],
        ["shift+ArrowRight", outside(side("right", 3))],
        ["ArrowDown", outside(ifFree({ judgement: "both-bad" }))],
        ["ArrowUp", outside(ifFree({ judgement: "tie" }))],
        ["E", outside(() => free && canEdit && edit("which"))],
        ["Z", outside(() => editing === null && undo())],
        ["Escape", outside(() => asked && edit(null))],
    ]);
    // on a button, Space presses the button
    useHotkeys(
        [["Space", outside(ifFree({ judgement: "skip" }))]],
        ["INPUT", "TEXTAREA", "SELECT", "BUTTON", "A"],
    );
}

/** Not for keys that something open above the screen is about; a key that is held counts once. */
function outside(act: () => unknown): (event: KeyboardEvent) => void {
    return ({ target, repeat }) => {
        if (repeat) return;
        if (!(target instanceof Element) || !target.closest("[role=menu], [role=dialog]")) act();
    };
}
