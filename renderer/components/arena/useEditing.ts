/** Which of the two answers is being edited. Not the editor (BetterEditor.tsx). */
import { useState } from "react";

export type Side = "left" | "right";
/** Which answer is being edited; "which": that is about to be said. */
export type Editing = Side | "which" | null;

/**
 * What is being edited belongs to the item it was said of, instead of being cleared when the next one has been painted:
 * a key that is pressed right then already counts.
 */
export function useEditing(itemId: number | undefined): [Editing, (editing: Editing) => void] {
    const [edited, setEdited] = useState<{ itemId: number | undefined; editing: Editing }>({
        itemId,
        editing: null,
    });
    return [edited.itemId === itemId ? edited.editing : null, (editing) => setEdited({ itemId, editing })];
}
