/**
 * The files of the built renderer, and the headers under which they are shown, whoever serves them: the browser's front
 * door over HTTP, the desktop's over its own scheme. Gives nothing outside its folder.
 */
import { randomBytes } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";

/** A file as it is sent. */
export interface Page {
    headers: Record<string, string>;
    body: Buffer;
}

const types: Readonly<Record<string, string>> = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
};

/** What index.html holds where a nonce for its styles belongs. */
const noncePlace = "__CSP_NONCE__";

/**
 * Headers of every answer.
 * @param connect what pages may connect to, as sources of a policy: `'self' ws://127.0.0.1:8080`
 * @param nonce that styles need which a page makes itself
 */
export function securityHeaders(connect: string, nonce = ""): Record<string, string> {
    const style = nonce ? `'self' 'nonce-${nonce}'` : "'self'";
    const policy = [
        "default-src 'none'",
        "script-src 'self'",
        `style-src ${style}`,
        `connect-src ${connect}`,
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ];
    return {
        "Content-Security-Policy": policy.join("; "),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cache-Control": "no-store",
    };
}

/**
 * Reads a file of the folder; every other path without an ending is the application's own and gets index.html.
 * Answers undefined where there is nothing.
 */
export async function readPage(folder: string, urlPath: string, connect: string): Promise<Page | undefined> {
    const path = findFile(folder, urlPath) ?? (extname(urlPath) === "" ? findFile(folder, "/") : undefined);
    if (path === undefined) return undefined;
    const type = { "Content-Type": types[extname(path)] ?? "application/octet-stream" };
    const body = await readFile(path);
    if (extname(path) === ".html") {
        const nonce = randomBytes(16).toString("base64");
        const page = Buffer.from(body.toString("utf8").replaceAll(noncePlace, nonce));
        return { headers: { ...securityHeaders(connect, nonce), ...type }, body: page };
    }
    // names of built files hold a hash of what is in them
    const isFixed = urlPath.startsWith("/assets/");
    const cache = { "Cache-Control": isFixed ? "private, max-age=31536000, immutable" : "no-cache" };
    return { headers: { ...securityHeaders(connect), ...type, ...cache }, body };
}

/** The file at a path within the folder; links that lead out of it are not followed. */
function findFile(folder: string, urlPath: string): string | undefined {
    try {
        const decoded = decodeURIComponent(urlPath);
        if (decoded.includes("\0") || decoded.includes("\\")) return undefined;
        const root = realpathSync(folder);
        const path = realpathSync(join(root, decoded.endsWith("/") ? `${decoded}index.html` : decoded));
        return path.startsWith(root + sep) && statSync(path).isFile() ? path : undefined;
    } catch {
        return undefined; // it does not exist, or its name is none
    }
}
