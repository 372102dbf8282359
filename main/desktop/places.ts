/**
 * Where the desktop program finds its parts and keeps its data: packaged in Electron's archive, or in a checkout. What
 * was decided when it was packaged stands in its package.json.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { AppInfo } from "../../preload/contract/app.ts";
import { type PackList, readPackList } from "../accelerators/packList.ts";
import { dataFolderPath } from "../dataFolder/location.ts";

/** Where everything is. */
export interface Places {
    /** of the program: the archive app.asar, or a folder */
    root: string;
    dataDir: string;
    /** for what the window and Chromium remember */
    memory: string;
    resources: string;
    pages: string;
    preload: string;
    licences: AppInfo["licences"];
    packs: PackList;
    /** packaged for places without a network: offline for good */
    isOfflineForGood: boolean;
    /** whom to ask for newer versions; null: nobody */
    updates: string | null;
}

/** What decides. */
export interface Start {
    args: readonly string[];
    env: Readonly<Record<string, string | undefined>>;
}

/** What was decided when the program was packaged. */
interface Packaged {
    offlineForGood?: boolean;
    updates?: string;
}

/** Finds out. */
export function findPlaces({ args, env }: Start): Places {
    const root = join(import.meta.dirname, "../..");
    const packaged = readJson<Packaged>(join(root, "package.json"), {});
    // a program that came as one file to be started from a stick keeps its data beside itself
    const portable = env.PORTABLE_EXECUTABLE_DIR
        ? join(env.PORTABLE_EXECUTABLE_DIR, "Q-Adapter Studio data")
        : undefined;
    const chosen = args.find((text) => text.startsWith("--data="))?.slice("--data=".length) || portable;
    const dataDir = dataFolderPath(chosen, { platform: process.platform, env, home: homedir() });
    return {
        root,
        dataDir,
        memory: join(dataDir, "window"),
        resources: join(root.replace(/app\.asar$/, "app.asar.unpacked"), "resources"), // native code reads them
        pages: join(root, "renderer/dist"),
        preload: join(root, "preload/preload.cjs"),
        licences: readJson(join(root, "licences.json"), []),
        packs: readPackList(root),
        isOfflineForGood: packaged.offlineForGood === true,
        updates: packaged.updates ?? null,
    };
}

function readJson<Value>(path: string, otherwise: Value): Value {
    try {
        return JSON.parse(readFileSync(path, "utf8")) as Value;
    } catch {
        return otherwise; // a checkout has none
    }
}
