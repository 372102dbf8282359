/** Models and packages that the system opens with the program: on the command line, by a second start, or on macOS. */
import { app } from "electron";
import { filesAmong } from "../desktop/startFiles.ts";

/** Calls the listener with files that are opened, also with those of this start. Call it before Electron is ready. */
export function onOpenedFiles(listener: (paths: string[]) => void): void {
    app.on("open-file", (event, path) => {
        event.preventDefault();
        listener([path]);
    });
    app.on("second-instance", (_event, args, folder) => listener(filesAmong(args, folder)));
    listener(filesAmong(process.argv, process.cwd()));
}
