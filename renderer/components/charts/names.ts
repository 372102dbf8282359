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

/** Pixels of a letter, about, and of a line. */
const letter = 6.6;
const line = 15;
/** Pixels from a point to its name, and how far from its point a name may stand. */
const gap = 10;
const farthest = 6 * line;
/** A name that stands this close already counts for the same point measured once more. */
const same = 30;

/** A place for each name, near its point; null where there is none, or where the name stands already. */
export function placeNames(points: readonly Named[], box: Rectangle): (NamePlace | null)[] {
    const taken: Rectangle[] = points.map(({ x, y }) => around(x, y, 7));
    const placed: Named[] = [];
    return points.map((point) => {
        if (placed.some((other) => isSame(point, other))) return null;
        const found = candidates(point).find((place) => {
            const area = areaOf(place, point.name);
            return isInside(area, box) && !taken.some((other) => overlap(area, other));
        });
        if (!found) return null;
        taken.push(areaOf(found, point.name));
        placed.push(point);
        return found;
    });
}

/** To the right of the point or to its left, beside it or ever farther above and below. */
function candidates({ x, y }: Named): NamePlace[] {
    const steps = Array.from({ length: farthest / line }, (_, step) => [
        y - 8 - step * line,
        y + 18 + step * line,
    ]);
    return [y + 4, ...steps.flat()].flatMap((baseline) => [
        { x: x + gap, y: baseline, anchor: "start" as const },
        { x: x - gap, y: baseline, anchor: "end" as const },
    ]);
}

function areaOf({ x, y, anchor }: NamePlace, name: string): Rectangle {
    const width = letter * name.length;
    const left = anchor === "start" ? x : x - width;
    return { left, right: left + width, top: y - line + 3, bottom: y + 3 };
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
