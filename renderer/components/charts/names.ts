/** Where names of points stand in a chart, so that none covers another name or a point. Draws nothing. */

/** A point with its name, in pixels. */
export interface Named {
    x: number;
    y: number;
    name: string;
}

/** Where a name's text begins, or where it ends, and its baseline. */
export interface NamePlace {
    x: number;
    y: number;
    anchor: "start" | "end";
}

interface Rectangle {
    left: number;
    right: number;
    top: number;
    bottom: number;
}

/** At the usual text size: pixels of a letter, about, and of a line. */
const letter = 6.6;
const line = 15;
/** Pixels from a point to its name, and in lines how far above or below a name may stand. */
const gap = 10;
const farthest = 6;
/** A name that stands this close already counts for the same point measured once more. */
const same = 30;

/**
 * A place for each name, near its point; null where there is none, or where the name stands already.
 * @param size of the text, 1 being the usual one
 */
export function placeNames(points: readonly Named[], box: Rectangle, size = 1): (NamePlace | null)[] {
    const taken: Rectangle[] = points.map(({ x, y }) => around(x, y, 7));
    const placed: Named[] = [];
    return points.map((point) => {
        if (placed.some((other) => isSame(point, other))) return null;
        const found = candidates(point, size).find((place) => {
            const area = areaOf(place, point.name, size);
            return isInside(area, box) && !taken.some((other) => overlap(area, other));
        });
        if (!found) return null;
        taken.push(areaOf(found, point.name, size));
        placed.push(point);
        return found;
    });
}

/** To the right of the point or to its left, ever farther above and below: the lines of intervals run beside it. */
function candidates({ x, y }: Named, size: number): NamePlace[] {
    const steps = Array.from({ length: farthest }, (_, step) => [
        y - size * (8 + step * line),
        y + size * (18 + step * line),
    ]);
    return steps.flat().flatMap((baseline) => [
        { x: x + gap, y: baseline, anchor: "start" as const },
        { x: x - gap, y: baseline, anchor: "end" as const },
    ]);
}

function areaOf({ x, y, anchor }: NamePlace, name: string, size: number): Rectangle {
    const width = letter * size * name.length;
    const left = anchor === "start" ? x : x - width;
    return { left, right: left + width, top: y - size * (line - 3), bottom: y + 3 * size };
}

function around(x: number, y: number, radius: number): Rectangle {
    return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function isSame(one: Named, other: Named): boolean {
    return one.name === other.name && Math.hypot(one.x - other.x, one.y - other.y) < same;
}

function isInside(area: Rectangle, box: Rectangle): boolean {
    return (
        area.left >= box.left && area.right <= box.right && area.top >= box.top && area.bottom <= box.bottom
    );
}

function overlap(one: Rectangle, other: Rectangle): boolean {
    return (
        one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
    );
}
