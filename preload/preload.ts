/**
 * Runs beside the page in its sandbox, in a world of its own: passes the page's request for a line on to the main
 * process, and messages of the main process to the page. Gives the page no function and no object.
 * Built into one CommonJS file, because a sandboxed preload can import nothing but Electron.
 */
import { ipcRenderer, webUtils } from "electron";
import { lineRequest, type PageMessage, pageChannel } from "./bridge.ts";

function tell(message: PageMessage): void {
    window.postMessage({ [pageChannel]: message }, window.origin);
}

window.addEventListener("message", ({ source, origin, data, ports }) => {
    if (source !== window || origin !== window.origin) return;
    if (data === pageChannel) ipcRenderer.send(pageChannel);
    if (data === lineRequest && ports.length === 1) ipcRenderer.postMessage(lineRequest, null, [...ports]);
});

ipcRenderer.on(pageChannel, (_event, message: PageMessage) => tell(message));

// A file that is dropped where the page does not take it would be opened in the page's place.
window.addEventListener("dragover", (event) => event.preventDefault());
window.addEventListener("drop", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== "");
    if (paths.length > 0) tell({ kind: "files", paths });
});
