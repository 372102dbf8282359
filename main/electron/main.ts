/**
 * The entry of the desktop program: what has to be decided before Electron is ready, and the only place that ends the
 * program for a failed start. Started a second time on the same data, it passes its files on to the first.
 */
import { mkdirSync } from "node:fs";
import { app, dialog } from "electron";
import { findPlaces } from "../desktop/places.ts";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { verifyLibraries } from "../integrity/verifyLibraries.ts";
import { type Desktop, startDesktop } from "./desktop.ts";
import { lockProcesses } from "./lockdown.ts";
import { onOpenedFiles } from "./openedFiles.ts";
import { registerPageScheme } from "./pageScheme.ts";

const places = findPlaces({ args: process.argv, env: process.env });
if (places.isOfflineForGood) process.env.QADAPTER_OFFLINE = "1";
lockProcesses();
registerPageScheme();
app.setAppUserModelId("studio.qadapter.desktop"); // as in electron-builder.yml; Windows notifies by it

try {
    mkdirSync(places.memory, { recursive: true, mode: 0o700 });
    app.setPath("userData", places.memory);
    if (app.requestSingleInstanceLock()) start();
    else app.quit();
} catch (error) {
    fail(translateFileError(error, places.memory, "created"));
}

/** Not with await: Electron is ready only once this module has been evaluated. */
function start(): void {
    let desktop: Desktop | undefined;
    const waiting: string[] = [];
    onOpenedFiles((paths) => {
        if (desktop) desktop.show(paths);
        else waiting.push(...paths);
    });
    app.whenReady()
        .then(() => verifyLibraries(places.root, "node_modules/better-sqlite3"))
        .then(() => startDesktop(places))
        .then((started) => {
            desktop = started;
            if (waiting.length > 0) desktop.show(waiting);
        })
        .catch(fail);
}

function fail(error: unknown): void {
    const sentence = error instanceof StudioError ? error.message : "The program could not be started.";
    dialog.showErrorBox("Q-Adapter Studio", sentence);
    app.exit(1);
}
