/**
 * `npm start`: installs what is missing, builds the screens where they are not those of the sources, and opens the
 * program in the browser. Options go to `qadapter serve`. Plain JavaScript, as bootstrap.mjs.
 */
import { readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runEntry } from "./bootstrap.mjs";

/** What the screens are made of; folders with everything in them. */
const sources = ["renderer", "preload", "vite.config.ts", "package-lock.json"];

/** Whether the screens of a checkout were built after the last change of their sources, a removed file included. */
export function isBuilt(root) {
    const built = statSync(join(root, "renderer", "dist", "index.html"), { throwIfNoEntry: false });
    return built !== undefined && sources.every((source) => newest(join(root, source)) < built.mtimeMs);
}

/** The time of the last change of a file, or of anything in a folder but the build itself. */
function newest(path) {
    const stats = statSync(path);
    if (!stats.isDirectory()) return stats.mtimeMs;
    const isRenderer = path.endsWith("renderer");
    const names = readdirSync(path).filter((name) => !(isRenderer && name === "dist"));
    const times = names.map((name) => newest(join(path, name)));
    return Math.max(0, isRenderer ? 0 : stats.mtimeMs, ...times); // a build touches the folder that it lies in
}

async function start(root, args) {
    if (!isBuilt(root)) await runEntry("node_modules/vite/bin/vite.js", ["build", "--logLevel", "warn"]);
    if (process.exitCode) return;
    await runEntry("main/cli/main.ts", ["serve", "--open", ...args]);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
    await start(dirname(dirname(fileURLToPath(import.meta.url))), process.argv.slice(2));
