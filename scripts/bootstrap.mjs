/**
 * Makes a fresh checkout runnable: installs the dependencies when they are missing or out of date,
 * then runs a program on the Node that comes with them. Plain JavaScript, because it has to start on
 * Node 20 with nothing installed. Not an installer of models, and not part of the program itself.
 *
 *     node scripts/bootstrap.mjs [ENTRY ARGUMENTS…]     without ENTRY it only installs
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockFile = join(root, ".setup.lock");
const isWindows = process.platform === "win32";

/** A failure that a person can do something about; its message is the whole report. */
class SetupError extends Error {}

/** Installs what is missing, then runs the entry with the arguments and ends with its exit code. */
export async function runEntry(entry, args) {
    try {
        await ensureInstalled();
        if (!entry) return;
        process.exitCode = await runOnBundledNode(resolve(root, entry), args);
    } catch (error) {
        if (!(error instanceof SetupError)) throw error;
        process.stderr.write(`Error: ${error.message}\n`);
        process.exitCode = 1;
    }
}

async function ensureInstalled() {
    if (isInstalled() && findNode()) return;
    const release = await takeLock();
    try {
        if (isInstalled() && findNode()) return; // another process did it while we waited
        install();
    } finally {
        release();
    }
    if (!findNode())
        throw new SetupError(
            `Q-Adapter Studio needs Node 22.14 or newer, and npm could not add one to ${root}. ` +
                "Install it from https://nodejs.org, then run this again.",
        );
}

/** True when node_modules holds the versions that package-lock.json names (optional ones may be missing). */
function isInstalled() {
    const wanted = readPackages(join(root, "package-lock.json"));
    const present = readPackages(join(root, "node_modules", ".package-lock.json"));
    if (!wanted) throw new SetupError(`The file package-lock.json is missing or damaged in ${root}.`);
    if (!present) return false;
    return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
        if (path === "") return true;
        if (present[path]) return present[path].version === version && existsSync(join(root, path));
        return Boolean(optional || devOptional);
    });
}

function readPackages(path) {
    try {
        return JSON.parse(readFileSync(path, "utf8")).packages;
    } catch {
        return undefined;
    }
}

function install() {
    process.stderr.write("Installing the dependencies (npm ci); this is needed once.\n");
    const { error, status, signal } = spawnSync(
        "npm",
        ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
        {
            cwd: root,
            stdio: ["ignore", 2, 2], // standard output belongs to the program that runs afterwards
            shell: isWindows, // npm is a .cmd file there
        },
    );
    if (error?.code === "ENOENT")
        throw new SetupError("The npm command was not found. Install Node.js with npm, then run this again.");
    if (error) throw error;
    if (signal) throw new SetupError(`Installing the dependencies was stopped (${signal}). Run this again.`);
    if (status !== 0)
        throw new SetupError(
            `Installing the dependencies failed (npm ci ended with code ${status}). Check that the npm registry ` +
                `can be reached and the disk has room, then run "npm ci" in ${root}.`,
        );
}

/** Holds .setup.lock while installing, so that two commands started at once do not install twice. */
async function takeLock() {
    for (let waited = false; ; ) {
        try {
            writeFileSync(lockFile, String(process.pid), { flag: "wx" });
            return () => rmSync(lockFile, { force: true });
        } catch (error) {
            if (error.code !== "EEXIST")
                throw new SetupError(
                    `The folder ${root} cannot be written (${error.code}), so nothing can be installed.`,
                );
        }
        if (isStale()) {
            rmSync(lockFile, { force: true });
            continue;
        }
        if (!waited) process.stderr.write("Waiting for another command that installs the dependencies.\n");
        waited = true;
        await sleep(250);
    }
}

/** A lock is stale when the process that wrote it is gone, or when it is too old to be true. */
function isStale() {
    try {
        const owner = Number(readFileSync(lockFile, "utf8"));
        const age = Date.now() - statSync(lockFile).mtimeMs;
        if (!owner || age > 3_600_000) return age > 10_000; // no owner: being written, or left by a crash
        process.kill(owner, 0);
        return false;
    } catch (error) {
        return error.code === "ESRCH";
    }
}

/** The Node to run on with its flags: the one in node_modules, or else ours where it is new enough. */
function findNode() {
    const bundled = join(root, "node_modules", "node", "bin", isWindows ? "node.exe" : "node");
    if (existsSync(bundled)) return { path: bundled, flags: [] };
    const [major, minor] = process.versions.node.split(".").map(Number);
    const isNewEnough = major > 22 || (major === 22 && minor >= 14);
    if (!isNewEnough) return undefined;
    const stripsTypes = Boolean(process.features.typescript);
    return {
        path: process.execPath,
        flags: [
            ...(stripsTypes ? [] : ["--experimental-strip-types"]),
            "--disable-warning=ExperimentalWarning",
        ],
    };
}

/**
 * Together 70 to 100 MB less at the peak of a training (`qadapter bench --only memory`): the C library of Linux gives
 * large blocks back to the system once they are freed, as other systems do by themselves, and the program's own garbage
 * is collected in smaller portions.
 */
const allocator = { MALLOC_MMAP_THRESHOLD_: String(2 ** 17) }; // one arena for all threads would make imports wait
const collector = "--max-semi-space-size=4"; // MB

/** Runs the entry and resolves with its exit code, or with 128 + the signal's number if one ended it. */
function runOnBundledNode(entry, args) {
    const { path, flags } = findNode();
    const cache = join(root, "node_modules", ".cache", "node");
    const env = { NODE_COMPILE_CACHE: cache, ...allocator, ...process.env };
    const isProgram = entry.startsWith(join(root, "main", "/"));
    const all = [...flags, ...(isProgram ? [collector] : []), entry, ...args];
    const child = spawn(path, all, { stdio: "inherit", env });
    const stopForwarding = forwardSignals(child);
    return new Promise((done, fail) => {
        child.on("error", (error) =>
            fail(new SetupError(`The Node in ${path} cannot be started: ${error.message}.`)),
        );
        child.on("close", (code, signal) => {
            stopForwarding();
            done(code ?? 128 + (constants.signals[signal] ?? 0));
        });
    });
}

/**
 * Passes signals on and stays alive until the child has ended. One Ctrl-C can arrive several times
 * within moments (from the terminal and from npm), so repeats are dropped here, and main/cli/interrupt.ts
 * does the same for the one that a terminal sends to the child directly.
 */
function forwardSignals(child) {
    const listeners = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => {
        let last = Number.NEGATIVE_INFINITY;
        const listener = () => {
            const isRepeat = performance.now() - last < 1000;
            last = performance.now();
            // Windows delivers Ctrl-C to the child itself, and kill() there would end it at once.
            if (!isRepeat && !(isWindows && signal === "SIGINT")) child.kill(signal);
        };
        process.on(signal, listener);
        return [signal, listener];
    });
    const stopWatching = watchNpm(() => child.kill("SIGTERM"));
    return () => {
        stopWatching();
        for (const [signal, listener] of listeners) process.off(signal, listener);
    };
}

/** Under npm our parent is npm's shell. When npm is ended, only that shell hears of it: notice that it is gone. */
function watchNpm(onGone) {
    const parent = process.ppid;
    if (!process.env.npm_command || isWindows) return () => {};
    const timer = setInterval(() => {
        if (process.ppid === parent) return;
        clearInterval(timer);
        onGone();
    }, 1000);
    return () => clearInterval(timer);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
    const [entry, ...args] = process.argv.slice(2);
    await runEntry(entry, args);
}
