/** The program's window: made safe, put where it was, and loaded again when its page fails. */
import { join } from "node:path";
import { app, BrowserWindow, nativeTheme, screen } from "electron";
import { keepWindowPlace, readWindowPlace } from "../desktop/windowPlace.ts";
import type { Words } from "../desktop/words.ts";
import type { Log } from "../log.ts";
import { ask } from "./dialogs.ts";
import { pageOrigin } from "./pageScheme.ts";

/** What a window is made of. */
export interface WindowOptions {
    /** file of the built preload */
    preload: string;
    /** folder for what the window remembers */
    memory: string;
    words: () => Words;
    log: Log;
}

/** More failures within a minute than this are not met by loading the page again. */
const mostCrashes = 3;

/** Opens the window. */
export function openWindow({ preload, memory, words, log }: WindowOptions): BrowserWindow {
    const place = join(memory, "window.json");
    const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
    const { bounds, isMaximized } = readWindowPlace(place, screens);
    const window = new BrowserWindow({
        ...bounds,
        minWidth: 640,
        minHeight: 480,
        show: false,
        title: "Q-Adapter Studio",
        backgroundColor: nativeTheme.shouldUseDarkColors ? "#1a1b1e" : "#ffffff",
        webPreferences: {
            preload,
            sandbox: true,
            contextIsolation: true,
            nodeIntegration: false,
            nodeIntegrationInWorker: false,
            nodeIntegrationInSubFrames: false,
            webviewTag: false,
            webSecurity: true,
            allowRunningInsecureContent: false,
            experimentalFeatures: false,
            navigateOnDragDrop: false,
            spellcheck: false,
            devTools: !app.isPackaged,
        },
    });
    if (isMaximized) window.maximize();
    window.once("ready-to-show", () => window.show());
    window.on("close", () =>
        keepWindowPlace(place, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }),
    );
    recover(window, words, log);
    window.loadURL(`${pageOrigin}/`).catch((error) => log("error", "The page was not loaded.", error));
    return window;
}

/** Loads the page again when it has crashed or hangs; what it showed is all in the backend. */
function recover(window: BrowserWindow, words: () => Words, log: Log): void {
    const crashes: number[] = [];
    window.webContents.on("render-process-gone", async (_event, { reason, exitCode }) => {
        log("error", `The window's page has ended: ${reason}, ${exitCode}.`);
        if (reason === "clean-exit" || window.isDestroyed()) return;
        const now = Date.now();
        crashes.push(now);
        const recent = crashes.filter((time) => now - time < 60_000);
        if (recent.length <= mostCrashes) return window.webContents.reload();
        const { crashes: message, crashesDetail: detail, reload, quit } = words();
        const choice = await ask({ type: "error", message, detail, buttons: [reload, quit], cancelId: 0 });
        if (choice === 0) window.webContents.reload();
        else app.quit();
    });
    window.on("unresponsive", async () => {
        log("warning", "The window does not answer.");
        const { hangs, wait, reload } = words();
        const choice = await ask({ type: "warning", message: hangs, buttons: [wait, reload], cancelId: 0 });
        if (choice === 0 || window.isDestroyed()) return;
        window.webContents.forcefullyCrashRenderer(); // which ends as any crash does: above
    });
}
