/** The bootstrap: the Node it runs on, exit codes, and signals that reach the program once. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const bootstrap = join(root, "scripts", "bootstrap.mjs");
const isWindows = process.platform === "win32";
let folder: string;

/** Writes a program for the bootstrap to run. */
function program(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
}

beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "qadapter-bootstrap-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("running", () => {
    it("passes on arguments, standard input and the exit code, on Node 22.14 or newer", () => {
        const entry = program(
            "echo.ts",
            `const text: string = await new Response(process.stdin as never).text();
             console.log(JSON.stringify([process.version, process.cwd(), process.argv.slice(2), text]));
             process.exitCode = 7;`,
        );
        const args = [bootstrap, entry, "a b", "--flag", ""];
        const result = spawnSync(process.execPath, args, { input: "hello", encoding: "utf8", cwd: tmpdir() });
        const [version, folderOfRun, given, text] = JSON.parse(result.stdout);
        expect(Number(version.match(/^v(\d+)/)[1])).toBeGreaterThanOrEqual(22);
        expect(result.status).toBe(7);
        expect(given).toEqual(["a b", "--flag", ""]);
        expect(text).toBe("hello");
        expect(folderOfRun).toContain(tmpdir());
        expect(result.stderr).toBe("");
    });

    it("does nothing and succeeds without a program when everything is installed", () => {
        const result = spawnSync(process.execPath, [bootstrap], { encoding: "utf8" });
        expect([result.status, result.stdout, result.stderr]).toEqual([0, "", ""]);
    });
});

describe.skipIf(isWindows)("signals", () => {
    const countSignals = `
        let count = 0;
        process.on("SIGINT", () => { count++; setTimeout(() => { console.log("count", count); process.exit(130); }, 300); });
        setInterval(() => {}, 1000);
        console.log("ready");`;

    /** Starts a program under the bootstrap and waits until it says "ready". */
    async function start(entry: string): Promise<{ child: ChildProcess; output: () => string }> {
        const child = spawn(process.execPath, [bootstrap, entry], { stdio: ["ignore", "pipe", "ignore"] });
        let text = "";
        child.stdout?.on("data", (data) => {
            text += data;
        });
        while (!text.includes("ready")) await once(child.stdout!, "data");
        return { child, output: () => text };
    }

    it("hands one SIGINT on once and waits for the program's own exit code", async () => {
        const { child, output } = await start(program("count.mjs", countSignals));
        child.kill("SIGINT");
        expect(await once(child, "close")).toEqual([130, null]);
        expect(output()).toContain("count 1");
    });

    it("drops repeats within the same moment", async () => {
        const { child, output } = await start(program("repeat.mjs", countSignals));
        child.kill("SIGINT");
        await new Promise((done) => setTimeout(done, 50));
        child.kill("SIGINT");
        await once(child, "close");
        expect(output()).toContain("count 1");
    });

    it("turns a death by signal into 128 + its number", async () => {
        const { child } = await start(
            program("plain.mjs", `setInterval(() => {}, 1000); console.log("ready");`),
        );
        child.kill("SIGTERM");
        expect(await once(child, "close")).toEqual([143, null]);
    });

    it("ends the program when npm's shell, its parent, is gone", async () => {
        const entry = program(
            "orphan.mjs",
            `process.on("SIGTERM", () => { console.log("told"); process.exit(); });
             setInterval(() => {}, 1000);
             console.log("ready");`,
        );
        const shell = spawn("sh", ["-c", `"$0" "$1" "$2"; true`, process.execPath, bootstrap, entry], {
            stdio: ["ignore", "pipe", "ignore"],
            env: { ...process.env, npm_command: "exec" },
        });
        let text = "";
        shell.stdout.on("data", (data) => {
            if (text === "") shell.kill("SIGKILL");
            text += data;
        });
        await once(shell.stdout, "end");
        expect(text).toBe("ready\ntold\n");
    });

    it("aborts the command's own signal once, and ends at once at a second press", async () => {
        const entry = program(
            "interrupt.ts",
            `import { interruptSignal, listenForInterrupts } from ${JSON.stringify(join(root, "main/cli/interrupt.ts"))};
             listenForInterrupts();
             interruptSignal.addEventListener("abort", () => console.log("aborted", interruptSignal.reason.code));
             setInterval(() => {}, 1000);
             console.log("ready");`,
        );
        const { child, output } = await start(entry);
        child.kill("SIGINT");
        await new Promise((done) => setTimeout(done, 1200));
        expect(child.exitCode).toBeNull();
        child.kill("SIGINT");
        expect(await once(child, "close")).toEqual([130, null]);
        expect(output().match(/aborted interrupted/g)).toHaveLength(1);
    });
});
