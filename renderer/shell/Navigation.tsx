/** The screens at the left edge, and what goes on in the background below them. */
import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconCommand } from "@tabler/icons-react";
import { Link, useRoute } from "wouter";
import { useTranslate } from "../i18n/useTranslate.ts";
import { useSettings } from "../theme/LookProvider.tsx";
import { ActivityButton } from "./ActivityButton.tsx";
import { openPalette } from "./CommandPalette.tsx";
import { Mark } from "./Mark.tsx";
import classes from "./Navigation.module.css";
import { OfflineBadge } from "./OfflineBadge.tsx";
import { preload, type Screen, screens } from "./screens.ts";

export function Navigation() {
    const t = useTranslate();
    return (
        <nav className={classes.rail} aria-label={t("shell.navigation")}>
            <div className={classes.brand}>
                <Mark />
                <span className={classes.label}>Q-Adapter Studio</span>
            </div>
            <ul className={classes.list}>
                {useShown().map((screen) => (
                    <li key={screen.name}>
                        <Item screen={screen} />
                    </li>
                ))}
            </ul>
            <div className={classes.foot}>
                <ActivityButton />
                <OfflineBadge />
                <Tooltip label={t("palette.hint")} position="right">
                    <UnstyledButton
                        className={classes.item}
                        onClick={openPalette}
                        aria-label={t("palette.open")}
                    >
                        <IconCommand size="1.25rem" stroke={1.6} aria-hidden />
                        <span className={classes.label}>{t("palette.open")}</span>
                    </UnstyledButton>
                </Tooltip>
            </div>
        </nav>
    );
}

/** The first steps come first, until the person has put them away. */
function useShown(): readonly Screen[] {
    const { settings } = useSettings();
    const others = screens.filter(({ name }) => name !== "welcome");
    return settings?.welcomeDone === false
        ? [...screens.filter(({ name }) => name === "welcome"), ...others]
        : others;
}

function Item({ screen: { name, path, icon: Icon } }: { screen: Screen }) {
    const t = useTranslate();
    const [active] = useRoute(`${path}/*?`);
    return (
        <Link
            href={path}
            className={classes.item}
            aria-current={active ? "page" : undefined}
            onPointerEnter={() => preload(name)}
            onFocus={() => preload(name)}
        >
            <Icon size="1.25rem" stroke={1.6} aria-hidden />
            <span className={classes.label}>{t(`screens.${name}`)}</span>
        </Link>
    );
}
