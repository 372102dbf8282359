/**
 * The look that a person chose: theme, text size, language, motion. The settings hold it; a copy in the browser's own
 * storage avoids a flash while the backend starts.
 */
import type { Settings } from "../../preload/contract/settings.ts";
import { chooseLanguage } from "../i18n/start.ts";

export type Look = Pick<Settings, "theme" | "textSize" | "language" | "reduceMotion">;

const storageKey = "studio.look";
const firstLook: Look = { theme: "system", textSize: 100, language: "en", reduceMotion: "system" };

/** The look of last time. */
export function rememberedLook(): Look {
    try {
        return { ...firstLook, ...(JSON.parse(localStorage.getItem(storageKey) ?? "{}") as Partial<Look>) };
    } catch {
        return firstLook;
    }
}

/** Puts text size, language and motion in force; the theme is Mantine's (SettingsProvider.tsx). */
export async function applyLook(look: Look): Promise<void> {
    const root = document.documentElement;
    root.style.fontSize = `${look.textSize}%`;
    root.dataset.motion = { on: "off", off: "on", system: "system" }[look.reduceMotion];
    try {
        localStorage.setItem(storageKey, JSON.stringify(look));
    } catch {
        // storage may be forbidden: only the flash comes back
    }
    await chooseLanguage(look.language);
}
