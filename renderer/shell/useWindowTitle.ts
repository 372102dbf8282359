/** The window's title: how far the work in the background is, and the screen that is shown. */
import { useDocumentTitle } from "@mantine/hooks";
import { useLocation } from "wouter";
import { useGoings } from "../backend/AppEvents.tsx";
import { percent } from "../i18n/format.ts";
import { useTranslate } from "../i18n/useTranslate.ts";
import { overall } from "./ActivityButton.tsx";
import { screens } from "./screens.ts";

/** Keeps the title up to date. */
export function useWindowTitle(): void {
    const t = useTranslate();
    const [location] = useLocation();
    const { activities } = useGoings();
    const share = overall(activities);
    const screen = screens.find(({ path }) => location === path || location.startsWith(`${path}/`));
    const parts = [
        ...(share === null ? [] : [`${percent(share)} ${activities[0]!.title}`]),
        ...(screen ? [t(`screens.${screen.name}`)] : []),
        "Q-Adapter Studio",
    ];
    useDocumentTitle(parts.join(" – "));
}
