/**
 * Offline mode: the one question that is asked before any connection is opened. Not a setting by itself: whoever
 * calls passes it in, and QADAPTER_OFFLINE=1 forces it for the whole process.
 */
import { StudioError } from "../errors.ts";

/** Whether offline mode is on for good in this process, whatever anyone sets: QADAPTER_OFFLINE=1. */
export function isOfflineForced(): boolean {
    return process.env.QADAPTER_OFFLINE === "1";
}

/**
 * Refuses in offline mode.
 * @param what was not done, as a clause: "nothing was downloaded"
 * @throws StudioError `offline`
 */
export function requireOnline(offline: boolean, what: string): void {
    if (offline || isOfflineForced())
        throw new StudioError(
            "offline",
            `Offline mode is on, so ${what}: turn it off, or bring the file from another computer and use it from where it lies.`,
        );
}
