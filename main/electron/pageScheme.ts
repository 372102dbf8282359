/** The scheme under which the window's page is loaded: only files of the built renderer, with their policy. */
import { type Protocol, protocol } from "electron";
import { readPage } from "../pages/readPage.ts";

/** Where the page lives. */
export const pageOrigin = "app://studio";

/** Whether an address belongs to the program's own page. */
export function isOwnAddress(address: string): boolean {
    return address.startsWith(`${pageOrigin}/`);
}

/** Makes the scheme known to Chromium; only before Electron is ready. */
export function registerPageScheme(): void {
    const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
    protocol.registerSchemesAsPrivileged([{ scheme: "app", privileges }]);
}

/** Serves the folder of the built renderer to one session. */
export function servePages(pages: Pick<Protocol, "handle">, folder: string): void {
    pages.handle("app", async ({ method, url }) => {
        if (!isOwnAddress(url) || method !== "GET") return new Response(null, { status: 403 });
        const page = await readPage(folder, new URL(url).pathname, "'self'");
        if (!page) return new Response(null, { status: 404 });
        return new Response(new Uint8Array(page.body), { headers: page.headers });
    });
}
