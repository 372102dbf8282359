/**
 * The browser front door: what is let in, what is not, and what pages are allowed to do.
 */
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { logIn, newFolder, openSocket, type Studio, startStudio } from "../support/studio.ts";

/** A raw request, so that every header can be chosen. */
function get(
    { server }: Studio,
    path: string,
    headers: Record<string, string> = {},
    method = "GET",
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
    const { hostname, port } = new URL(server.address);
    return new Promise((done, fail) => {
        const sent = request({ hostname, port, path, headers, method }, (response) => {
            let body = "";
            response.setEncoding("utf8").on("data", (text) => {
                body += text;
            });
            response.on("end", () =>
                done({ status: response.statusCode ?? 0, headers: response.headers, body }),
            );
        });
        sent.on("error", fail).end();
    });
}

async function socketOutcome(studio: Studio, cookie: string, origin?: string): Promise<string> {
    const socket = openSocket(studio.server, cookie, origin);
    const [outcome] = await Promise.race([
        once(socket, "open").then(() => ["open"]),
        once(socket, "unexpected-response").then(([, { statusCode }]) => [String(statusCode)]),
    ]);
    socket.on("error", () => {});
    socket.terminate();
    return outcome as string;
}

function somePages(): string {
    const folder = newFolder();
    const pages = join(folder, "dist");
    mkdirSync(join(pages, "assets"), { recursive: true });
    writeFileSync(join(pages, "index.html"), '<meta name="csp-nonce" content="__CSP_NONCE__">');
    writeFileSync(join(pages, "assets/app-1a2b.js"), "export {};");
    writeFileSync(join(folder, "secret.txt"), "secret");
    symlinkSync(join(folder, "secret.txt"), join(pages, "link.txt"));
    return pages;
}

describe("who is let in", () => {
    it("only whoever follows a link, which works once", async () => {
        const studio = await startStudio();
        for (const path of ["/", "/index.html", "/rpc", "/download/x", "/?token=wrong"])
            expect((await get(studio, path)).status).toBe(401);
        const link = new URL(studio.server.newLink());
        const path = link.pathname + link.search;
        const first = await get(studio, path);
        expect(first).toMatchObject({ status: 303, headers: { location: "/" } });
        const cookie = (first.headers["set-cookie"] as string[])[0] ?? "";
        expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
        expect((await get(studio, path)).status).toBe(401);
        expect((await get(studio, "/", { cookie })).status).toBe(503); // in, but nothing is built
    });

    it("only under this computer's own name", async () => {
        const studio = await startStudio();
        const cookie = await logIn(studio.server);
        expect((await get(studio, "/", { cookie, host: "evil.example" })).status).toBe(403);
        const { port } = new URL(studio.server.address);
        expect((await get(studio, "/", { cookie, host: `127.0.0.1:${Number(port) + 1}` })).status).toBe(403);
        expect((await get(studio, "/", { cookie }, "POST")).status).toBe(405);
    });

    it("sockets: only of own pages with the cookie", async () => {
        const studio = await startStudio();
        const cookie = await logIn(studio.server);
        expect(await socketOutcome(studio, cookie)).toBe("open");
        expect(await socketOutcome(studio, cookie, "http://evil.example")).toBe("403");
        expect(await socketOutcome(studio, cookie, "null")).toBe("403");
        expect(await socketOutcome(studio, "")).toBe("401");
        expect(await socketOutcome(studio, `${cookie}x`)).toBe("401");
    });
});

describe("pages", () => {
    it("come with a strict policy and a nonce of their own", async () => {
        const studio = await startStudio({ pages: somePages() });
        const cookie = await logIn(studio.server);
        const page = await get(studio, "/chat/5", { cookie });
        const nonce = /content="([^"]+)"/.exec(page.body)?.[1];
        const policy = page.headers["content-security-policy"] as string;
        expect(policy).toContain("default-src 'none'");
        expect(policy).toContain(`'nonce-${nonce}'`);
        expect(policy).not.toMatch(/unsafe|\*/);
        expect((await get(studio, "/", { cookie })).body).not.toBe(page.body);
        const script = await get(studio, "/assets/app-1a2b.js", { cookie });
        expect(script).toMatchObject({ status: 200, body: "export {};" });
        expect(script.headers["cache-control"]).toContain("immutable");
    });

    it("never come from outside their folder", async () => {
        const studio = await startStudio({ pages: somePages() });
        const cookie = await logIn(studio.server);
        for (const path of [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/..%5csecret.txt",
            "/link.txt",
            "/assets/%00.js",
            "/%E0%A4%A.js",
            "//etc/passwd.txt",
        ]) {
            const answer = await get(studio, path, { cookie });
            expect([path, answer.status]).toEqual([path, 404]);
            expect(answer.body).not.toContain("secret");
        }
    });

    it("bring exported files, each once", async () => {
        const studio = await startStudio();
        const cookie = await logIn(studio.server);
        const { client } = studio;
        await client.preferences.create({
            prompt: [{ role: "user", content: "Q" }],
            chosen: "a",
            rejected: "b",
        });
        let url = "";
        for await (const event of await client.preferences.export({ format: "trl", to: "download" }))
            if (event.type === "done") url = `/${event.result.url}`;
        const file = await get(studio, url, { cookie });
        expect(file.headers["content-disposition"]).toContain("attachment");
        expect(JSON.parse(file.body)).toMatchObject({ chosen: expect.anything() });
        expect((await get(studio, url, { cookie })).status).toBe(404);
    });
});
