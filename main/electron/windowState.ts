/** Where the window was the last time; forgotten where no screen shows that place any more. */
import { readFileSync } from "node:fs";
import { type BrowserWindow, type Rectangle, screen } from "electron";
import { writeAll, writeFileAtomically } from "../files/atomicWrite.ts";

interface WindowState {
    bounds: Rectangle;
    isMaximized: boolean;
}

const standard = { width: 1280, height: 840 };

/** The place of the window that was remembered in a file. */
export function readWindowState(path: string): { bounds: Partial<Rectangle>; isMaximized: boolean } {
    try {
        const { bounds, isMaximized } = JSON.parse(readFileSync(path, "utf8")) as WindowState;
        const { x, y, width, height } = bounds;
        const isSensible = [x, y, width, height].every(Number.isInteger) && width >= 400 && height >= 300;
        if (isSensible && isVisible(bounds))
            return { bounds: { x, y, width, height }, isMaximized: isMaximized === true };
    } catch {
        // the first start, or a damaged file
    }
    return { bounds: standard, isMaximized: false };
}

/** A hundred pixels of the title have to be on some screen. */
function isVisible({ x, y, width }: Rectangle): boolean {
    return screen.getAllDisplays().some(({ workArea: area }) => {
        const isAcross = x + width >= area.x + 100 && x <= area.x + area.width - 100;
        return isAcross && y >= area.y && y <= area.y + area.height - 50;
    });
}

/** Remembers the window's place when it closes. */
export function rememberWindow(window: BrowserWindow, path: string): void {
    window.on("close", () => {
        const state: WindowState = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
        try {
            writeFileAtomically(path, (fd) => writeAll(fd, Buffer.from(JSON.stringify(state))));
        } catch {
            // a full disk: the place is not worth a message
        }
    });
}
