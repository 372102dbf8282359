/**
 * The packaged program for Linux, made by electron-builder on a stand-in for Electron and taken apart again: what is in
 * it and what is not, sizes, fuses, checksums, notices, and its backend run from that very layout.
 */
import { execFile, spawnSync } from "node:child_process";
import {
    appendFileSync,
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    statSync,
    symlinkSync,
    unlinkSync,
    writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { extractAll, getRawHeader, listPackage } from "@electron/asar";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importPack } from "../../main/accelerators/importPack.ts";
import { readPackList, verifyPack } from "../../main/accelerators/packList.ts";
import { filesIn, type LibraryList } from "../../main/integrity/verifyLibraries.ts";
import { writePack } from "../../scripts/package/acceleratorPack.ts";
import { fuses } from "../../scripts/package/afterPack.ts";
import { writeIcons } from "../../scripts/package/icons.ts";
import { stage, unpacked } from "../../scripts/package/stage.ts";
import type { Started } from "../electron/startProgram.ts";
import { makeStandIn } from "./standInElectron.ts";

const root = join(import.meta.dirname, "../..");
const megabyte = 1_000_000;
/** Without Electron itself. */
const largestProgram = 130 * megabyte;
/** Nobody is asked: only the menu has the item. */
const updates = "https://qadapter.invalid/releases/latest";

let folder: string;
let program: string;
let staged: string[];
let archive: string;
let beside: string[];
let libraries: LibraryList;

beforeAll(async () => {
    process.env.QADAPTER_UPDATES = updates;
    folder = mkdtempSync(join(tmpdir(), "qadapter-package-"));
    writeIcons();
    staged = filesIn(await stage({ platform: "linux", arch: "x64" }));
    const { version } = JSON.parse(readFileSync(join(root, "node_modules/electron/package.json"), "utf8"));
    makeStandIn(join(folder, "electron"), version);
    const args = ["--linux", "dir", "--x64", "--publish", "never"];
    const settings = [
        `-c.electronDist=${join(folder, "electron")}`,
        `-c.directories.output=${join(folder, "out")}`,
    ];
    const builder = [join(root, "node_modules/electron-builder/cli.js"), ...args, ...settings];
    await promisify(execFile)(process.execPath, builder, { cwd: root, timeout: 500_000 });
    program = join(folder, "out/linux-unpacked");
    archive = join(program, "resources/app.asar");
    beside = filesIn(`${archive}.unpacked`);
    libraries = JSON.parse(readFileSync(join(root, "dist/app/libraries.json"), "utf8"));
});

afterAll(() => {
    delete process.env.QADAPTER_UPDATES;
    rmSync(folder, { recursive: true, force: true });
});

describe("the archive", () => {
    const listed = () =>
        listPackage(archive, { isPack: false }).map((path) => path.replaceAll("\\", "/").slice(1));

    it("holds exactly what was put together, and beside it lies exactly what native code opens", () => {
        const isFolder = (path: string, all: Set<string>) => all.has(path);
        const paths = listed();
        const folders = new Set(paths.flatMap((path) => ancestors(path)));
        expect(paths.filter((path) => !isFolder(path, folders)).sort()).toEqual(staged);
        expect(beside).toEqual(staged.filter((path) => unpacked.test(path)));
    });

    it("starts with files that are there, and Node's own TypeScript is in none of them", () => {
        for (const path of [
            "package.json",
            "main/electron/main.js",
            "main/integrity/engineEntry.js",
            "main/preferences/worker.js",
            "preload/preload.cjs",
            "renderer/dist/index.html",
            "libraries.json",
            "LICENSE",
            "THIRD-PARTY-NOTICES.txt",
        ])
            expect(staged).toContain(path);
        const unwanted =
            /\.(ts|tsx|map|md\.orig|gguf\.tmp)$|(^|\/)(test|tests|\.git|\.env)(\/|$)|main\/(cli|bench|web)\//;
        expect(staged.filter((path) => unwanted.test(path))).toEqual([]);
    });

    it("every import of ours leads to a file in it", () => {
        const broken: string[] = [];
        for (const path of staged.filter((name) => /^(main|preload)\/.*\.c?js$/.test(name))) {
            const text = readFileSync(join(root, "dist/app", path), "utf8");
            for (const [, target = ""] of text.matchAll(/^(?:import|export)\b[^"';]*?from\s*"(\.[^"]+)"/gm)) {
                if (!existsSync(join(root, "dist/app", dirname(path), target)))
                    broken.push(`${path}: ${target}`);
            }
        }
        expect(broken).toEqual([]);
    });

    it("guards each file with its checksum", () => {
        const { header } = getRawHeader(archive);
        const main = header.files as unknown as Record<
            string,
            { files: Record<string, { integrity?: unknown }> }
        >;
        expect(JSON.stringify(main.main)).toContain('"algorithm":"SHA256"');
    });

    it("stays small", () => {
        const electron = filesIn(join(folder, "electron")).map((path) => join(folder, "electron", path));
        const sum = (paths: string[]) => paths.reduce((bytes, path) => bytes + statSync(path).size, 0);
        const bytes = sum(filesIn(program).map((path) => join(program, path))) - sum(electron);
        console.info(`The program without Electron: ${(bytes / megabyte).toFixed(1)} MB (limit 130).`);
        expect(bytes).toBeLessThan(largestProgram);
    });
});

describe("beside the archive", () => {
    it("lie the processor's and Vulkan's libraries for this platform alone", () => {
        const engines = new Set(beside.flatMap((path) => /@node-llama-cpp\/([^/]+)/.exec(path)?.[1] ?? []));
        expect([...engines].sort()).toEqual(["linux-x64", "linux-x64-vulkan"]);
        expect(beside).toContain("node_modules/better-sqlite3/prebuilds/linux-x64.node");
        expect(beside.filter((path) => path.includes("prebuilds"))).toHaveLength(1);
        const native = staged.filter((path) => /\.(node|so|dll|dylib)$/.test(path));
        expect(native.filter((path) => !beside.includes(path))).toEqual([]);
    });

    it("every file has its checksum in the archive", () => {
        expect(Object.keys(libraries).sort()).toEqual(beside);
    });

    it("the notices, the licence and a bill of materials lie where people look", () => {
        const notices = readFileSync(join(program, "THIRD-PARTY-NOTICES.txt"), "utf8");
        const parts = ["node-llama-cpp", "better-sqlite3", "react", "@mantine/core", "Electron", "SQLite"];
        for (const name of [...parts, "ggml and llama.cpp"]) expect(notices).toContain(`\n${name} `);
        const bill = JSON.parse(readFileSync(join(program, "sbom.cdx.json"), "utf8"));
        expect(bill).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
        for (const { purl } of bill.components)
            expect(purl).toMatch(/^pkg:(npm|generic)\/[\w.%/-]+@[\w.+-]+$/);
        const names = new Set(bill.components.map(({ name }: { name: string }) => name));
        const packaged = staged.flatMap(
            (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1] ?? [],
        );
        expect(packaged.filter((name) => !names.has(name))).toEqual([]);
        const refs = bill.components.map((component: { "bom-ref": string }) => component["bom-ref"]);
        expect(new Set(refs).size).toBe(refs.length);
    });
});

describe("the CUDA pack", () => {
    it("is not in the program, small enough to pass on, and taken by the program that was made with it", async () => {
        expect(staged.filter((path) => /cuda/i.test(path) && /\.(so|node)$/.test(path))).toEqual([]);
        const list = readPackList(join(root, "dist/app"));
        const pack = await writePack("cuda", { platform: "linux", arch: "x64" }, folder);
        expect(statSync(pack).size).toBeLessThan(200 * megabyte);
        const packs = join(folder, "accelerators");
        expect(await importPack(pack, packs, list)).toBe("cuda");
        expect(filesIn(join(packs, "cuda"))).toContain("libggml-cuda.so");
        await verifyPack(join(packs, "cuda"), list.cuda ?? {});
    });
});

describe("Electron's fuses", () => {
    it("are all set as decided", async () => {
        const wire = await getCurrentFuseWire(join(program, "q-adapter-studio"));
        for (const fuse of Object.values(FuseV1Options).filter((value) => typeof value === "number")) {
            const state = (fuses as unknown as Record<number, boolean>)[fuse]
                ? FuseState.ENABLE
                : FuseState.DISABLE;
            expect([FuseV1Options[fuse], (wire as unknown as Record<number, FuseState>)[fuse]]).toEqual([
                FuseV1Options[fuse],
                state,
            ]);
        }
    });

    it("those that let strangers in are off", () => {
        expect(fuses).toMatchObject({
            [FuseV1Options.RunAsNode]: false,
            [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
            [FuseV1Options.EnableNodeCliInspectArguments]: false,
            [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
            [FuseV1Options.OnlyLoadAppFromAsar]: true,
            [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
        });
    });
});

describe("the configuration", () => {
    it("is valid for all three systems", async () => {
        const require = createRequire(import.meta.url);
        const { getConfig, validateConfiguration } = require("app-builder-lib/out/util/config/config");
        const { DebugLogger } = require("builder-util");
        const config = await getConfig(root, null, null);
        await validateConfiguration(config, new DebugLogger(false));
        expect(Object.keys(config)).toEqual(
            expect.arrayContaining(["win", "mac", "linux", "nsis", "deb", "rpm"]),
        );
        const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
        expect(config.electronVersion).toBe(devDependencies.electron); // pinned exactly
        const { homepage } = JSON.parse(readFileSync(join(root, "dist/app/package.json"), "utf8"));
        expect(homepage).toMatch(/^https:/); // deb and rpm packages are not made without one
        await expect(validateConfiguration({ ...config, winn: {} }, new DebugLogger(false))).rejects.toThrow(
            "winn",
        );
    });

    it("icons of every kind can be read", () => {
        const icons = join(root, "dist/icons");
        const png = readFileSync(join(icons, "512x512.png"));
        expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([512, 512]);
        const ico = readFileSync(join(icons, "icon.ico"));
        expect(ico.readUInt16LE(4)).toBe(7);
        const icns = readFileSync(join(icons, "icon.icns"));
        expect([icns.toString("ascii", 0, 4), icns.readUInt32BE(4)]).toEqual(["icns", icns.length]);
        expect(readdirSync(icons)).toContain("256x256.png");
    });
});

/** The layout as Electron shows it to the program: the archive as a folder, unpacked files seen through it. */
function layOut(to: string): string {
    const opened = join(to, "resources/app.asar");
    mkdirSync(dirname(opened), { recursive: true });
    extractAll(archive, opened);
    cpSync(`${archive}.unpacked`, `${opened}.unpacked`, { recursive: true });
    for (const path of beside) {
        unlinkSync(join(opened, path));
        symlinkSync(join(`${opened}.unpacked`, path), join(opened, path));
    }
    return opened;
}

/** Runs a program of the tests in a place without any network. */
function runOffline(program: string, args: string[], env: Record<string, string> = {}) {
    const node = [process.execPath, join(root, "test", program), ...args];
    const canUnshare = spawnSync("unshare", ["--net", "true"]).status === 0;
    const [command = "", ...rest] = canUnshare ? ["unshare", "--net", ...node] : node;
    const options = { encoding: "utf8", timeout: 400_000, env: { ...process.env, ...env } } as const;
    return spawnSync(command, rest, options);
}

function travel(opened: string, ...args: string[]) {
    const { stdout, stderr, status } = runOffline("packaging/journey.ts", [opened, ...args]);
    const lines = stdout.split("\n").filter((line) => line !== "");
    const said = new Map(lines.map((line) => JSON.parse(line)).map(({ what, value }) => [what, value]));
    return { said, stderr, status };
}

/** Starts the packaged main process on the fake Electron. */
function startProgram(opened: string, dataDir: string): Started {
    const main = join(opened, "main/electron/main.js");
    const { stdout, stderr } = runOffline("electron/startProgram.ts", [main], { QADAPTER_DATA: dataDir });
    expect(stderr).toBe("");
    return JSON.parse(stdout) as Started;
}

describe("the packaged main process", () => {
    it("opens its window, gives it the packaged page, and answers soon", () => {
        const opened = layOut(mkdtempSync(join(folder, "program-")));
        const started = startProgram(opened, join(folder, "data of the program"));
        expect(started).toMatchObject({ windows: 1, error: null, page: 200, isOfflineForGood: false });
        expect(started.looksForUpdates).toEqual([false, true]); // only once offline is off
        expect(started.preload).toBe(join(opened, "preload/preload.cjs"));
        expect(existsSync(started.preload as string)).toBe(true);
        console.info(`From Node's start to the page's first answer: ${started.milliseconds} ms.`);
    });

    it("made for places without a network, it is offline whatever a person sets", async () => {
        const opened = join(mkdtempSync(join(folder, "offline-")), "resources/app.asar");
        await stage({ platform: "linux", arch: "x64", folder: opened, offlineForGood: true });
        expect(readFileSync(join(opened, "package.json"), "utf8")).toContain(updates);
        for (const path of beside) {
            mkdirSync(dirname(join(`${opened}.unpacked`, path)), { recursive: true });
            renameSync(join(opened, path), join(`${opened}.unpacked`, path));
            symlinkSync(join(`${opened}.unpacked`, path), join(opened, path));
        }
        const started = startProgram(opened, join(folder, "data without a network"));
        expect(started).toMatchObject({ windows: 1, error: null, isOfflineForGood: true });
        expect(started.looksForUpdates).toEqual([false, false]);
    });

    it("does not load a database library that was changed, and says so", () => {
        const opened = layOut(mkdtempSync(join(folder, "program-")));
        const library = beside.find((path) => /better-sqlite3\/prebuilds/.test(path)) as string;
        appendFileSync(join(`${opened}.unpacked`, library), "x");
        const { windows, error, asked } = startProgram(opened, join(folder, "data never opened"));
        expect({ windows, last: asked.at(-1) }).toEqual({ windows: 0, last: "exit" });
        expect(error).toMatch(/not as it was made.*was changed.*Install it again/);
    });
});

describe("the packaged backend", () => {
    let opened: string;
    beforeAll(() => {
        opened = layOut(join(folder, "layout"));
    });

    it("starts, chats with Pip and trains without a network", () => {
        const pairs = join(folder, "pairs.jsonl");
        const lines = readFileSync(join(root, "resources/demo/pairs-warm.train.jsonl"), "utf8").split("\n");
        writeFileSync(pairs, `${lines.slice(0, 40).join("\n")}\n`);
        const { said, stderr, status } = travel(opened, join(folder, "data"), pairs);
        expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
        expect(said.get("ready").licences).toBeGreaterThan(50);
        expect(said.get("chat")).toMatch(/^complete: .*Paris/);
        expect(said.get("trained")).toMatchObject({ stopped: "finished", adapter: { name: "Warm" } });
        expect(existsSync(join(folder, "data/warm.gguf"))).toBe(true);
        console.info(`From Node's start to ready: ${said.get("ready").milliseconds} ms (limit 1500).`);
    });

    it.each([
        ["was changed", (path: string) => appendFileSync(path, "x")],
        ["is missing", (path: string) => rmSync(path)],
        [
            "does not belong to it",
            (path: string) => writeFileSync(join(dirname(path), "libggml-evil.so"), ""),
        ],
    ])("does not load a library that %s", (what, harm) => {
        const harmed = layOut(mkdtempSync(join(folder, "harmed-")));
        const library = beside.find((path) => /linux-x64\/libggml-cpu-x64\.so$/.test(path)) as string;
        harm(join(`${harmed}.unpacked`, library));
        const { said } = travel(harmed, join(folder, `data ${what}`));
        expect(said.get("chat")).toBeNull();
        expect(said.get("engine").join("\n")).toContain(what);
    });
});

function ancestors(path: string): string[] {
    const parts = path.split("/").slice(0, -1);
    return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}
