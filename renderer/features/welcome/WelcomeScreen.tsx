/** First steps: talk, prefer, train, with the model that comes along; then one's own model, and what fits this computer. */
import { Button, Text, Title } from "@mantine/core";
import { useLocation } from "wouter";
import { useAction } from "../../backend/useAction.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { useSettings } from "../../theme/LookProvider.tsx";
import { Fits } from "./Fits.tsx";
import { OwnModel } from "./OwnModel.tsx";
import { Steps } from "./Steps.tsx";
import classes from "./Welcome.module.css";

export default function WelcomeScreen() {
    const t = useTranslate();
    const [, go] = useLocation();
    const { run } = useAction();
    const { settings, change } = useSettings();
    const putAway = () => {
        void run(() => change({ welcomeDone: true }));
        go("/chat");
    };
    return (
        <div className={classes.scroll} {...scrolledWithKeys}>
            <div className={classes.page}>
                <header className={classes.hero}>
                    <Title order={1} size="h2" className={classes.title}>
                        {t("welcome.title")}
                    </Title>
                    <Text size="lg" c="dimmed" maw="40rem">
                        {t("welcome.text")}
                    </Text>
                </header>
                <Steps />
                <OwnModel />
                <Fits />
                {settings && !settings.welcomeDone && (
                    <footer className={classes.foot}>
                        <Button variant="subtle" onClick={putAway}>
                            {t("welcome.putAway")}
                        </Button>
                        <Text size="xs" c="dimmed">
                            {t("welcome.findAgain")}
                        </Text>
                    </footer>
                )}
            </div>
        </div>
    );
}

/** What can be scrolled has to be scrolled with keys, too. */
const scrolledWithKeys = { tabIndex: 0 };
