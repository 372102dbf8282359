/**
 * The built preload in a real Chromium, in an isolated world as Electron's own: the line it passes on carries real
 * calls, it lets nothing else through, and the page sees none of it. The main process is this test, with a real router.
 */
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type CDPSession, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { serveRouter } from "../../main/rpc/serveRouter.ts";
import { lineRequest, pageChannel } from "../../preload/bridge.ts";
import type { FramePort } from "../../preload/framePort.ts";
import { buildPreload } from "../../scripts/package/stage.ts";
import { echoRouter } from "../support/echoRouter.ts";
import type { DesktopPage } from "./desktopPage.ts";

/** What stands for Electron in the preload's world: everything goes to the test as text. */
const electron = `
    const listeners = {};
    globalThis.fromMain = (channel, message) => listeners[channel]?.({}, message);
    let port;
    globalThis.frameFromMain = (frame) => port.postMessage(typeof frame === "string" ? frame : Uint8Array.from(frame));
    const say = (message) => toMain(JSON.stringify(message));
    const require = (name) => name !== "electron" ? undefined : {
        ipcRenderer: {
            send: (channel, ...values) => say({ channel, values }),
            postMessage: (channel, value, ports) => {
                say({ channel, value, ports: ports.length });
                port = ports[0];
                port.onmessage = ({ data }) => say({ frame: typeof data === "string" ? data : [...new Uint8Array(data)] });
            },
            on: (channel, listener) => { listeners[channel] = listener; },
        },
        webUtils: { getPathForFile: ({ name }) => name === "made-by-a-page" ? "" : "/home/me/" + name },
    };
`;

interface FromPreload {
    channel?: string;
    ports?: number;
    frame?: string | number[];
}

let folder: string;
let browser: Browser;
let server: Server;
let address: string;
let preload: string;
let page: Page;
let said: FromPreload[];
let cdp: CDPSession;
let world: number;

beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "qadapter-preload-"));
    await buildPreload(folder);
    preload = readFileSync(join(folder, "preload/preload.cjs"), "utf8");
    await build({
        configFile: false,
        root: import.meta.dirname,
        logLevel: "warn",
        build: {
            outDir: folder,
            emptyOutDir: false,
            lib: { entry: "desktopPage.ts", formats: ["es"], fileName: "page" },
        },
    });
    const script = readFileSync(join(folder, "page.js"), "utf8");
    server = createServer((request, response) => {
        const isScript = request.url === "/page.js";
        response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
        const frame = request.url === "/" ? `<iframe src="/frame"></iframe>` : "";
        response.end(isScript ? script : `<!doctype html><p>page</p>${frame}`);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: ["--no-sandbox"],
    });
});

afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
    page = await browser.newPage();
    said = [];
    cdp = await page.context().newCDPSession(page);
    const listeners: ((frame: unknown) => void)[] = [];
    const port: FramePort = {
        send: (frame) =>
            void inPreload(
                `frameFromMain(${JSON.stringify(typeof frame === "string" ? frame : [...frame])})`,
            ),
        onFrame: (listener) => void listeners.push(listener),
        onClose: () => {},
        close: () => {},
    };
    cdp.on("Runtime.executionContextCreated", ({ context }) => {
        if (context.name === "preload" && context.auxData?.frameId !== undefined && world === 0)
            world = context.id;
    });
    cdp.on("Runtime.bindingCalled", ({ payload }) => {
        const message = JSON.parse(payload) as FromPreload;
        if (message.frame === undefined) said.push(message);
        const { frame } = message;
        for (const listener of listeners)
            if (frame !== undefined) listener(typeof frame === "string" ? frame : Uint8Array.from(frame));
    });
    world = 0;
    await cdp.send("Runtime.enable");
    await cdp.send("Page.enable");
    await cdp.send("Runtime.addBinding", { name: "toMain", executionContextName: "preload" });
    const source = `{ ${electron} ${preload} }`;
    await cdp.send("Page.addScriptToEvaluateOnNewDocument", { source, worldName: "preload" });
    serveRouter(echoRouter(), port, () => {});
    await page.goto(address);
    return () => page.close();
});

/** Runs code in the preload's world. */
async function inPreload(expression: string): Promise<void> {
    await cdp.send("Runtime.evaluate", { expression, contextId: world });
}

const start = () => page.addScriptTag({ type: "module", url: "/page.js" });

/** Runs in the page. */
function inPage<Answer>(work: (page: DesktopPage) => Answer | Promise<Answer>): Promise<Answer> {
    return page.evaluate(`(${work})(window.page)`) as Promise<Answer>;
}

it("carries calls, errors and streams between page and main process", async () => {
    await start();
    expect(await inPage(({ client }) => client.echo({ text: "Wärme 你好" }))).toEqual({ text: "Wärme 你好" });
    expect(await inPage(({ client }) => client.fail({ how: "studio" }).catch(({ code }) => code))).toBe(
        "disk-full",
    );
    const counted = await inPage(async ({ client }) => {
        const numbers: number[] = [];
        for await (const number of await client.count({ to: 5 })) numbers.push(number);
        return numbers;
    });
    expect(counted).toEqual([0, 1, 2, 3, 4]);
    expect(said).toEqual([{ channel: lineRequest, value: null, ports: 1 }]);
});

it("gives the page no function, no object and no name", async () => {
    const names = (where: Page) => where.evaluate(() => Object.getOwnPropertyNames(window).sort());
    const plain = await browser.newPage();
    await plain.goto(address);
    expect(await names(page)).toEqual(await names(plain));
    await plain.close();
    expect(
        await page.evaluate(() => [typeof (window as { require?: unknown }).require, typeof process]),
    ).toEqual(["undefined", "undefined"]);
});

it("lets no other message through, and none of a frame or another window", async () => {
    await page.evaluate(
        ([line, channel]) => {
            const port = () => new MessageChannel().port1;
            window.postMessage("something else", "*", [port()]);
            window.postMessage(line, "*"); // without a port
            window.postMessage(line, "*", [port(), port()]);
            window.postMessage({ [channel as string]: { kind: "command" } }, "*");
            window.postMessage({ channel: line }, "*", [port()]);
            const frame = document.querySelector("iframe")?.contentWindow as Window & {
                eval: (code: string) => void;
            };
            frame.eval(`parent.postMessage(${JSON.stringify(line)}, "*", [new MessageChannel().port1])`);
            frame.eval(`parent.postMessage(${JSON.stringify(channel)}, "*")`);
        },
        [lineRequest, pageChannel],
    );
    await page.waitForTimeout(200);
    expect(said).toEqual([]);
});

it("passes on what the main process tells, once the page listens", async () => {
    await start();
    await inPage((desktop) => desktop.listen());
    await expect.poll(() => said.at(-1)).toEqual({ channel: pageChannel, values: [] });
    await inPreload(`fromMain(${JSON.stringify(pageChannel)}, { kind: "command", command: "new-chat" })`);
    await expect
        .poll(() => inPage(({ messages }) => messages))
        .toEqual([{ kind: "command", command: "new-chat" }]);
});

it("files that are dropped beside what takes them arrive with their paths; the page stays where it is", async () => {
    await start();
    await inPage((desktop) => desktop.listen());
    const drop = (names: string[], isTaken: boolean) =>
        page.evaluate(
            ([dropped, taken]) => {
                const data = new DataTransfer();
                for (const name of dropped as string[]) data.items.add(new File(["x"], name));
                const target = document.querySelector("p") as Element;
                if (taken) target.addEventListener("drop", (event) => event.preventDefault(), { once: true });
                const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
                target.dispatchEvent(event);
                return event.defaultPrevented;
            },
            [names, isTaken] as const,
        );
    expect(await drop(["taken.jsonl"], true)).toBe(true);
    expect(await drop(["made-by-a-page"], false)).toBe(true);
    expect(await drop(["a.gguf", "b.qadapter"], false)).toBe(true);
    const files = { kind: "files", paths: ["/home/me/a.gguf", "/home/me/b.qadapter"] };
    await expect.poll(() => inPage(({ messages }) => messages)).toEqual([files]);
    expect(page.url()).toBe(`${address}/`);
});
