/** The data folder: where it is, that only one program has it, also after kill -9, and the log in it. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDataFolder } from "../../main/dataFolder/dataFolder.ts";
import { createFileLog } from "../../main/dataFolder/fileLog.ts";
import { dataFolderPath } from "../../main/dataFolder/location.ts";
import { StudioError } from "../../main/errors.ts";
import { codeOf } from "../db/openTemporary.ts";

let root = "";
beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "qadapter-data-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("where it is", () => {
    const home = "/home/ada";
    const on = (platform: NodeJS.Platform, env: Record<string, string> = {}, chosen?: string) =>
        dataFolderPath(chosen, { platform, env, home }).replaceAll("\\", "/");
    test("by each system's convention", () => {
        expect(on("linux")).toBe("/home/ada/.local/share/q-adapter-studio");
        expect(on("linux", { XDG_DATA_HOME: "/data" })).toBe("/data/q-adapter-studio");
        expect(on("linux", { XDG_DATA_HOME: "data" })).toBe("/home/ada/.local/share/q-adapter-studio");
        expect(on("darwin")).toBe("/home/ada/Library/Application Support/Q-Adapter Studio");
        expect(on("win32", { LOCALAPPDATA: "C:/Users/Ada/AppData/Local" })).toBe(
            "C:/Users/Ada/AppData/Local/Q-Adapter Studio",
        );
    });
    test("the option goes before the variable, and that before the convention", () => {
        expect(on("linux", { QADAPTER_DATA: "/mine" })).toBe("/mine");
        expect(on("linux", { QADAPTER_DATA: "/mine" }, "/chosen")).toBe("/chosen");
        expect(on("linux", { QADAPTER_DATA: "" })).toBe("/home/ada/.local/share/q-adapter-studio");
    });
});

describe("who has it", () => {
    const program = `
        const { openDataFolder } = await import(${JSON.stringify(join(import.meta.dirname, "../../main/dataFolder/dataFolder.ts"))});
        openDataFolder(process.argv[1]).announce("http://127.0.0.1:1234");
        console.log("open");
        setInterval(() => {}, 1000);`;

    async function otherProgram() {
        const child = spawn(process.execPath, ["--input-type=module", "-e", program, root], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        await once(child.stdout, "data");
        return child;
    }

    test("one program at a time; the second is told about the first", async () => {
        const child = await otherProgram();
        let message = "";
        try {
            openDataFolder(root);
        } catch (error) {
            expect((error as StudioError).code).toBe("folder-in-use");
            message = (error as StudioError).message;
        }
        expect(message).toContain(`process ${child.pid}`);
        expect(message).toContain("http://127.0.0.1:1234");
        child.kill("SIGKILL");
        await once(child, "exit");
        const folder = openDataFolder(root);
        expect(folder.wasInterrupted).toBe(true);
        expect(codeOf(() => openDataFolder(root))).toBe("folder-in-use");
        folder.close();
        folder.close();
        const again = openDataFolder(root);
        expect(again.wasInterrupted).toBe(false);
        again.close();
    });

    test("a note of who runs that cannot be read stops nobody", () => {
        writeFileSync(join(root, "running.json"), "{ half");
        const folder = openDataFolder(root);
        expect(folder.wasInterrupted).toBe(true);
        folder.close();
    });
});

test("a new folder has room for everything and is closed to others; leftovers go", () => {
    const path = join(root, "deep", "data");
    const folder = openDataFolder(path);
    writeFileSync(join(folder.temporary, "half"), "x");
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o700);
    folder.close();
    const again = openDataFolder(path);
    expect(readdirSync(again.temporary)).toEqual([]);
    expect(existsSync(again.adapters) && existsSync(again.models) && existsSync(again.checkpoints)).toBe(
        true,
    );
    again.close();
});

test("a place where no folder can be", () => {
    writeFileSync(join(root, "file"), "");
    expect(codeOf(() => openDataFolder(join(root, "file")))).toMatch(/file-(access|missing)/);
    expect(codeOf(() => openDataFolder("/proc/none"))).toMatch(/file-(access|missing)/);
});

test("a read-only folder", (context) => {
    if (process.platform !== "linux" || process.getuid?.() !== 0) return context.skip("only root can mount");
    mkdirSync(join(root, "ro"));
    try {
        execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", join(root, "ro")], { stdio: "ignore" });
    } catch {
        return context.skip("a container may forbid it");
    }
    expect(codeOf(() => openDataFolder(join(root, "ro")))).toBe("file-access");
    execFileSync("umount", [join(root, "ro")]);
});

describe("the log", () => {
    const read = (name = "studio.log") => readFileSync(join(root, name), "utf8");

    test("holds nothing that people wrote", () => {
        const log = createFileLog(root);
        const secret = "my secret question";
        const cause = new Error(secret);
        log("error", "Answering failed.", new StudioError("data-invalid", secret, { cause }));
        log("info", "A run ended.", {
            state: "finished",
            steps: 12,
            texts: [secret],
            nested: { prompt: secret, file: "a.gguf" },
        });
        log("warning", "Odd.", secret);
        expect(read()).not.toContain("secret");
        const [first, second] = read()
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line));
        expect(first).toMatchObject({
            level: "error",
            text: "Answering failed.",
            details: { code: "data-invalid", name: "StudioError" },
        });
        expect(first.details.at[0]).toContain("dataFolder.test.ts");
        expect(second.details).toMatchObject({
            state: "finished",
            steps: 12,
            texts: ["(18 characters)"],
            nested: { file: "a.gguf" },
        });
    });

    test("stays within a few files of limited size", () => {
        const log = createFileLog(root, 1000);
        for (let index = 0; index < 200; index++) log("info", `Entry ${index} ${"x".repeat(80)}`);
        expect(readdirSync(root).sort()).toEqual([
            "studio.1.log",
            "studio.2.log",
            "studio.3.log",
            "studio.4.log",
            "studio.log",
        ]);
        for (const name of readdirSync(root)) expect(statSync(join(root, name)).size).toBeLessThan(1300);
        expect(read()).toContain("Entry 199");
    });

    test("never ends the program", () => {
        writeFileSync(join(root, "file"), "");
        createFileLog(join(root, "file"))("info", "Lost.");
    });
});
