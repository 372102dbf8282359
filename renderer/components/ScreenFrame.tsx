/** What every screen but Chat is laid out in: its heading, what can be done at the top, and what is scrolled below. */
import { Group, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./ScreenFrame.module.css";

interface ScreenFrameProps {
    title: string;
    /** beside the heading: tabs, for example */
    beside?: ReactNode;
    /** buttons at the end of the line */
    actions?: ReactNode;
    /** false: what is inside scrolls by itself and takes all the room */
    scrolls?: boolean;
    /** how wide the content may become; default: as for reading */
    wide?: boolean;
    children: ReactNode;
}

export function ScreenFrame({
    title,
    beside,
    actions,
    scrolls = true,
    wide = false,
    children,
}: ScreenFrameProps) {
    return (
        <div className={classes.screen}>
            <header className={classes.head}>
                <Title order={1} size="h4" className={classes.title}>
                    {title}
                </Title>
                {beside}
                <Group gap="xs" ms="auto">
                    {actions}
                </Group>
            </header>
            {scrolls ? (
                <div className={classes.scroll} {...scrolledWithKeys}>
                    <div className={classes.content} data-wide={wide}>
                        {children}
                    </div>
                </div>
            ) : (
                <div className={classes.fill}>{children}</div>
            )}
        </div>
    );
}

/** What can be scrolled has to be scrolled with keys, too. */
const scrolledWithKeys = { tabIndex: 0 };
