/** The settings that a person chose, in force and changeable from anywhere. */
import { MantineProvider } from "@mantine/core";
import { useColorScheme } from "@mantine/hooks";
import { useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { Settings, SettingsChanges } from "../../preload/contract/settings.ts";
import { useBackend } from "../backend/BackendProvider.tsx";
import { useAnswer } from "../backend/useAnswer.ts";
import { number } from "../i18n/format.ts";
import { useTranslate } from "../i18n/useTranslate.ts";
import { applyLook, rememberedLook } from "./look.ts";
import { themeWith } from "./theme.ts";

interface SettingsAccess {
    /** null until the backend has told */
    settings: Settings | null;
    /** Shown at once, and stored. Rejects if it could not be stored; what is shown goes back then. */
    change(changes: SettingsChanges): Promise<void>;
}

const SettingsContext = createContext<SettingsAccess | null>(null);
const settingsKey = ["settings", "all"] as const;

/** Applies theme, text size, language and motion to everything below. */
export function LookProvider({ children }: { children: ReactNode }) {
    const access = useStoredSettings();
    const t = useTranslate();
    const theme = useMemo(
        () => themeWith({ close: t("common.close"), decimal: number(0.5, 1)[1] ?? "." }),
        [t],
    );
    const [remembered] = useState(rememberedLook);
    const { theme: choice, textSize, language, reduceMotion } = access.settings ?? remembered;
    const system = useColorScheme("light", { getInitialValueInEffect: false });
    useEffect(
        () => void applyLook({ theme: choice, textSize, language, reduceMotion }),
        [choice, textSize, language, reduceMotion],
    );
    return (
        <SettingsContext value={access}>
            <MantineProvider
                theme={theme}
                forceColorScheme={choice === "system" ? system : choice}
                getStyleNonce={styleNonce}
                withGlobalClasses={false}
            >
                {children}
            </MantineProvider>
        </SettingsContext>
    );
}

function useStoredSettings(): SettingsAccess {
    const backend = useBackend();
    const queries = useQueryClient();
    const { data } = useAnswer("settings", ["all"], (api) => api.settings.get());
    const { mutateAsync } = useMutation({
        mutationKey: settingsKey,
        mutationFn: (changes: SettingsChanges) => backend.api.settings.set(changes),
        onSuccess: (stored) => queries.setQueryData<Settings>(settingsKey, stored),
    });
    const pending = useMutationState({
        filters: { mutationKey: settingsKey, status: "pending" },
        select: ({ state }) => state.variables as SettingsChanges,
    });
    const settings = useMemo(() => (data ? pending.reduce(merge, data) : null), [data, pending]);
    const change = useCallback(
        async (changes: SettingsChanges) => void (await mutateAsync(changes)),
        [mutateAsync],
    );
    return useMemo(() => ({ settings, change }), [settings, change]);
}

function merge(before: Settings, { screens, ...changes }: SettingsChanges): Settings {
    return { ...before, ...changes, screens: { ...before.screens, ...screens } } as Settings;
}

/** What lets this page add styles, given by whoever served it. */
export function styleNonce(): string {
    return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}

/** The settings and how to change them. */
export function useSettings(): SettingsAccess {
    const access = useContext(SettingsContext);
    if (!access) throw new Error("There is no LookProvider above this component.");
    return access;
}
