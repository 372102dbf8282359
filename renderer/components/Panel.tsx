/** One matter on a screen: a surface with a heading, what can be done, and the content. */
import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Panel.module.css";

interface PanelProps {
    title: string;
    hint?: ReactNode;
    actions?: ReactNode;
    children: ReactNode;
}

export function Panel({ title, hint, actions, children }: PanelProps) {
    return (
        <section className={classes.panel} aria-label={title}>
            <div className={classes.head}>
                <div className={classes.words}>
                    <Title order={2} size="h4">
                        {title}
                    </Title>
                    {hint && (
                        <Text size="sm" c="dimmed" mt={2} component="div">
                            {hint}
                        </Text>
                    )}
                </div>
                {actions && <div className={classes.actions}>{actions}</div>}
            </div>
            {children}
        </section>
    );
}
