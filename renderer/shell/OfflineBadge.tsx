/** Says whether anything of the program may use the network. The switch is in the settings. */
import { Tooltip } from "@mantine/core";
import { IconCloud, IconCloudOff } from "@tabler/icons-react";
import { Link } from "wouter";
import { useTranslate } from "../i18n/useTranslate.ts";
import { useSettings } from "../theme/LookProvider.tsx";
import classes from "./Navigation.module.css";

export function OfflineBadge() {
    const t = useTranslate();
    const { settings } = useSettings();
    if (!settings) return null;
    const Icon = settings.offline ? IconCloudOff : IconCloud;
    return (
        <Tooltip label={t(settings.offline ? "shell.offlineHint" : "shell.onlineHint")} position="right">
            <Link href="/settings" className={classes.item}>
                <Icon size="1.25rem" stroke={1.6} aria-hidden />
                <span className={classes.label}>
                    {t(settings.offline ? "shell.offline" : "shell.online")}
                </span>
            </Link>
        </Tooltip>
    );
}
