/** What is shown until the backend answers for the first time. */
import { Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslate } from "../i18n/useTranslate.ts";
import { Mark } from "./Mark.tsx";
import classes from "./Starting.module.css";

/** Milliseconds after which waiting needs an explanation. */
const patience = 4000;

export function Starting() {
    const t = useTranslate();
    const [long, setLong] = useState(false);
    useEffect(() => {
        const timer = setTimeout(() => setLong(true), patience);
        return () => clearTimeout(timer);
    }, []);
    return (
        <main className={classes.starting}>
            <Mark />
            <Text c="dimmed" role="status" ta="center" maw="28rem">
                {t(long ? "shell.startingLong" : "shell.starting")}
            </Text>
        </main>
    );
}
