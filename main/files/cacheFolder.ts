/**
 * The folder for what can be found out again, by the conventions of each system. Not the person's data
 * (dataFolder/location.ts): whoever deletes it loses nothing.
 */
import { homedir } from "node:os";
import { join } from "node:path";

/** The environment variable that names another folder. */
const cacheVariable = "QADAPTER_CACHE";

/** QADAPTER_CACHE, else the system's place. It may not exist yet. */
export function cacheFolder(platform = process.platform, env = process.env, home = homedir()): string {
    const named = env[cacheVariable];
    if (named) return named;
    if (platform === "win32")
        return join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "q-adapter-studio-cache");
    if (platform === "darwin") return join(home, "Library", "Caches", "Q-Adapter Studio");
    const shared = env.XDG_CACHE_HOME;
    // the specification: a relative path is to be ignored
    return join(shared?.startsWith("/") ? shared : join(home, ".cache"), "q-adapter-studio");
}
