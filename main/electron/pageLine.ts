/**
 * The lines between the window's page and the backend, and messages to the page. A line is given only to the main frame
 * of the program's own page.
 */
import { ipcMain, type WebContents, type WebFrameMain } from "electron";
import { lineRequest, type PageMessage, pageChannel } from "../../preload/bridge.ts";
import { electronPort } from "../../preload/framePort.ts";
import type { Backend } from "../backend.ts";
import { serveRouter } from "../rpc/serveRouter.ts";
import { isOwnAddress } from "./pageScheme.ts";

/** Tells a page something, as soon as it listens. */
export type TellPage = (contents: WebContents, message: PageMessage) => void;

/** Gives pages lines and messages from now on. */
export function serveLines({ router, log }: Pick<Backend, "router" | "log">): TellPage {
    ipcMain.on(lineRequest, ({ sender, senderFrame, ports }) => {
        const [port] = ports;
        if (port && ports.length === 1 && isOwnPage(sender, senderFrame))
            return serveRouter(router, electronPort(port), log);
        for (const refused of ports) refused.close();
        log("warning", "A line was refused.");
    });
    const waiting = new WeakMap<WebContents, PageMessage[]>();
    const listens = new WeakSet<WebContents>();
    ipcMain.on(pageChannel, ({ sender, senderFrame }) => {
        if (!isOwnPage(sender, senderFrame)) return;
        listens.add(sender);
        sender.once("did-start-loading", () => listens.delete(sender));
        for (const message of waiting.get(sender) ?? []) sender.send(pageChannel, message);
        waiting.delete(sender);
    });
    return (contents, message) => {
        if (listens.has(contents)) contents.send(pageChannel, message);
        else waiting.set(contents, [...(waiting.get(contents) ?? []), message].slice(-20));
    };
}

function isOwnPage(sender: WebContents, frame: WebFrameMain | null): boolean {
    return frame !== null && frame === sender.mainFrame && isOwnAddress(frame.url);
}
