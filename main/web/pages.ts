/**
 * Answers of the browser's front door: pages (main/pages/), sentences, and files that a person asked for.
 */
import { createReadStream, rmSync, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { readPage, securityHeaders } from "../pages/readPage.ts";

/** What a page of this host may connect to; Safari does not count sockets among 'self'. */
const ownSources = (host: string) => `'self' ws://${host}`;

/** Headers of answers without a page. */
export const plainHeaders = (host: string): Record<string, string> => securityHeaders(ownSources(host));

/** A plain page with one sentence. */
export function sendSentence(response: ServerResponse, status: number, host: string, sentence: string): void {
    const text = sentence.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Q-Adapter Studio</title><p>${text}</p></html>`;
    response
        .writeHead(status, { ...plainHeaders(host), "Content-Type": "text/html; charset=utf-8" })
        .end(page);
}

/** Sends a file of the folder. Answers false where there is nothing to send. */
export async function sendFile(
    response: ServerResponse,
    folder: string,
    urlPath: string,
    host: string,
): Promise<boolean> {
    const page = await readPage(folder, urlPath, ownSources(host));
    if (page) response.writeHead(200, page.headers).end(page.body);
    return page !== undefined;
}

/** Sends a file that a person asked for and removes it. */
export async function sendDownload(
    response: ServerResponse,
    { path, name }: { path: string; name: string },
    host: string,
): Promise<void> {
    try {
        response.writeHead(200, {
            ...plainHeaders(host),
            "Content-Type": "application/octet-stream",
            "Content-Length": statSync(path).size,
            "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        });
        await pipeline(createReadStream(path), response);
    } finally {
        rmSync(path, { force: true });
    }
}
