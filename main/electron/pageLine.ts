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

/** Gives pages lines from now on. */
export function serveLines({ router, log }: Pick<Backend, "router" | "log">): TellPage {
    const waiting = new WeakMap<WebContents, PageMessage[]>();
    const listens = new WeakSet<WebContents>();
    ipcMain.on(lineRequest, ({ sender, senderFrame, ports: [port, ...others] }) => {
        if (!port || others.length > 0 || !isOwnPage(sender, senderFrame)) {
            for (const refused of [port, ...others]) refused?.close();
            return log("warning", "A line was refused.");
        }
        serveRouter(router, electronPort(port), log);
        if (!listens.has(sender)) {
            listens.add(sender);
            sender.on("did-start-loading", () => listens.delete(sender));
        }
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
