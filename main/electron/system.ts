/** What the system shows of the work that goes on: wakefulness, progress at the icon, notifications. */
import { BrowserWindow, Notification, powerSaveBlocker } from "electron";
import type { WorkDisplay } from "../desktop/work.ts";

/** @param onClick a notification was clicked */
export function systemDisplay(onClick: () => void): WorkDisplay {
    let blocker: number | undefined;
    return {
        stayAwake: (isNeeded) => {
            if (isNeeded) blocker ??= powerSaveBlocker.start("prevent-app-suspension");
            else if (blocker !== undefined) {
                powerSaveBlocker.stop(blocker);
                blocker = undefined;
            }
        },
        showProgress: (progress) => {
            const none = -1;
            const unknown = 2;
            const value = progress === undefined ? none : (progress ?? unknown);
            for (const window of BrowserWindow.getAllWindows()) window.setProgressBar(value);
        },
        notify: (title, body) => {
            if (BrowserWindow.getFocusedWindow() || !Notification.isSupported()) return;
            const notification = new Notification({ title, body });
            notification.on("click", onClick);
            notification.show();
        },
    };
}
