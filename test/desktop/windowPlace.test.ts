/** Where the window opens: where it was, unless that is nowhere, nonsense, or out of sight by now. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { keepWindowPlace, readWindowPlace } from "../../main/desktop/windowPlace.ts";

const folder = mkdtempSync(join(tmpdir(), "qadapter-place-"));
const path = join(folder, "window.json");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const screen = { x: 0, y: 25, width: 1920, height: 1055 };
const left = { x: -1280, y: 0, width: 1280, height: 1024 };
const bounds = { x: 300, y: 40, width: 1000, height: 800 };
const unknown = { bounds: { width: 1280, height: 840 }, isMaximized: false };

it("comes back where it was, also maximised", () => {
    for (const isMaximized of [false, true]) {
        keepWindowPlace(path, { bounds, isMaximized });
        expect(readWindowPlace(path, [screen])).toEqual({ bounds, isMaximized });
    }
});

it.each([
    ["a screen that was taken away", { ...bounds, x: -901 }],
    ["above all screens", { ...bounds, y: -400 }],
    ["under the lower edge", { ...bounds, y: 1079 }],
    ["too small to be used", { ...bounds, width: 90 }],
    ["no numbers", { ...bounds, x: "0" }],
    ["half pixels", { ...bounds, x: 0.5 }],
])("%s: opens in the middle", (_, other) => {
    writeFileSync(path, JSON.stringify({ bounds: other, isMaximized: true }));
    expect(readWindowPlace(path, [screen])).toEqual(unknown);
});

it("every screen counts", () => {
    keepWindowPlace(path, { bounds: { ...bounds, x: -900 }, isMaximized: false });
    expect(readWindowPlace(path, [screen, left]).bounds).toMatchObject({ x: -900 });
});

it.each(["", "{", "null", "[]", '{"bounds":null}'])("a damaged file, %j, is as good as none", (text) => {
    writeFileSync(path, text);
    expect(readWindowPlace(path, [screen])).toEqual(unknown);
});

it("no file and no way to write one break nothing", () => {
    keepWindowPlace(join(folder, "gone", "window.json"), { bounds, isMaximized: false });
    expect(readWindowPlace(join(folder, "gone", "window.json"), [screen])).toEqual(unknown);
});
