/**
 * The desktop program, composed: one backend, one window, and what the system adds to them. Expects Electron to be
 * ready and the data folder to be this program's alone.
 */
import { app, BrowserWindow, powerMonitor, session } from "electron";
import { createBackend } from "../backend.ts";
import { localClient } from "../desktop/localClient.ts";
import { lookForUpdate } from "../desktop/lookForUpdate.ts";
import type { Places } from "../desktop/places.ts";
import { Quitting } from "../desktop/quitting.ts";
import { wordsOf } from "../desktop/words.ts";
import { WorkWatch } from "../desktop/work.ts";
import { ask, desktopHost, openLink } from "./dialogs.ts";
import { launchUtility } from "./engineProcess.ts";
import { lockContents, lockSession } from "./lockdown.ts";
import { setMenu } from "./menu.ts";
import { serveLines } from "./pageLine.ts";
import { servePages } from "./pageScheme.ts";
import { systemDisplay } from "./system.ts";
import { openWindow } from "./window.ts";

const copyright =
    "Apache License 2.0. The licences of all parts: THIRD-PARTY-NOTICES.txt beside the program.";

/** What the rest of the program may ask of it. */
export interface Desktop {
    /** Brings the window to the front, opening it where there is none, and gives it files. */
    show: (files?: string[]) => void;
}

/** Starts everything. @throws StudioError as createBackend */
export async function startDesktop(places: Places): Promise<Desktop> {
    const program = { version: app.getVersion(), licences: places.licences };
    const { dataDir, resources, packs, updates } = places;
    const host = desktopHost;
    const backend = createBackend({ dataDir, resources, host, program, launch: launchUtility, packs });
    app.on("will-quit", () => backend.dispose());
    const { log } = backend;
    process.on("uncaughtException", (error) => log("error", "A mistake of the program.", error));
    const client = localClient(backend);
    let settings = await client.settings.get();
    const words = () => wordsOf(settings.language);
    app.setAboutPanelOptions({ applicationName: app.name, applicationVersion: program.version, copyright });

    lockSession(session.defaultSession);
    servePages(session.defaultSession.protocol, places.pages);
    app.on("web-contents-created", (_event, contents) =>
        lockContents(contents, (address) => void openLink(address, words())),
    );
    const tell = serveLines(backend);
    const openNew = () => {
        const opened = openWindow({ preload: places.preload, memory: places.memory, words, log });
        // elsewhere closing the window ends the program
        if (process.platform !== "darwin") opened.on("close", (event) => quitting.guard(event));
        opened.on("session-end", () => void quitting.end("pause"));
        return opened;
    };
    const window = () => BrowserWindow.getAllWindows()[0] ?? openNew();
    const show = (files: string[] = []) => {
        const [open] = BrowserWindow.getAllWindows(); // a new window shows itself once it has something to show
        if (open?.isMinimized()) open.restore();
        open?.show();
        const { webContents } = open ?? openNew();
        if (files.length > 0) tell(webContents, { kind: "files", paths: files });
    };
    const display = {
        say: (message: string) => ask({ type: "info", message, buttons: [words().ok] }),
        openLink: (address: string) => openLink(address, words()),
    };
    const checkForUpdates = updates
        ? () => void lookForUpdate(updates, program.version, words(), display)
        : undefined;
    const showMenu = () =>
        setMenu({
            words: words(),
            send: (command) => tell(window().webContents, { kind: "command", command }),
            dataFolder: dataDir,
            checkForUpdates: settings.offline ? undefined : checkForUpdates,
        });
    const onSettings = async () => {
        settings = await client.settings.get();
        showMenu();
    };
    const work = new WorkWatch({ client, display: systemDisplay(() => show()), words, log, onSettings });
    const quitting = new Quitting({ client, work, words, log, ask, hide, quit: () => app.quit() });
    work.follow().catch((error) => log("error", "The backend is silent.", error));

    app.on("before-quit", (event) => quitting.guard(event));
    powerMonitor.on("shutdown", (event?: { preventDefault: () => void }) => {
        event?.preventDefault(); // until training has been paused
        void quitting.end("pause");
    });
    app.on("activate", () => show());
    app.on("window-all-closed", () => {
        if (process.platform !== "darwin") app.quit();
    });
    app.on("child-process-gone", (_event, { type, reason, name }) =>
        log("warning", `A process has ended: ${type} ${name ?? ""}, ${reason}.`),
    );
    showMenu();
    show();
    return { show };
}

/** There is no tray: in the background means minimised, on macOS hidden. */
function hide(): void {
    if (process.platform === "darwin") app.hide();
    else for (const window of BrowserWindow.getAllWindows()) window.minimize();
}
