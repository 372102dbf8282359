/** Looking for a newer version: what is taken for an answer, and that nobody is asked offline. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isNewer, newestRelease } from "../../main/network/updates.ts";

let server: Server;
let address: string;
let answer: unknown;
let asked: (string | undefined)[];

beforeAll(async () => {
    asked = [];
    server = createServer((request, response) => {
        asked.push(request.headers.authorization);
        response.end(JSON.stringify(answer));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/latest`;
});

afterAll(() => server.close());

const page = () => `https://${new URL(address).host}/releases/v1.10.0`;

it("answers with the version and its page, and shows nobody's token", async () => {
    process.env.HF_TOKEN = "secret";
    answer = { tag_name: "v1.10.0", html_url: page() };
    expect(await newestRelease(address)).toEqual({ version: "1.10.0", page: page() });
    delete process.env.HF_TOKEN;
    expect(asked).toEqual([undefined]);
});

it.each([
    ["nothing", null],
    ["another shape", { version: "1.0.0" }],
    ["a version that is none", { tag_name: "latest<script>", html_url: "" }],
    ["a page elsewhere", { tag_name: "v1.0.0", html_url: "https://example.com/" }],
    ["a page that is a program", { tag_name: "v1.0.0", html_url: "javascript:alert(1)" }],
])("%s is no answer", async (_, value) => {
    answer = value;
    await expect(newestRelease(address)).rejects.toMatchObject({ code: "network" });
});

it("asks nobody offline", async () => {
    const before = asked.length;
    await expect(newestRelease(address, { offline: true })).rejects.toMatchObject({ code: "offline" });
    expect(asked).toHaveLength(before);
});

it.each([
    ["1.10.0", "1.9.9", true],
    ["2.0.0", "1.99.99", true],
    ["1.2.3", "1.2.3", false],
    ["1.2.3", "1.3.0", false],
])("%s is newer than %s: %s", (a, b, expected) => expect(isNewer(a, b)).toBe(expected));
