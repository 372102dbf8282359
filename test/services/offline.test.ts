/** Offline mode as a person sets it, in a whole backend: while it is on, no part of the process leaves this computer. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { startStudio } from "../support/studio.ts";

afterEach(() => {
    delete process.env.QADAPTER_OFFLINE;
});

/** Nobody answers at this address of documentation; a refusal comes at once, and with its code. */
const ask = () =>
    fetch("http://192.0.2.1/", { signal: AbortSignal.timeout(300) }).then(
        () => "answered",
        (error: Error & { cause?: { code?: string } }) => error.cause?.code ?? error.name,
    );

it("is on at first, refuses while it is on, and notes it without saying to whom", async () => {
    const { client, folder } = await startStudio();
    expect((await client.settings.get()).offline).toBe(true);
    expect(await ask()).toBe("offline");
    await client.settings.set({ offline: false });
    expect(await ask()).not.toBe("offline");
    await client.settings.set({ offline: true });
    expect(await ask()).toBe("offline");
    const log = readFileSync(join(folder, "logs/studio.log"), "utf8");
    expect(log).toContain("a connection to another computer was refused");
    expect(log).not.toContain("192.0.2.1");
});

it("cannot be turned off where it is forced", async () => {
    process.env.QADAPTER_OFFLINE = "1";
    const { client } = await startStudio();
    expect((await client.settings.set({ offline: false })).offline).toBe(true);
    expect(await ask()).toBe("offline");
});

it("ends with the backend", async () => {
    const studio = await startStudio();
    await studio.client.settings.get(); // connected
    expect(await ask()).toBe("offline");
    await studio.close();
    expect(await ask()).not.toBe("offline");
});
