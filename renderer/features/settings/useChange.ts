/** Changing settings from their screen: shown at once, and told if it could not be stored. */
import type { Settings, SettingsChanges } from "../../../preload/contract/settings.ts";
import { useAction } from "../../backend/useAction.ts";
import { useSettings } from "../../theme/LookProvider.tsx";

/** The settings, null until they are known, and a way to change them that never rejects. */
export function useChange(): { settings: Settings | null; change: (changes: SettingsChanges) => void } {
    const { settings, change } = useSettings();
    const { run } = useAction();
    return { settings, change: (changes) => void run(() => change(changes)) };
}
