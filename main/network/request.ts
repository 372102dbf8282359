/**
 * Short questions to the hub over HTTP. Not for the files themselves: transfer.ts.
 */
import { StudioError } from "../errors.ts";
import { networkError, statusError } from "./networkErrors.ts";

/** Whom to ask, and how. */
export interface HubOptions {
    /** address of the hub; default: HF_ENDPOINT, else https://huggingface.co */
    endpoint?: string;
    /** access token, for models that ask for an account; default: HF_TOKEN, else none */
    token?: string;
    /** refuse before any connection is opened; default false */
    offline?: boolean;
    signal?: AbortSignal;
    /** seconds without an answer, or without a byte of a file, after which it is given up; default 60 */
    patience?: number;
}

/** Where a file can be had. */
export interface Source {
    address: string;
    /** to be shown there */
    headers: Record<string, string>;
}

export const defaultPatience = 60;
/** Larger answers than any list of files are not read. */
const mostBytes = 16 * 2 ** 20;
const mostRedirects = 8;

/** The hub's address without a slash at its end. @throws StudioError `usage` */
export function hubAddress({ endpoint }: HubOptions): string {
    const address = endpoint ?? process.env.HF_ENDPOINT ?? "https://huggingface.co";
    if (!/^https?:$/.test(URL.parse(address)?.protocol ?? ""))
        throw new StudioError(
            "usage",
            `The hub's address "${address}" is no web address: set HF_ENDPOINT to one, or unset it.`,
        );
    return address.replace(/\/+$/, "");
}

/** Asks for JSON. @throws StudioError `network` with what the server said, `interrupted` */
export async function askJson(url: string, what: string, options: HubOptions): Promise<unknown> {
    try {
        const response = await ask(url, options, {});
        if (response.ok) return JSON.parse(await readText(response));
        await response.body?.cancel();
        throw statusError(response.status, what, response.headers);
    } catch (error) {
        throw networkError(error, url, what, options.signal);
    }
}

/**
 * Finds out where a file can be had. A model that needs a token lies behind a signed address at another place, which
 * must not see the token: so redirects are followed here as far as the hub itself goes.
 * @throws StudioError `network`, `interrupted`
 */
export async function findSource(url: string, what: string, options: HubOptions): Promise<Source> {
    let address = url;
    try {
        for (let hop = 0; hop < mostRedirects; hop++) {
            const response = await ask(address, options, { method: "HEAD", redirect: "manual" });
            const location = response.headers.get("location");
            if (response.status >= 400) throw statusError(response.status, what, response.headers);
            if (response.status < 300 || location === null) return { address, headers: credentials(options) };
            const next = new URL(location, address);
            if (next.origin !== new URL(url).origin) return { address: next.href, headers: {} };
            address = next.href;
        }
    } catch (error) {
        throw networkError(error, address, what, options.signal);
    }
    throw new StudioError("network", `The hub sends the request for ${what} in circles: try again later.`);
}

/** Where a redirect leads elsewhere, fetch itself drops the token. */
function ask(url: string, options: HubOptions, init: RequestInit): Promise<Response> {
    const timeout = AbortSignal.timeout(1000 * (options.patience ?? defaultPatience));
    return fetch(url, {
        ...init,
        headers: credentials(options),
        signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    });
}

function credentials({ token = process.env.HF_TOKEN }: HubOptions): Record<string, string> {
    return token ? { authorization: `Bearer ${token}` } : {};
}

async function readText(response: Response): Promise<string> {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of response.body ?? []) {
        bytes += piece.length;
        if (bytes > mostBytes)
            throw new StudioError("network", "The hub's answer is longer than it can be: try again later.");
        pieces.push(piece);
    }
    return Buffer.concat(pieces).toString("utf8");
}
