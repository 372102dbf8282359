/**
 * Named sampling settings and system prompts: those that come with the program, then the person's own.
 */
import { type ChatPreset, type SamplingSettings, samplingSettings } from "../../../preload/contract/chat.ts";
import type { Json } from "../../../preload/records/common.ts";
import { deleteRows } from "../../db/deletions.ts";
import { listChatPresets, saveChatPreset } from "../../db/settings.ts";
import type { Ground } from "../ground.ts";

/** Those of the program have ids below zero, which no row has. */
const builtIn: ChatPreset<SamplingSettings>[] = [
    { name: "Precise", value: { temperature: 0 } },
    { name: "Balanced", value: {} },
    { name: "Creative", value: { temperature: 1.1, topK: 0, topP: 0.98, minP: 0.03 } },
].map(({ name, value }, i) => ({ id: -1 - i, name, value: samplingSettings.parse(value), builtIn: true }));

export function samplingPresets({ db }: Ground): ChatPreset<SamplingSettings>[] {
    const own = listChatPresets(db, "sampling").map(({ id, name, value }) => ({
        id,
        name,
        value: samplingSettings.parse(value),
        builtIn: false,
    }));
    return [...builtIn, ...own];
}

/** Saves a new one, or in place of one's own. @throws StudioError not-found */
export function saveSamplingPreset(
    { db, events }: Ground,
    preset: { id?: number; name: string; value: SamplingSettings },
): ChatPreset<SamplingSettings> {
    const value = preset.value as unknown as Json;
    const { id } = saveChatPreset(db, { ...preset, value, kind: "sampling" });
    events.changed("settings");
    return { id, name: preset.name, value: preset.value, builtIn: false };
}

export function systemPrompts({ db }: Ground): ChatPreset<string>[] {
    return listChatPresets(db, "system-prompt").map(({ id, name, value }) => ({
        id,
        name,
        value: String(value),
        builtIn: false,
    }));
}

/** Saves a new one, or in place of an old one. @throws StudioError not-found */
export function saveSystemPrompt(
    { db, events }: Ground,
    preset: { id?: number; name: string; value: string },
): ChatPreset<string> {
    const { id } = saveChatPreset(db, { ...preset, kind: "system-prompt" });
    events.changed("settings");
    return { id, name: preset.name, value: preset.value, builtIn: false };
}

/** @throws StudioError not-found */
export function removePreset({ db, events }: Ground, id: number): void {
    deleteRows(db, "chat_presets", [id]);
    events.changed("settings");
}
