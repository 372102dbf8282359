/** The window: providers that every screen needs, the navigation, and the screen that is shown. */
import { Notifications } from "@mantine/notifications";
import { lazy, Suspense } from "react";
import { Redirect, Route, Router, Switch } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { AppEvents } from "../backend/AppEvents.tsx";
import { useLineState } from "../backend/BackendProvider.tsx";
import { useAnswer } from "../backend/useAnswer.ts";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { useTranslate } from "../i18n/useTranslate.ts";
import { useSettings } from "../theme/LookProvider.tsx";
import classes from "./App.module.css";
import { CommandPalette } from "./CommandPalette.tsx";
import { LineBanner } from "./LineBanner.tsx";
import { Navigation } from "./Navigation.tsx";
import { Starting } from "./Starting.tsx";
import { screens } from "./screens.ts";
import { useDesktop } from "./useDesktop.ts";
import { useWindowTitle } from "./useWindowTitle.ts";

/** Hardly ever needed, so not part of the first load. */
const Recovery = lazy(async () => ({ default: (await import("./Recovery.tsx")).Recovery }));

export function App() {
    return (
        <Router hook={useHashLocation}>
            <Notifications
                className={classes.toasts}
                position="bottom-right"
                limit={4}
                notificationMaxHeight="60vh"
                zIndex={400}
            />
            <AppEvents>
                <Window />
            </AppEvents>
        </Router>
    );
}

function Window() {
    const t = useTranslate();
    useWindowTitle();
    useDesktop();
    const { data: info } = useAnswer("backups", ["info"], (api) => api.app.info());
    if (useLineState() === "connecting") return <Starting />;
    if (info?.problem)
        return (
            <Suspense>
                <Recovery problem={info.problem} />
            </Suspense>
        );
    return (
        <div className={classes.window}>
            <button type="button" className={classes.skip} onClick={focusMain}>
                {t("shell.skip")}
            </button>
            <Navigation />
            <main id="main" className={classes.main} tabIndex={-1}>
                <LineBanner />
                <Screens />
            </main>
            <CommandPalette />
        </div>
    );
}

/** A button, because the location is the hash: a link to an element's id would leave the screen. */
function focusMain(): void {
    document.getElementById("main")?.focus();
}

function Screens() {
    return (
        <Switch>
            {screens.map(({ name, path, component: Component }) => (
                <Route key={name} path={`${path}/*?`}>
                    <ErrorBoundary>
                        <Suspense>
                            <Component />
                        </Suspense>
                    </ErrorBoundary>
                </Route>
            ))}
            <Route>
                <Home />
            </Route>
        </Switch>
    );
}

/** Where the program begins: with the first steps, until they are put away. */
function Home() {
    const { settings } = useSettings();
    return settings && <Redirect to={settings.welcomeDone ? "/chat" : "/welcome"} replace />;
}
