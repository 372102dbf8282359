/**
 * The person's settings: stored by key, whole with the defaults of what was never set.
 */
import { type Settings, type SettingsChanges, settingsSchema } from "../../preload/contract/settings.ts";
import type { Json } from "../../preload/records/common.ts";
import { readSettings as readStored, writeSettings } from "../db/settings.ts";
import { isOfflineForced } from "../network/offline.ts";
import type { Ground } from "./ground.ts";

/**
 * All settings. A stored value that is not allowed (any more) counts as never set, as does everything where the
 * database cannot be read; offline may be forced.
 */
export function readSettings({ store }: Pick<Ground, "store">): Settings {
    const stored = store.problem === null ? readStored(store.db) : {};
    const fields = Object.entries(settingsSchema.shape);
    const known = fields.flatMap(([key, field]) => {
        const parsed = field.safeParse(stored[key]);
        return Object.hasOwn(stored, key) && parsed.success ? [[key, parsed.data]] : [];
    });
    const settings = settingsSchema.parse(Object.fromEntries(known));
    return { ...settings, offline: settings.offline || isOfflineForced() };
}

/** Changes what is given. Another device or number of threads takes effect when nothing is being computed. */
export function changeSettings(ground: Ground, changes: SettingsChanges): Settings {
    const { screens, ...plain } = changes;
    const merged = screens ? { ...plain, screens: { ...readSettings(ground).screens, ...screens } } : plain;
    writeSettings(ground.db, merged as { [key: string]: Json | undefined });
    ground.events.changed("settings");
    const { answering, work } = ground.events.engine;
    if (answering === 0 && work.length === 0) ground.engine.restartIfChanged();
    return readSettings(ground);
}
