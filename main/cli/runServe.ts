/**
 * `qadapter serve`: the backend with its browser front door, until Ctrl-C.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createBackend } from "../backend.ts";
import { dataFolderPath } from "../dataFolder/location.ts";
import { serveWeb } from "../web/serve.ts";
import { interruptSignal } from "./interrupt.ts";
import { printLine } from "./output.ts";
import { readVersion } from "./program.ts";
import { resources } from "./resources.ts";
import type { ServeOptions } from "./serve.ts";

/** Where `npm run build:renderer` puts the screens. */
const pages = join(import.meta.dirname, "../../renderer/dist");

/** Serves. @throws StudioError as createBackend and serveWeb */
export async function run({ data, port = 0, open = false }: ServeOptions): Promise<void> {
    const { platform, env } = process;
    const backend = createBackend({
        dataDir: dataFolderPath(data, { platform, env, home: homedir() }),
        resources,
        host: { kind: "browser" },
        program: { version: readVersion(), licences: [] },
    });
    try {
        const server = await serveWeb({ backend, pages, port });
        const show = () => process.stdout.write(`${server.newLink()}\n`);
        printLine("Q-Adapter Studio runs. Open this link; it works once, and Enter prints another one.");
        if (backend.problem !== null) printLine(backend.problem);
        show();
        if (open) openBrowser(server.newLink());
        const input = createInterface({ input: process.stdin });
        input.on("line", show);
        if (!interruptSignal.aborted) await once(interruptSignal, "abort");
        input.close();
        await server.close();
    } finally {
        backend.dispose();
    }
}

/** Opens the person's browser, where there is one. */
function openBrowser(link: string): void {
    const commands: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
        darwin: ["open", [link]],
        win32: ["rundll32", ["url.dll,FileProtocolHandler", link]],
    };
    const [command, args] = commands[process.platform] ?? ["xdg-open", [link]];
    const child = spawn(command, args, { stdio: "ignore", detached: true });
    child.on("error", () => {}); // the link has been printed, too
    child.unref();
}
