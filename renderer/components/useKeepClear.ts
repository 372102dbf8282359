/**
 * Room for what is used most: toasts rise above the bars at the window's lower edge that ask for it, such as the field
 * to write in, so that none ever lies on their buttons. Where toasts are: shell/App.tsx.
 */
import { type RefCallback, useCallback } from "react";

const bars = new Set<HTMLElement>();

/** Makes toasts rise above the element that the answer is given to as `ref`. */
export function useKeepClear(): RefCallback<HTMLElement> {
    return useCallback((bar) => {
        if (!bar) return;
        const observer = new ResizeObserver(lift);
        observer.observe(bar);
        bars.add(bar);
        document.addEventListener("scroll", lift, { capture: true, passive: true }); // where a bar scrolls along
        return () => {
            observer.disconnect();
            bars.delete(bar);
            if (bars.size === 0) document.removeEventListener("scroll", lift, { capture: true });
            lift();
        };
    }, []);
}

/** Writes down how far above the window's lower edge the highest bar begins. */
function lift(): void {
    const tops = [...bars].map((bar) => bar.getBoundingClientRect().top);
    const height = `${Math.round(Math.max(0, ...tops.map((top) => window.innerHeight - top)))}px`;
    const { style } = document.documentElement;
    if (style.getPropertyValue("--kept-clear") !== height) style.setProperty("--kept-clear", height);
}
