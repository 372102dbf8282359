/**
 * The desktop program from start to end, on a fake Electron with a real backend and a real engine: what is decided
 * before Electron is ready, what pages may not do, lines, chat, dialogs, crashes, files from outside, and quitting.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { lineRequest, pageChannel } from "../../preload/bridge.ts";
import { type Connection, connect } from "../../preload/connect.ts";
import type { Contract } from "../../preload/contract.ts";
import { type DomPort, messagePort } from "../../preload/framePort.ts";
import { dataSetOf, tiny } from "../support/trainingRuns.ts";
import * as electron from "./fakeElectron.ts";

vi.mock("electron", () => import("./fakeElectron.ts"));

const folder = mkdtempSync(join(tmpdir(), "qadapter-desktop-"));
const root = join(import.meta.dirname, "../..");
const pages = join(root, "renderer/dist");
/** Far longer than the test. */
const long = { ...tiny, epochs: 100 };
/** Waits on a machine that may be slow. */
const until = <Result>(look: () => Result | Promise<Result>): Promise<Result> =>
    vi.waitFor(look, { timeout: 60_000, interval: 50 });
let window: electron.BrowserWindow;
let client: Connection<Contract>["client"];

beforeAll(async () => {
    process.env.QADAPTER_DATA = join(folder, "data");
    process.argv = ["studio", "--flag", "first.gguf"];
    mkdirSync(join(folder, "data", "window"), { recursive: true });
    const place = { bounds: { x: 300, y: 40, width: 1000, height: 800 }, isMaximized: false };
    writeFileSync(join(folder, "data", "window", "window.json"), JSON.stringify(place));
    // Electron is ready only once its entry has been evaluated: an entry that waits for that would wait for ever
    await import("../../main/electron/main.ts");
    names = electron.asked.map(([name]) => name);
    electron.surroundings.becomeReady();
    window = await until(() => {
        expect(electron.BrowserWindow.all).toHaveLength(1);
        return electron.BrowserWindow.all[0] as electron.BrowserWindow;
    });
});

let names: string[];

afterAll(() => {
    electron.app.emit("will-quit");
    delete process.env.QADAPTER_DATA;
    rmSync(folder, { recursive: true, force: true });
});

function openLine(contents = window.webContents): Connection<Contract>["client"] {
    return connect<Contract>(messagePort(electron.requestLine(lineRequest, contents) as unknown as DomPort))
        .client;
}

/** What a page does once it listens. */
function listen(): void {
    const { webContents: sender } = window;
    electron.ipcMain.emit(pageChannel, { sender, senderFrame: sender.mainFrame });
}

describe("start", () => {
    it("decides on sandbox, names and scheme before Electron is ready", () => {
        expect(names).toContain("enableSandbox");
        expect(names).toContain("registerSchemesAsPrivileged");
        expect(names).toContain("appendSwitch");
        expect(electron.asked).toContainEqual(["appendSwitch", "host-resolver-rules", "MAP * ~NOTFOUND"]);
        expect(electron.lastOf("setPath")).toEqual(["userData", join(folder, "data", "window")]);
        expect(electron.lastOf("showErrorBox")).toEqual([]);
    });

    it("opens one sandboxed window where it was the last time", () => {
        expect(electron.BrowserWindow.all).toHaveLength(1);
        expect(window.options).toMatchObject({ x: 300, y: 40, width: 1000, height: 800, show: false });
        expect(window.options.webPreferences).toMatchObject({
            sandbox: true,
            contextIsolation: true,
            nodeIntegration: false,
            nodeIntegrationInWorker: false,
            nodeIntegrationInSubFrames: false,
            webviewTag: false,
            webSecurity: true,
            allowRunningInsecureContent: false,
            experimentalFeatures: false,
            devTools: false,
        });
        expect(window.options.webPreferences).not.toHaveProperty("enableBlinkFeatures");
        expect(electron.lastOf("loadURL")).toEqual(["app://studio/"]);
    });
});

describe("what pages may not do", () => {
    it("permissions, devices and downloads are denied; copying is the one exception", () => {
        const answers: boolean[] = [];
        for (const permission of [
            "media",
            "geolocation",
            "notifications",
            "openExternal",
            "fileSystem",
            "hid",
        ])
            electron.handlers.permissionRequest?.(window.webContents, permission, (yes: boolean) =>
                answers.push(yes),
            );
        expect(answers).toEqual([false, false, false, false, false, false]);
        expect(electron.handlers.permissionCheck?.(window.webContents, "usb")).toBe(false);
        expect(electron.handlers.permissionCheck?.(null, "clipboard-sanitized-write")).toBe(false);
        expect(electron.handlers.permissionCheck?.(window.webContents, "clipboard-sanitized-write")).toBe(
            true,
        );
        expect(electron.handlers.device?.({})).toBe(false);
        const preventDefault = vi.fn();
        electron.session.defaultSession.emit("will-download", { preventDefault });
        expect(preventDefault).toHaveBeenCalledOnce();
        expect(electron.lastOf("setSpellCheckerEnabled")).toEqual([false]);
        expect(electron.lastOf("enableNetworkEmulation")).toEqual([{ offline: true }]);
    });

    it.each([
        ["app://studio/assets/main.js", true],
        ["blob:app://studio/5f1c", true],
        ["data:image/png;base64,AA", true],
        ["https://example.com/x.js", false],
        ["http://127.0.0.1:8080/", false],
        ["ws://localhost/", false],
        ["file:///etc/passwd", false],
        ["app://studio.example.com/", false],
        ["app://other/", false],
        ["devtools://devtools/bundled/inspector.html", false],
        ["blob:https://example.com/5f1c", false],
    ])("%s is loaded: %s", (url, isAllowed) => {
        const answer = vi.fn();
        electron.handlers.beforeRequest?.({ url }, answer);
        expect(answer).toHaveBeenCalledWith({ cancel: !isAllowed });
    });

    it.each(["will-navigate", "will-frame-navigate", "will-redirect"])("%s leads nowhere else", (name) => {
        const preventDefault = vi.fn();
        window.webContents.emit(name, { url: "https://example.com/", preventDefault });
        expect(preventDefault).toHaveBeenCalledOnce();
        window.webContents.emit(name, { url: "app://studio/#/chat", preventDefault });
        expect(preventDefault).toHaveBeenCalledOnce();
    });

    it("no views inside the page, no other windows; a link is opened elsewhere after a question", async () => {
        const preventDefault = vi.fn();
        window.webContents.emit("will-attach-webview", { preventDefault });
        expect(preventDefault).toHaveBeenCalledOnce();
        electron.answers.push({ response: 1 });
        expect(window.webContents.openHandler?.({ url: "https://example.com/a" })).toEqual({
            action: "deny",
        });
        await until(() => expect(electron.lastOf("showMessageBox")).not.toEqual([]));
        expect(electron.lastOf("showMessageBox")[1]).toMatchObject({
            detail: "https://example.com/a",
            defaultId: 1,
        });
        expect(electron.lastOf("openExternal")).toEqual([]);
        electron.answers.push({ response: 0 });
        window.webContents.openHandler?.({ url: "https://example.com/b" });
        await until(() => expect(electron.lastOf("openExternal")).toEqual(["https://example.com/b"]));
        const before = electron.asked.length;
        for (const url of ["file:///bin/sh", "javascript:alert(1)", "smb://host/x", "nonsense"])
            expect(window.webContents.openHandler?.({ url })).toEqual({ action: "deny" });
        expect(electron.asked).toHaveLength(before);
    });
});

describe("the page", () => {
    const get = (path: string, method = "GET") =>
        electron.handlers.app?.(new Request(`app://studio${path}`, { method })) as Promise<Response>;

    it("is given with a policy; nothing outside its folder is", async () => {
        mkdirSync(pages, { recursive: true });
        const hadPage = readPage();
        if (hadPage === undefined) writeFileSync(join(pages, "index.html"), `<p nonce="__CSP_NONCE__">`);
        try {
            const [first, second] = [await get("/"), await get("/")];
            expect(first.status).toBe(200);
            const policy = first.headers.get("content-security-policy") ?? "";
            expect(policy).toContain("default-src 'none'");
            expect(policy).toContain("script-src 'self';");
            expect(policy).toContain("connect-src 'self';");
            expect(policy).toMatch(/style-src 'self' 'nonce-[\w+/=]{20,}'/);
            expect(policy).not.toBe(second.headers.get("content-security-policy"));
            expect(await first.text()).not.toContain("__CSP_NONCE__");
        } finally {
            if (hadPage === undefined) rmSync(join(pages, "index.html"));
        }
        for (const path of [
            "/../package.json",
            "/%2e%2e/%2e%2e/package.json",
            "/..%5cpackage.json",
            "/a%00.js",
            "/no.js",
        ])
            expect((await get(path)).status).toBe(404);
        expect((await get("/", "POST")).status).toBe(403);
        const other = await electron.handlers.app?.(new Request("app://elsewhere/"));
        expect(other.status).toBe(403);
    });

    function readPage(): string | undefined {
        try {
            return readFileSync(join(pages, "index.html"), "utf8");
        } catch {
            return undefined;
        }
    }
});

describe("lines", () => {
    it.each([
        ["a frame inside the page", () => ({ url: "app://studio/" })],
        ["a frame that is gone", () => null],
    ])("%s gets none", async (_, frame) => {
        const port = electron.requestLine(lineRequest, window.webContents, frame());
        await new Promise((done) => port.once("close", done));
    });

    it("a page that is not ours gets none", async () => {
        const stranger = new electron.FakeContents();
        stranger.mainFrame.url = "https://example.com/";
        const port = electron.requestLine(lineRequest, stranger);
        await new Promise((done) => port.once("close", done));
    });

    it("a page that listens is told the files that this start was given; strangers are not", () => {
        electron.ipcMain.emit(pageChannel, {
            sender: window.webContents,
            senderFrame: { url: "app://studio/" },
        });
        expect(window.webContents.sent).toEqual([]);
        listen();
        const files = { kind: "files", paths: [join(process.cwd(), "first.gguf")] };
        expect(window.webContents.sent).toEqual([[pageChannel, files]]);
    });

    it("the page gets one", async () => {
        client = openLine();
        const info = await client.app.info();
        expect(info).toMatchObject({ version: "1.2.3", dataDir: join(folder, "data") });
        expect(info.host).toEqual({ kind: "desktop", chooseFiles: true, showInFolder: true });
    });

    it("garbage on a line breaks nothing", async () => {
        const port = electron.requestLine(lineRequest, window.webContents);
        for (const frame of [1, null, { a: 1 }, "{", new Uint8Array(3), ["x"]]) port.postMessage(frame);
        expect((await client.app.info()).name).toBe("Q-Adapter Studio");
    });

    it("answers a chat with Pip out of the engine's own process", async () => {
        const models = await until(async () => {
            const found = await client.models.list();
            expect(found).not.toHaveLength(0);
            return found;
        });
        const modelId = models[0]?.id as number;
        await client.settings.set({ device: "cpu", threads: 1 });
        const { id } = await client.chat.create({ modelId });
        await client.chat.send({
            conversationId: id,
            parentId: null,
            content: "What is the capital of France?",
        });
        await until(async () => {
            const { messages } = await client.chat.get({ id });
            expect(JSON.stringify(messages)).toContain("Paris");
        });
        const [path, args] = electron.lastOf("fork") as [string, string[]];
        expect(path).toMatch(/integrity.engineEntry\.[jt]s$/);
        expect(JSON.parse(args[0] as string)).toMatchObject({ device: "cpu", threads: 1 });
    });
});

describe("the system's dialogs", () => {
    it("files, folders and names to save under; cancelled is null", async () => {
        electron.answers.push({ canceled: false, filePaths: ["/a.gguf"] });
        const question = { kind: "open-file" as const, title: "Model", extensions: ["gguf"] };
        expect(await client.app.chooseFiles(question)).toEqual(["/a.gguf"]);
        expect(electron.lastOf("showOpenDialog")[1]).toMatchObject({
            title: "Model",
            filters: [{ name: "Model", extensions: ["gguf"] }],
        });
        electron.answers.push({ canceled: true, filePaths: [] });
        expect(await client.app.chooseFiles({ ...question, kind: "open-folder" })).toBeNull();
        electron.answers.push({ canceled: false, filePath: "/b.csv" });
        const save = { ...question, kind: "save-file" as const, suggestedName: "pairs.csv" };
        expect(await client.app.chooseFiles(save)).toEqual(["/b.csv"]);
        expect(electron.lastOf("showSaveDialog")[1]).toMatchObject({ defaultPath: "pairs.csv" });
    });

    it("shows a file in its folder, and says when it is gone", async () => {
        await client.app.showInFolder({ path: join(folder, "data") });
        expect(electron.lastOf("showItemInFolder")).toEqual([join(folder, "data")]);
        await expect(client.app.showInFolder({ path: join(folder, "gone") })).rejects.toMatchObject({
            code: "file-missing",
        });
    });
});

describe("from outside", () => {
    it("a second start brings the window forward with its files", () => {
        window.minimize();
        electron.app.emit("second-instance", {}, ["studio", "--x", "b.qadapter", "notes.txt"], "/somewhere");
        expect(electron.BrowserWindow.all).toHaveLength(1);
        expect(window.isMinimized()).toBe(false);
        const files = { kind: "files", paths: ["/somewhere/b.qadapter"] };
        expect(window.webContents.sent.at(-1)).toEqual([pageChannel, files]);
    });

    it("a file that macOS opens arrives, too; a page that is loading gets it later", async () => {
        window.webContents.emit("did-start-loading");
        const count = window.webContents.sent.length;
        electron.app.emit("open-file", { preventDefault: () => {} }, "/c.gguf");
        expect(window.webContents.sent).toHaveLength(count);
        listen();
        expect(window.webContents.sent.at(-1)).toEqual([pageChannel, { kind: "files", paths: ["/c.gguf"] }]);
    });
});

describe("failures", () => {
    it("a crashed page is loaded again; one that keeps crashing asks", async () => {
        const crash = () =>
            window.webContents.emit("render-process-gone", {}, { reason: "crashed", exitCode: 5 });
        for (let i = 0; i < 3; i++) crash();
        expect(window.webContents.reloads).toBe(3);
        electron.answers.push({ response: 0 });
        crash();
        await until(() => expect(window.webContents.reloads).toBe(4));
        expect(electron.lastOf("showMessageBox")[1]).toMatchObject({ type: "error" });
    });

    it("a page that hangs is asked about", async () => {
        electron.answers.push({ response: 0 });
        window.emit("unresponsive");
        await until(() => expect(electron.lastOf("showMessageBox")[1]).toMatchObject({ type: "warning" }));
    });
});

describe("the menu", () => {
    type Item = { label?: string; role?: string; accelerator?: string; submenu?: Item[]; click?: () => void };
    const flatten = (items: Item[]): Item[] =>
        items.flatMap((item) => [item, ...flatten(item.submenu ?? [])]);
    const menu = () => flatten(electron.lastOf("setApplicationMenu")[0] as Item[]);

    it("sends commands to the page and speaks the person's language", async () => {
        const before = menu().find(({ label }) => label === "New chat");
        expect(before?.accelerator).toBe("CmdOrCtrl+N");
        before?.click?.();
        expect(window.webContents.sent.at(-1)).toEqual([
            pageChannel,
            { kind: "command", command: "new-chat" },
        ]);
        await client.settings.set({ language: "de" });
        await until(() => expect(menu().some(({ label }) => label === "Neuer Chat")).toBe(true));
    });

    it("a packaged program has neither developer tools nor reload", () => {
        const roles = menu().map(({ role }) => role);
        expect(roles).not.toContain("toggleDevTools");
        expect(roles).not.toContain("reload");
        expect(roles).toContain("about");
        expect(electron.lastOf("setAboutPanelOptions")[0]).toMatchObject({ applicationVersion: "1.2.3" });
        expect(menu().some(({ label }) => /updates|Aktualisierungen/.test(label ?? ""))).toBe(false);
    });
});

describe("while an adapter is trained", () => {
    it("stays awake, shows progress, asks once before the window closes, and pauses", async () => {
        const modelId = (await client.models.list())[0]?.id as number;
        const datasetId = await dataSetOf(client, 20);
        const { id } = await client.training.start({ modelId, datasetId, name: "Long", changes: long });
        await until(() => expect(electron.lastOf("stayAwake")).toEqual(["prevent-app-suspension"]));
        await until(async () =>
            expect((await client.training.get({ id })).course.steps.length).toBeGreaterThan(1),
        );
        await until(() => expect(window.progress).toBeGreaterThan(0));
        expect(electron.lastOf("mayFallAsleep")).toEqual([]);
        const asked = electron.asked.length;
        electron.answers.push({ response: 1 }, { response: 0 });
        expect(window.tryToClose()).toBe(process.platform === "darwin");
        electron.app.emit("before-quit", { preventDefault: () => {} });
        await until(() => expect(window.isMinimized()).toBe(process.platform !== "darwin"));
        expect((await client.training.get({ id })).run.state).toBe("running");
        electron.app.emit("before-quit", { preventDefault: () => {} });
        await until(() => expect(electron.asked.slice(asked).map(([name]) => name)).toContain("quit"));
        expect((await client.training.get({ id })).run.state).toBe("paused");
        const questions = electron.asked.slice(asked).filter(([name]) => name === "showMessageBox");
        expect(questions).toHaveLength(2);
        expect(questions[0]?.[2]).toMatchObject({
            buttons: expect.arrayContaining(["Pausieren und beenden"]),
        });
        await until(() => expect(electron.lastOf("mayFallAsleep")).toEqual([7]));
        await until(() => expect(window.progress).toBe(-1));
    });
});

describe("the end", () => {
    it("without work the window closes, remembers its place, and the program ends", () => {
        if (process.platform === "darwin") return;
        expect(window.tryToClose()).toBe(true);
        const kept = JSON.parse(readFileSync(join(folder, "data", "window", "window.json"), "utf8"));
        expect(kept.bounds).toEqual({ x: 10, y: 20, width: 900, height: 700 });
        electron.app.emit("window-all-closed");
        expect(electron.lastOf("quit")).toEqual([]);
        expect(electron.asked.some(([name]) => name === "quit")).toBe(true);
    });
});
