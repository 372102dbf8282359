/**
 * Settings by key, and named presets for chats. What a value has to look like is for the caller to check.
 */
import type { StoredChatPreset } from "../../preload/records/chat.ts";
import type { Json, StoredSettings } from "../../preload/records/common.ts";
import { type Db, write } from "./database.ts";
import { getRow, insertRow, listRows, updateRow } from "./rows.ts";
import { chatPresets } from "./tables.ts";

/** All settings that were ever set. */
export function readSettings(db: Db): StoredSettings {
    const rows = db.prepare("SELECT key, value FROM settings").all() as { key: string; value: string }[];
    return Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value) as Json]));
}

/** Sets what is given; what is undefined stays. */
export function writeSettings(db: Db, changes: { [key: string]: Json | undefined }): void {
    const set = db.prepare(
        "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    );
    write(db, () => {
        for (const [key, value] of Object.entries(changes))
            if (value !== undefined) set.run(key, JSON.stringify(value));
    });
}

/** The presets of a kind, by name. */
export function listChatPresets(db: Db, kind: StoredChatPreset["kind"]): StoredChatPreset[] {
    return listRows(db, chatPresets, "AND kind = ? ORDER BY name COLLATE NOCASE, id", kind);
}

/** Saves a preset: a new one, or in place of the one with this id. @throws StudioError not-found */
export function saveChatPreset(
    db: Db,
    preset: Pick<StoredChatPreset, "kind" | "name" | "value"> & { id?: number },
): StoredChatPreset {
    const { id, ...values } = preset;
    return write(db, () => {
        if (id !== undefined) updateRow(db, chatPresets, id, values);
        return getRow(db, chatPresets, id ?? insertRow(db, chatPresets, values));
    });
}
