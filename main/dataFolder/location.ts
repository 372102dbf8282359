/**
 * Where the program keeps its data, by the conventions of each system.
 * Only the place: making and locking the folder is dataFolder.ts.
 */
import { join } from "node:path";

/** What decides. */
export interface Surroundings {
    platform: NodeJS.Platform;
    env: Readonly<Record<string, string | undefined>>;
    /** the person's home folder */
    home: string;
}

/** The environment variable that names another folder. */
export const dataVariable = "QADAPTER_DATA";

/**
 * The data folder: what `--data` says, else QADAPTER_DATA, else the system's place for data that stay on this machine:
 * LOCALAPPDATA on Windows, Application Support on macOS, XDG_DATA_HOME elsewhere.
 */
export function dataFolderPath(chosen: string | undefined, { platform, env, home }: Surroundings): string {
    const named = chosen ?? (env[dataVariable] || undefined);
    if (named !== undefined) return named;
    if (platform === "win32")
        return join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "Q-Adapter Studio");
    if (platform === "darwin") return join(home, "Library", "Application Support", "Q-Adapter Studio");
    const shared = env.XDG_DATA_HOME;
    // the specification: a relative path is to be ignored
    return join(shared?.startsWith("/") ? shared : join(home, ".local", "share"), "q-adapter-studio");
}
