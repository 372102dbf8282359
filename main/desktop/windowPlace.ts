/** Where the window was the last time; forgotten where no screen shows that place any more. Knows no Electron. */
import { readFileSync } from "node:fs";
import { writeContentAtomically } from "../files/atomicWrite.ts";

/** A part of the screens, in pixels. */
export interface Area {
    x: number;
    y: number;
    width: number;
    height: number;
}

/** Where a window is; without x and y in the middle of the screen. */
export interface WindowPlace {
    bounds: Partial<Area>;
    isMaximized: boolean;
}

const standard = { width: 1280, height: 840 };

/** The place that was remembered in a file. @param screens what each screen has for windows */
export function readWindowPlace(path: string, screens: readonly Area[]): WindowPlace {
    try {
        const { bounds, isMaximized } = JSON.parse(readFileSync(path, "utf8")) as {
            bounds: Area;
            isMaximized: unknown;
        };
        const { x, y, width, height } = bounds;
        const isSensible = [x, y, width, height].every(Number.isInteger) && width >= 400 && height >= 300;
        if (isSensible && screens.some((screen) => shows(screen, bounds)))
            return { bounds: { x, y, width, height }, isMaximized: isMaximized === true };
    } catch {
        // the first start, or a damaged file
    }
    return { bounds: standard, isMaximized: false };
}

/** A hundred pixels of the title have to be in sight. */
function shows(screen: Area, { x, y, width }: Area): boolean {
    const isAcross = x + width >= screen.x + 100 && x <= screen.x + screen.width - 100;
    return isAcross && y >= screen.y && y <= screen.y + screen.height - 50;
}

/** Remembers a place; not worth a message where the disk is full. */
export function keepWindowPlace(path: string, place: WindowPlace): void {
    try {
        writeContentAtomically(path, JSON.stringify(place));
    } catch {
        // the next start opens where this one did
    }
}
