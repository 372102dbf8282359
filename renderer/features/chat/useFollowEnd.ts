/** Keeps the end of a growing text in sight, unless the person has scrolled away from it. */
import { type RefObject, useCallback, useEffect, useRef } from "react";

/** Pixels from the end within which somebody counts as being there. */
const nearEnd = 48;

/** `frame` is the element that scrolls; `follow` goes to the end and stays there. */
export function useFollowEnd(): { frame: RefObject<HTMLDivElement | null>; follow: () => void } {
    const frame = useRef<HTMLDivElement>(null);
    const following = useRef(true);
    const toEnd = useCallback(() => {
        const { current } = frame;
        if (current && following.current) current.scrollTop = current.scrollHeight;
    }, []);
    useEffect(() => {
        const { current } = frame;
        if (!current) return;
        const look = () => {
            following.current = current.scrollHeight - current.scrollTop - current.clientHeight < nearEnd;
        };
        const watchSize = new ResizeObserver(toEnd);
        const watchContent = () => {
            watchSize.disconnect();
            watchSize.observe(current);
            for (const child of current.children) watchSize.observe(child);
            toEnd();
        };
        const watchChildren = new MutationObserver(watchContent);
        watchChildren.observe(current, { childList: true });
        watchContent();
        current.addEventListener("scroll", look, { passive: true });
        return () => {
            watchSize.disconnect();
            watchChildren.disconnect();
            current.removeEventListener("scroll", look);
        };
    }, [toEnd]);
    const follow = useCallback(() => {
        following.current = true;
        toEnd();
    }, [toEnd]);
    return { frame, follow };
}
