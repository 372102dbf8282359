/**
 * The program as a person starts it: how long `npm start` with built screens takes to its first usable answer, and how
 * much memory it then takes while nothing is done. The engine has a process of its own, which is not there yet.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { connect } from "../../preload/connect.ts";
import type { Contract } from "../../preload/contract.ts";
import { socketPort } from "../../preload/framePort.ts";
import { report } from "./measure.ts";

const root = join(import.meta.dirname, "../..");
const starts = 5;
const isWindows = process.platform === "win32";

/** Runs the measurements with a data folder of their own. */
export async function measureProgram(): Promise<void> {
    const data = mkdtempSync(join(tmpdir(), "qadapter-bench-"));
    try {
        await start(data, async (client) => {
            while ((await client.models.list()).length === 0) await sleep(50); // the first start adds the bundled model
        });
        const times: number[] = [];
        let memory = Number.POSITIVE_INFINITY;
        for (let run = 0; run < starts; run++) {
            const time = await start(data, async (_, pid) => {
                await sleep(1500);
                memory = Math.min(memory, memoryOf(pid));
            });
            times.push(time);
        }
        const best = Math.min(...times) / 1000;
        report({
            measure: `npm start to the first answer, best of ${starts}`,
            value: best,
            unit: "s",
            target: 2,
        });
        report({
            measure: "memory of the idle backend without a model",
            value: memory,
            unit: "MB",
            target: 120,
        });
    } finally {
        rmSync(data, { recursive: true, force: true });
    }
}

type Client = ReturnType<typeof connect<Contract>>["client"];

/** Starts the program, uses it and ends it; answers the milliseconds from the command to the first answer. */
async function start(data: string, use: (client: Client, pid: number) => Promise<void>): Promise<number> {
    const began = performance.now();
    const child = spawn("npm", ["start"], {
        cwd: root,
        env: { ...process.env, QADAPTER_DATA: data },
        stdio: ["pipe", "pipe", "ignore"],
        shell: isWindows,
    });
    const ended = once(child, "close");
    let output = "";
    child.stdout.setEncoding("utf8");
    let link: string | undefined;
    while (link === undefined) {
        const [text] = (await Promise.race([once(child.stdout, "data"), ended])) as [string];
        output += text;
        if (child.exitCode !== null) throw new Error(`npm start ended without a link: ${output}`);
        link = /http:\S+token=\S+/.exec(output)?.[0];
    }
    const { process: pid } = JSON.parse(readFileSync(join(data, "running.json"), "utf8")) as {
        process: number;
    };
    try {
        const { client, close } = await open(link);
        const { dataDir } = await client.app.info();
        await client.chat.list({});
        const time = performance.now() - began;
        if (dataDir !== data) throw new Error(`Another program answered, for ${dataDir}.`);
        await use(client, pid);
        close();
        return time;
    } finally {
        process.kill(pid, "SIGTERM");
        await ended;
    }
}

/** Follows the link as a browser does: the page, then its socket. */
async function open(link: string) {
    const { origin, host } = new URL(link);
    const response = await fetch(link, { redirect: "manual" });
    const cookie = (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const page = await fetch(origin, { headers: { cookie } });
    if (!page.ok || !(await page.text()).includes("<script")) throw new Error("The page did not come.");
    const socket = new WebSocket(`ws://${host}/rpc`, { origin, headers: { cookie } });
    return connect<Contract>(socketPort(socket as never));
}

/** Resident memory of a process, in MB. */
function memoryOf(pid: number): number {
    const answer = isWindows
        ? execFileSync("powershell", ["-Command", `(Get-Process -Id ${pid}).WorkingSet64 / 1KB`])
        : execFileSync("ps", ["-o", "rss=", "-p", String(pid)]);
    return Number(answer.toString()) / 1024;
}
