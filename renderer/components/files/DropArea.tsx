/** A part of the window that takes files that are dropped on it, and says so while they are above it. */
import { Text } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { isDesktop } from "../../../preload/desktopLine.ts";
import classes from "./DropArea.module.css";

interface DropAreaProps {
    /** what happens when they are let go of */
    label: string;
    /** which files it is about */
    accepts: RegExp;
    onDrop: (file: File) => void;
    /** On the desktop the program itself takes such files, by their paths (useDesktop.ts), whatever their size. */
    byPath?: boolean;
    children: ReactNode;
}

export function DropArea({ label, accepts, onDrop, byPath = false, children }: DropAreaProps) {
    const [above, setAbove] = useState(false);
    const depth = useRef(0);
    const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
    const enter = (event: DragEvent, by: 1 | -1) => {
        if (!hasFiles(event)) return;
        depth.current += by;
        setAbove(depth.current > 0);
    };
    const drop = (event: DragEvent) => {
        depth.current = 0;
        setAbove(false);
        if (byPath && isDesktop(window)) return;
        event.preventDefault();
        for (const file of event.dataTransfer.files) if (accepts.test(file.name)) onDrop(file);
    };
    return (
        // biome-ignore lint/a11y/noStaticElementInteractions: whatever can be dropped here can be chosen with a button, too
        <div
            className={classes.area}
            onDragEnter={(event) => enter(event, 1)}
            onDragLeave={(event) => enter(event, -1)}
            onDragOver={(event) => hasFiles(event) && event.preventDefault()}
            onDrop={drop}
        >
            {children}
            {above && (
                <div className={classes.above}>
                    <IconFileImport size="2rem" stroke={1.5} aria-hidden />
                    <Text fw={550}>{label}</Text>
                </div>
            )}
        </div>
    );
}
