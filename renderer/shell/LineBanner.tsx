/** Says that the backend is gone and being looked for, without taking away what is on the screen. */
import { Loader, Text } from "@mantine/core";
import { useLineState } from "../backend/BackendProvider.tsx";
import { useTranslate } from "../i18n/useTranslate.ts";
import classes from "./LineBanner.module.css";

export function LineBanner() {
    const t = useTranslate();
    const lost = useLineState() === "lost";
    return (
        <div role="status">
            {lost && (
                <div className={classes.banner}>
                    <Loader size="xs" color="clay" />
                    <Text size="sm">{t("shell.lineLost")}</Text>
                </div>
            )}
        </div>
    );
}
