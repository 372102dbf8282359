/**
 * Who may use the backend from a browser: whoever has followed a link with a token, which works once, and only from
 * this computer and this very page. Compares secrets in constant time.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Links that nobody has followed yet, at most: older ones stop working. */
const mostTokens = 20;

/** Access to one server. */
export class Access {
    readonly #port: number;
    /** of tokens that have not been used; the tokens themselves are not kept */
    #tokens: Buffer[] = [];
    readonly #session = randomBytes(32).toString("base64url");

    constructor(port: number) {
        this.#port = port;
    }

    /** A new token for a link. */
    newToken(): string {
        const token = randomBytes(32).toString("base64url");
        this.#tokens = [...this.#tokens, digest(token)].slice(-mostTokens);
        return token;
    }

    /** Uses a token up. The answer is the cookie to set; undefined for a wrong or used one. */
    redeem(token: string): string | undefined {
        const wanted = digest(token);
        const matches = this.#tokens.map((known) => timingSafeEqual(known, wanted));
        if (!matches.includes(true)) return undefined;
        this.#tokens = this.#tokens.filter((_, i) => !matches[i]);
        return `${this.#cookie}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
    }

    /** Browsers keep cookies by host, not by port: each server has a name of its own. */
    get #cookie(): string {
        return `qadapter-${this.#port}`;
    }

    /** Whether a request was addressed to this server by a name that only this computer has. */
    isAddressed({ headers }: IncomingMessage): boolean {
        return [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`].includes(headers.host ?? "");
    }

    /** Whether a request comes from somebody who was let in. */
    isKnown({ headers }: IncomingMessage): boolean {
        const cookies = (headers.cookie ?? "").split(";").map((cookie) => cookie.trim());
        const prefix = `${this.#cookie}=`;
        const given = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length) ?? "";
        return timingSafeEqual(digest(given), digest(this.#session));
    }

    /** Whether a request was made by a page of this server, and not by one of somebody else. */
    isOwnPage({ headers }: IncomingMessage): boolean {
        return headers.origin === `http://${headers.host}`;
    }
}

/** Of equal length whatever the length of the secret. */
function digest(secret: string): Buffer {
    return createHash("sha256").update(secret).digest();
}
