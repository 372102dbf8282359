/** One setting: what it is called, what it means, and its control at the side. */
import { Text } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./SettingsScreen.module.css";

interface RowProps {
    label: string;
    hint?: ReactNode;
    /** gets the ids of label and hint, to be named and described by them */
    children: (naming: { "aria-labelledby": string; "aria-describedby": string }) => ReactNode;
}

export function Row({ label, hint, children }: RowProps) {
    const id = useId();
    return (
        <div className={classes.row}>
            <div className={classes.words}>
                <Text size="sm" fw={550} id={`${id}-label`}>
                    {label}
                </Text>
                <Text size="sm" c="dimmed" id={`${id}-hint`} component="div">
                    {hint}
                </Text>
            </div>
            <div className={classes.control}>
                {children({ "aria-labelledby": `${id}-label`, "aria-describedby": `${id}-hint` })}
            </div>
        </div>
    );
}
