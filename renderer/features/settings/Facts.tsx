/** Names and what they stand for, in two columns. */
import { Fragment, type ReactNode } from "react";
import classes from "./SettingsScreen.module.css";

export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
    return (
        <dl className={classes.facts}>
            {facts.map(([name, value]) => (
                <Fragment key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </Fragment>
            ))}
        </dl>
    );
}
