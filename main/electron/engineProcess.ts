/** Starts the engine as a utility process of Electron: a packaged program cannot fork Node. */
import { fileURLToPath } from "node:url";
import { utilityProcess } from "electron";
import { utilityPort } from "../../preload/framePort.ts";
import { type EngineLauncher, logLines } from "../jobs/engineProcess.ts";

const entry = fileURLToPath(new URL("../integrity/engineEntry.ts", import.meta.url));

/** The engine in a process of Electron. */
export const launchUtility: EngineLauncher = (args, log) => {
    const child = utilityProcess.fork(entry, [...args], {
        serviceName: "Q-Adapter engine",
        stdio: ["ignore", "ignore", "pipe"],
    });
    if (child.stderr) logLines(child.stderr, log);
    return {
        port: utilityPort(child),
        pid: child.pid,
        onExit: (listener) => void child.once("exit", (code) => listener(`code ${code}`)),
        kill: () => void child.kill(),
    };
};
