/** The screens of the program: where each is, what it is called, and its code, which is loaded when it is first shown. */
import {
    IconChartDots,
    IconMessage2,
    IconPuzzle,
    IconRoute,
    IconScale,
    IconSchool,
    IconSettings,
    type TablerIcon,
} from "@tabler/icons-react";
import { type ComponentType, lazy } from "react";

const code = {
    chat: () => import("../features/chat/ChatScreen.tsx"),
    label: () => import("../features/label/LabelScreen.tsx"),
    train: () => import("../features/train/TrainScreen.tsx"),
    adapters: () => import("../features/adapters/AdaptersScreen.tsx"),
    evaluate: () => import("../features/evaluate/EvaluateScreen.tsx"),
    settings: () => import("../features/settings/SettingsScreen.tsx"),
    welcome: () => import("../features/welcome/WelcomeScreen.tsx"),
};

export interface Screen {
    name: ScreenName;
    path: string;
    icon: TablerIcon;
    component: ComponentType;
}

export type ScreenName = keyof typeof code;

export const screens: readonly Screen[] = [
    { name: "chat", path: "/chat", icon: IconMessage2, component: lazy(code.chat) },
    { name: "label", path: "/label", icon: IconScale, component: lazy(code.label) },
    { name: "train", path: "/train", icon: IconSchool, component: lazy(code.train) },
    { name: "adapters", path: "/adapters", icon: IconPuzzle, component: lazy(code.adapters) },
    { name: "evaluate", path: "/evaluate", icon: IconChartDots, component: lazy(code.evaluate) },
    { name: "settings", path: "/settings", icon: IconSettings, component: lazy(code.settings) },
    { name: "welcome", path: "/welcome", icon: IconRoute, component: lazy(code.welcome) },
];

/** Loads a screen's code ahead. */
export function preload(name: ScreenName): void {
    void code[name]();
}
