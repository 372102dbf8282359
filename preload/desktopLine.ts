/**
 * The page's side of the desktop program: a line to the backend through the preload, and what the main process tells
 * the page. A page that is shown in a browser uses socketPort (framePort.ts) instead.
 */
import { lineRequest, type PageMessage, pageChannel } from "./bridge.ts";
import { type DomPort, type FramePort, messagePort } from "./framePort.ts";

/** Whether a page belongs to the desktop program. */
export function isDesktop(page: Window): boolean {
    return page.location.protocol === "app:";
}

/** A line to the backend. */
export function desktopLine(page: Window): FramePort {
    const { port1, port2 } = new MessageChannel();
    page.postMessage(lineRequest, page.origin, [port2]);
    return messagePort(port1 as DomPort);
}

/** Calls the listener with what the main process tells the page. The answer ends that. */
export function onPageMessage(page: Window, listener: (message: PageMessage) => void): () => void {
    const take = ({ source, data }: MessageEvent<unknown>) => {
        if (source !== page || typeof data !== "object" || data === null || !(pageChannel in data)) return;
        listener((data as { [pageChannel]: PageMessage })[pageChannel]);
    };
    page.addEventListener("message", take);
    page.postMessage(pageChannel, page.origin);
    return () => page.removeEventListener("message", take);
}
