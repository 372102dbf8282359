/** Settings: what a person decides once for the whole program. */
import {
    IconCpu,
    IconDatabase,
    IconInfoCircle,
    IconKeyboard,
    IconPackage,
    IconPalette,
    IconWifiOff,
    type TablerIcon,
} from "@tabler/icons-react";
import { type ComponentType, useRef } from "react";
import { Link, Redirect, useRoute } from "wouter";
import { ScreenFrame } from "../../components/ScreenFrame.tsx";
import { useRoom } from "../../components/useRoom.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { AboutPage } from "./AboutPage.tsx";
import { ComputerPage } from "./ComputerPage.tsx";
import { DataPage } from "./DataPage.tsx";
import { GeneralPage } from "./GeneralPage.tsx";
import { KeysPage } from "./KeysPage.tsx";
import { ModelsPage } from "./models/ModelsPage.tsx";
import { NetworkPage } from "./NetworkPage.tsx";
import classes from "./SettingsScreen.module.css";

const sections = [
    { name: "general", icon: IconPalette, component: GeneralPage },
    { name: "models", icon: IconPackage, component: ModelsPage },
    { name: "computer", icon: IconCpu, component: ComputerPage },
    { name: "network", icon: IconWifiOff, component: NetworkPage },
    { name: "data", icon: IconDatabase, component: DataPage },
    { name: "keys", icon: IconKeyboard, component: KeysPage },
    { name: "about", icon: IconInfoCircle, component: AboutPage },
] as const satisfies readonly { name: string; icon: TablerIcon; component: ComponentType }[];

/** Width in rem from which the sections stand beside the content. */
const roomForSections = 46;

export default function SettingsScreen() {
    const t = useTranslate();
    const frame = useRef<HTMLDivElement>(null);
    const room = useRoom(frame);
    const [, params] = useRoute("/settings/:section");
    const section = sections.find(({ name }) => name === params?.section);
    if (!section) return <Redirect to="/settings/general" replace />;
    const Section = section.component;
    return (
        <ScreenFrame title={t("screens.settings")}>
            <div ref={frame} className={classes.layout} data-narrow={room < roomForSections}>
                <nav aria-label={t("settings.sections")}>
                    <ul className={classes.sections}>
                        {sections.map(({ name, icon: Icon }) => (
                            <li key={name}>
                                <Link
                                    href={`/settings/${name}`}
                                    className={classes.section}
                                    aria-current={name === section.name ? "page" : undefined}
                                >
                                    <Icon size="1.125rem" stroke={1.6} aria-hidden />
                                    {t(`settings.${name}.title`)}
                                </Link>
                            </li>
                        ))}
                    </ul>
                </nav>
                <div className={classes.content}>
                    <Section />
                </div>
            </div>
        </ScreenFrame>
    );
}
