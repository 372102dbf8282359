/** Starts of the desktop program that end at once: there is one already, or the data folder is not to be had. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../support/command.ts";
import { newFolder, startStudio } from "../support/studio.ts";
import type { Started } from "./startProgram.ts";

const main = join(root, "main/electron/main.ts");

/** Starts the program of the checkout on a data folder. */
function startOn(dataDir: string, env: Record<string, string> = {}): Started {
    const { stdout, stderr } = spawnSync(
        process.execPath,
        [join(import.meta.dirname, "startProgram.ts"), main],
        { encoding: "utf8", env: { ...process.env, ...env, QADAPTER_DATA: dataDir }, timeout: 120_000 },
    );
    expect(stderr).toBe("");
    return JSON.parse(stdout) as Started;
}

it("beside a program on the same data it ends without a word, and opens nothing", () => {
    const folder = newFolder();
    const { asked, windows, error } = startOn(folder, { QADAPTER_TEST_SECOND: "1" });
    expect({ last: asked.at(-1), windows, error }).toEqual({ last: "quit", windows: 0, error: null });
    expect(readdirSync(folder)).toEqual(["window"]);
});

it("while qadapter serve has the data folder, it says so, and the other goes on", async () => {
    const studio = await startStudio();
    const { asked, windows, error } = startOn(studio.folder);
    expect({ last: asked.at(-1), windows }).toEqual({ last: "exit", windows: 0 });
    expect(error).toContain("is in use by another Q-Adapter Studio");
    expect((await studio.client.settings.get()).offline).toBe(true);
});

it("a data folder that cannot be made is named", () => {
    const place = join(newFolder(), "taken");
    writeFileSync(place, "");
    const { windows, error } = startOn(place);
    expect(windows).toBe(0);
    expect(error).toContain(place);
});

it("a place of the window that is nonsense, and data of nobody, are no obstacle", () => {
    const folder = newFolder();
    mkdirSync(join(folder, "window"));
    writeFileSync(join(folder, "window/window.json"), "{");
    expect(startOn(folder)).toMatchObject({
        windows: 1,
        error: null,
        isOfflineForGood: false,
        looksForUpdates: [false, false], // a checkout knows nobody to ask
    });
});
