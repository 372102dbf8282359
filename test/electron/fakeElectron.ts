/**
 * Stands in for Electron in tests: it records what is asked of it and lets a test raise events. The engine's process is
 * a real one. Each part is held against Electron's own types: `satisfies Surface<…>` fails when a name or its
 * parameters are not Electron's.
 */
import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter } from "node:events";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type * as Electron from "electron";

/** Methods with Electron's parameters; what they answer is as much as our code looks at. */
type Surface<Type, Names extends keyof Type> = {
    [Name in Names]: Type[Name] extends (...args: infer Args) => unknown
        ? (...args: Args) => unknown
        : unknown;
};

/** Everything that was asked, in order: name and arguments. */
export const asked: [string, ...unknown[]][] = [];
/** A method that records its calls. Electron's are native: taken off their object they throw. */
function record(name: string) {
    return function (this: unknown, ...args: unknown[]): void {
        if (this === undefined) throw new TypeError(`Illegal invocation of ${name}.`);
        asked.push([name, ...args]);
    };
}
/** The arguments of the last call of a name. */
export const lastOf = (name: string): unknown[] =>
    asked.findLast(([other]) => other === name)?.slice(1) ?? [];

/** What dialogs answer, in order of asking. */
export const answers: unknown[] = [];
function answer(name: string) {
    return async function (this: unknown, ...args: unknown[]) {
        record(name).apply(this, args);
        return answers.shift();
    };
}

let isReady: () => void;
const ready = new Promise<void>((done) => {
    isReady = done;
});
/** Whether somebody else holds the lock of the single instance. */
export const surroundings = { isFirst: true, becomeReady: () => isReady() };

export const app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    name: "Q-Adapter Studio",
    enableSandbox: record("enableSandbox"),
    commandLine: { appendSwitch: record("appendSwitch") },
    setPath: record("setPath"),
    setAppUserModelId: record("setAppUserModelId"),
    requestSingleInstanceLock: () => surroundings.isFirst,
    whenReady: () => ready,
    getVersion: () => "1.2.3",
    quit: record("quit"),
    exit: record("exit"),
    hide: record("hide"),
    setAboutPanelOptions: record("setAboutPanelOptions"),
}) satisfies Surface<
    Electron.App,
    | "isPackaged"
    | "name"
    | "enableSandbox"
    | "commandLine"
    | "setPath"
    | "setAppUserModelId"
    | "requestSingleInstanceLock"
    | "whenReady"
    | "getVersion"
    | "quit"
    | "exit"
    | "hide"
    | "setAboutPanelOptions"
    | "on"
>;

type PageHandler = (request: Request) => Promise<Response>;

export const protocol = {
    registerSchemesAsPrivileged: record("registerSchemesAsPrivileged"),
} satisfies Surface<Electron.Protocol, "registerSchemesAsPrivileged">;

/** The session, with its handlers kept for tests to call. */
// biome-ignore lint/suspicious/noExplicitAny: each handler has parameters of its own
export const handlers: Record<string, (...args: any[]) => any> = {};
const keep =
    (name: string) =>
    // biome-ignore lint/suspicious/noExplicitAny: as above
    (handler: ((...args: any[]) => any) | null): void => {
        if (handler) handlers[name] = handler;
    };

const defaultSession = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: keep("permissionRequest"),
    setPermissionCheckHandler: keep("permissionCheck"),
    setDevicePermissionHandler: keep("device"),
    setDisplayMediaRequestHandler: keep("displayMedia"),
    setBluetoothPairingHandler: keep("bluetooth"),
    setSpellCheckerEnabled: record("setSpellCheckerEnabled"),
    enableNetworkEmulation: record("enableNetworkEmulation"),
    webRequest: { onBeforeRequest: keep("beforeRequest") },
    protocol: {
        handle(scheme: string, handler: PageHandler) {
            record("handle").call(this, scheme);
            handlers[scheme] = handler;
        },
    },
}) satisfies Surface<
    Electron.Session,
    | "setPermissionRequestHandler"
    | "setPermissionCheckHandler"
    | "setDevicePermissionHandler"
    | "setDisplayMediaRequestHandler"
    | "setBluetoothPairingHandler"
    | "setSpellCheckerEnabled"
    | "enableNetworkEmulation"
    | "webRequest"
    | "protocol"
    | "on"
>;
export const session = { defaultSession };

/** A window's page. */
export class FakeContents extends EventEmitter {
    readonly mainFrame = { url: "app://studio/" };
    readonly sent: [string, unknown][] = [];
    reloads = 0;
    openHandler: ((details: { url: string }) => unknown) | undefined;

    getURL(): string {
        return this.mainFrame.url;
    }
    send(channel: string, message: unknown): void {
        this.sent.push([channel, message]);
    }
    reload(): void {
        this.reloads++;
    }
    forcefullyCrashRenderer(): void {
        this.emit("render-process-gone", {}, { reason: "killed", exitCode: 9 });
    }
    setWindowOpenHandler(handler: (details: Electron.HandlerDetails) => unknown): void {
        this.openHandler = handler as (details: { url: string }) => unknown;
    }
}
void (FakeContents.prototype satisfies Surface<
    Electron.WebContents,
    "getURL" | "send" | "reload" | "forcefullyCrashRenderer" | "setWindowOpenHandler" | "mainFrame" | "on"
>);

export class BrowserWindow extends EventEmitter {
    static all: BrowserWindow[] = [];
    static focused: BrowserWindow | null = null;
    readonly options: Electron.BrowserWindowConstructorOptions;
    readonly webContents = new FakeContents();
    isMinimizedNow = false;
    shown = 0;
    progress = -1;

    constructor(options: Electron.BrowserWindowConstructorOptions) {
        super();
        this.options = options;
        BrowserWindow.all.push(this);
        app.emit("web-contents-created", {}, this.webContents);
    }
    static getAllWindows(): BrowserWindow[] {
        return BrowserWindow.all;
    }
    static getFocusedWindow(): BrowserWindow | null {
        return BrowserWindow.focused;
    }
    async loadURL(address: string): Promise<void> {
        record("loadURL").call(this, address);
    }
    show(): void {
        this.shown++;
    }
    minimize(): void {
        this.isMinimizedNow = true;
    }
    restore(): void {
        this.isMinimizedNow = false;
    }
    isMinimized(): boolean {
        return this.isMinimizedNow;
    }
    maximize(): void {
        record("maximize").call(this);
    }
    isMaximized(): boolean {
        return false;
    }
    isDestroyed(): boolean {
        return false;
    }
    getNormalBounds(): Electron.Rectangle {
        return { x: 10, y: 20, width: 900, height: 700 };
    }
    setProgressBar(progress: number): void {
        this.progress = progress;
    }
    /** What a person does to it; answers whether it closed. */
    tryToClose(): boolean {
        let isPrevented = false;
        this.emit("close", {
            preventDefault: () => {
                isPrevented = true;
            },
        });
        if (!isPrevented) BrowserWindow.all = BrowserWindow.all.filter((other) => other !== this);
        return !isPrevented;
    }
}
void (BrowserWindow.prototype satisfies Surface<
    Electron.BrowserWindow,
    | "loadURL"
    | "show"
    | "minimize"
    | "restore"
    | "isMinimized"
    | "maximize"
    | "isMaximized"
    | "isDestroyed"
    | "getNormalBounds"
    | "setProgressBar"
    | "webContents"
    | "on"
>);
void (BrowserWindow satisfies Surface<typeof Electron.BrowserWindow, "getAllWindows" | "getFocusedWindow">);

export const dialog = {
    showMessageBox: answer("showMessageBox"),
    showOpenDialog: answer("showOpenDialog"),
    showSaveDialog: answer("showSaveDialog"),
    showErrorBox: record("showErrorBox"),
} satisfies Surface<Electron.Dialog, "showMessageBox" | "showOpenDialog" | "showSaveDialog" | "showErrorBox">;

export const shell = {
    openExternal: answer("openExternal"),
    openPath: answer("openPath"),
    showItemInFolder: record("showItemInFolder"),
} satisfies Surface<Electron.Shell, "openExternal" | "openPath" | "showItemInFolder">;

export const Menu = {
    buildFromTemplate: (template: Parameters<typeof Electron.Menu.buildFromTemplate>[0]) => template,
    setApplicationMenu: record("setApplicationMenu"),
} satisfies Surface<typeof Electron.Menu, "buildFromTemplate" | "setApplicationMenu">;

export const powerSaveBlocker = {
    start(type: string) {
        record("stayAwake").call(this, type);
        return 7;
    },
    stop: record("mayFallAsleep"),
} satisfies Surface<Electron.PowerSaveBlocker, "start" | "stop">;

export const powerMonitor = new EventEmitter() satisfies Surface<Electron.PowerMonitor, "on">;
export const nativeTheme = { shouldUseDarkColors: false } satisfies Surface<
    Electron.NativeTheme,
    "shouldUseDarkColors"
>;
export const screen = {
    getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
} satisfies Surface<Electron.Screen, "getAllDisplays">;

export class Notification extends EventEmitter {
    static isSupported = () => true;
    readonly options: Electron.NotificationConstructorOptions;
    constructor(options: Electron.NotificationConstructorOptions) {
        super();
        this.options = options;
    }
    show(): void {
        record("notify").call(this, this.options.title, this.options.body);
    }
}
void (Notification.prototype satisfies Surface<Electron.Notification, "show" | "on">);

export const ipcMain = new EventEmitter() satisfies Surface<Electron.IpcMain, "on">;

/** One end of a channel as the main process has it. */
class MainPort extends EventEmitter {
    readonly #port: MessagePort;
    constructor(port: MessagePort) {
        super();
        this.#port = port;
        port.on("message", (data) => this.emit("message", { data, ports: [] }));
        port.on("close", () => this.emit("close"));
    }
    postMessage(message: unknown): void {
        this.#port.postMessage(message);
    }
    start(): void {
        this.#port.start();
    }
    close(): void {
        this.#port.close();
    }
}
void (MainPort.prototype satisfies Surface<
    Electron.MessagePortMain,
    "postMessage" | "start" | "close" | "on"
>);

/** What a page does through the preload: hands one end of a channel to the main process. */
export function requestLine(
    channel: string,
    contents: FakeContents,
    senderFrame: { url: string } | null = contents.mainFrame,
): MessagePort {
    const { port1, port2 } = new MessageChannel();
    ipcMain.emit(channel, { sender: contents, senderFrame, ports: [new MainPort(port2)] });
    return port1;
}

/** A utility process: a real process of Node. */
class FakeUtilityProcess extends EventEmitter {
    readonly #child: ChildProcess;
    constructor(child: ChildProcess) {
        super();
        this.#child = child;
        child.on("message", (message) => this.emit("message", message));
        child.on("exit", (code) => this.emit("exit", code ?? 1));
    }
    get pid(): number | undefined {
        return this.#child.pid;
    }
    get stderr() {
        return this.#child.stderr;
    }
    postMessage(message: unknown): void {
        if (this.#child.connected) this.#child.send(message as string);
    }
    kill(): boolean {
        return this.#child.kill("SIGKILL");
    }
}
void (FakeUtilityProcess.prototype satisfies Surface<
    Electron.UtilityProcess,
    "pid" | "stderr" | "postMessage" | "kill" | "on"
>);

export const utilityProcess = {
    fork(path: string, args: string[] = [], options: Electron.ForkOptions = {}) {
        record("fork").call(this, path, args, options);
        const stdio: ("ignore" | "pipe" | "ipc")[] = ["ignore", "ignore", "pipe", "ipc"];
        return new FakeUtilityProcess(fork(path, args, { serialization: "advanced", stdio }));
    },
} satisfies Surface<typeof Electron.utilityProcess, "fork">;
