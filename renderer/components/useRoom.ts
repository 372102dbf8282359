/** How much room an element has, measured in text sizes, so that layouts follow the text size, too. */
import { type RefObject, useLayoutEffect, useState } from "react";

/** The element's width in rem; very wide until it is known. */
export function useRoom(element: RefObject<HTMLElement | null>): number {
    const [room, setRoom] = useState(Number.POSITIVE_INFINITY);
    useLayoutEffect(() => {
        const watched = element.current;
        if (!watched) return;
        const measure = () => setRoom(Math.floor(watched.clientWidth / rem()));
        measure();
        const observer = new ResizeObserver(measure);
        observer.observe(watched);
        // the text size changes the root's font size, and nothing's width
        const root = new MutationObserver(measure);
        root.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
        return () => {
            observer.disconnect();
            root.disconnect();
        };
    }, [element]);
    return room;
}

/** Pixels of one rem. */
export function rem(): number {
    return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
