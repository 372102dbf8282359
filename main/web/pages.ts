/**
 * The files of the built renderer, and the headers under which pages are shown. Gives nothing outside its folder.
 */
import { randomBytes } from "node:crypto";
import { createReadStream, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";

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

/** Headers of every answer. Styles that a page makes itself need the nonce. */
export function securityHeaders(host: string, nonce = ""): Record<string, string> {
    const style = nonce ? `'self' 'nonce-${nonce}'` : "'self'";
    const policy = [
        "default-src 'none'",
        "script-src 'self'",
        `style-src ${style}`,
        `connect-src 'self' ws://${host}`,
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

/** A plain page with one sentence. */
export function sendSentence(response: ServerResponse, status: number, host: string, sentence: string): void {
    const text = sentence.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Q-Adapter Studio</title><p>${text}</p></html>`;
    response.writeHead(status, { ...securityHeaders(host), "Content-Type": types[".html"] }).end(page);
}

/**
 * Sends a file of the folder; every other path is the application's own and gets index.html.
 * Answers false where there is nothing to send.
 */
export async function sendFile(
    response: ServerResponse,
    folder: string,
    urlPath: string,
    host: string,
): Promise<boolean> {
    const path = findFile(folder, urlPath) ?? (extname(urlPath) === "" ? findFile(folder, "/") : undefined);
    if (path === undefined) return false;
    const type = types[extname(path)] ?? "application/octet-stream";
    if (extname(path) === ".html") {
        const nonce = randomBytes(16).toString("base64");
        const page = readFileSync(path, "utf8").replaceAll(noncePlace, nonce);
        response.writeHead(200, { ...securityHeaders(host, nonce), "Content-Type": type }).end(page);
        return true;
    }
    // names of built files hold a hash of what is in them
    const isFixed = urlPath.startsWith("/assets/");
    const cache = isFixed ? "private, max-age=31536000, immutable" : "no-cache";
    response.writeHead(200, {
        ...securityHeaders(host),
        "Content-Type": type,
        "Content-Length": statSync(path).size,
        "Cache-Control": cache,
    });
    await pipeline(createReadStream(path), response);
    return true;
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

/** Sends a file that a person asked for and removes it. */
export async function sendDownload(
    response: ServerResponse,
    { path, name }: { path: string; name: string },
    host: string,
): Promise<void> {
    try {
        response.writeHead(200, {
            ...securityHeaders(host),
            "Content-Type": "application/octet-stream",
            "Content-Length": statSync(path).size,
            "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        });
        await pipeline(createReadStream(path), response);
    } finally {
        rmSync(path, { force: true });
    }
}
