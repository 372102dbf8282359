/** What is said after a look for a newer version. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { lookForUpdate } from "../../main/desktop/lookForUpdate.ts";
import { wordsOf } from "../../main/desktop/words.ts";

/** What happens when the list of releases answers this. */
async function look(answer: (host: string) => unknown, status = 200): Promise<string[]> {
    const server = createServer((request, response) => {
        response.writeHead(status).end(JSON.stringify(answer(request.headers.host as string)));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const did: string[] = [];
    await lookForUpdate(
        `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        "1.2.3",
        wordsOf("en"),
        {
            say: async (sentence) => void did.push(sentence),
            openLink: async (address) => void did.push(new URL(address).pathname),
        },
    );
    server.close();
    return did;
}

it("a newer one: to its page; none: said; nonsense or no answer: said", async () => {
    const release = (version: string) => (host: string) => ({
        tag_name: version,
        html_url: `https://${host}/page`,
    });
    expect(await look(release("v1.3.0"))).toEqual(["/page"]);
    expect(await look(release("v1.2.3"))).toEqual(["Version 1.2.3 is the newest one."]);
    expect(await look(() => ({}))).toEqual([expect.stringContaining("makes no sense")]);
    expect(await look(() => ({}), 500)).toHaveLength(1);
});
