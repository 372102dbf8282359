/**
 * Starts the desktop program's main process on the fake Electron, in a process of its own, and tells how that went. Run
 * as a program: `startProgram.ts MAIN`; prints one line of JSON. MAIN is main/electron/main.ts, or what it has become
 * in the packaged program. QADAPTER_TEST_SECOND=1: another one holds the lock of the single instance.
 */
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { lineRequest } from "../../preload/bridge.ts";
import { connect } from "../../preload/connect.ts";
import type { Contract } from "../../preload/contract.ts";
import { type DomPort, messagePort } from "../../preload/framePort.ts";
import * as electron from "./fakeElectron.ts";

/** How a start went. */
export interface Started {
    /** what Electron was asked for by then, in order */
    asked: string[];
    windows: number;
    /** the sentence of the error box */
    error: string | null;
    /** from Node's start until the backend had answered the page */
    milliseconds: number | null;
    /** whether it is offline after a person has turned that off */
    isOfflineForGood: boolean | null;
    /** status of the page under app:// */
    page: number | null;
    preload: string | null;
    /** whether the menu looks for newer versions, with the setting for offline on and then off */
    looksForUpdates: boolean[];
}

const fake = new URL("./fakeElectron.ts", import.meta.url).href;
registerHooks({
    resolve: (name, context, next) =>
        name === "electron" ? { url: fake, shortCircuit: true } : next(name, context),
});
electron.surroundings.isFirst = process.env.QADAPTER_TEST_SECOND !== "1";
await import(pathToFileURL(process.argv[2] as string).href);
electron.surroundings.becomeReady();

const ends = () => electron.asked.some(([name]) => name === "quit" || name === "exit");
while (!ends() && electron.BrowserWindow.all.length === 0) await new Promise((done) => setTimeout(done, 5));
const started = await describe();
process.stdout.write(`${JSON.stringify(started)}\n`);
electron.app.emit("will-quit");
process.exit(0);

async function describe(): Promise<Started> {
    const [window] = electron.BrowserWindow.all;
    const about = {
        asked: electron.asked.map(([name]) => name),
        windows: electron.BrowserWindow.all.length,
        error: (electron.lastOf("showErrorBox")[1] as string) ?? null,
    };
    const nothing = { milliseconds: null, isOfflineForGood: null, page: null, preload: null };
    if (!window) return { ...about, ...nothing, looksForUpdates: [] };
    const line = electron.requestLine(lineRequest, window.webContents);
    const { client } = connect<Contract>(messagePort(line as unknown as DomPort));
    await client.app.info();
    const milliseconds = Math.round(performance.now());
    const atFirst = hasUpdateItem();
    const menus = countMenus();
    const { offline: isOfflineForGood } = await client.settings.set({ offline: false });
    while (countMenus() === menus) await new Promise((done) => setTimeout(done, 5));
    const page = (await electron.handlers.app?.(new Request("app://studio/"))) as Response;
    return {
        ...about,
        milliseconds,
        isOfflineForGood,
        page: page.status,
        preload: window.options.webPreferences?.preload ?? null,
        looksForUpdates: [atFirst, hasUpdateItem()],
    };
}

function countMenus(): number {
    return electron.asked.filter(([name]) => name === "setApplicationMenu").length;
}

function hasUpdateItem(): boolean {
    return JSON.stringify(electron.lastOf("setApplicationMenu")).includes("Check for updates");
}
