/** The question of an item, with what was said before it. */
import { Text } from "@mantine/core";
import type { ChatMessage } from "../../../preload/records.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./Arena.module.css";

export function PromptView({ prompt }: { prompt: readonly ChatMessage[] }) {
    const t = useTranslate();
    const before = prompt.slice(0, -1);
    return (
        <header className={classes.prompt}>
            {before.length > 0 && (
                <details className={classes.before}>
                    <summary>{t("arena.before", { count: before.length })}</summary>
                    {before.map(({ role, content }, index) => (
                        <Text key={index} size="sm" c="dimmed">
                            <b>{t(`arena.roles.${role}`)}</b> {content}
                        </Text>
                    ))}
                </details>
            )}
            <p className={classes.question}>{prompt.at(-1)?.content}</p>
        </header>
    );
}
