import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cacheFolder } from "../../main/files/cacheFolder.ts";
import type { Device } from "../../main/ggml/device.ts";
import { rememberedChoice } from "../../main/model/layoutRecord.ts";

let folder: string;
const device = { library: { version: "1" } } as Device;
const first = [{ candidate: 1, padding: 32, singles: 2 }];
const second = [{ candidate: 0, padding: 0, singles: 1 }];
const file = () => join(folder, readdirSync(folder)[0] as string);

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "layouts-"));
    vi.stubEnv("QADAPTER_CACHE", folder);
});

afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
});

describe("the layouts that a computer's measurements chose", () => {
    test("are chosen once", () => {
        expect(rememberedChoice(device, 8, 2, () => first)).toEqual(first);
        expect(rememberedChoice(device, 8, 2, () => second)).toEqual(first);
    });

    test("are chosen again for another type, another number of candidates and another library", () => {
        rememberedChoice(device, 8, 2, () => first);
        expect(rememberedChoice(device, 2, 2, () => second)).toEqual(second);
        expect(rememberedChoice(device, 8, 3, () => second)).toEqual(second);
        const other = { library: { version: "2" } } as Device;
        expect(rememberedChoice(other, 8, 2, () => second)).toEqual(second);
    });

    test("are those of the process that wrote first", () => {
        const choose = () => {
            rememberedChoice(device, 8, 2, () => second);
            return first;
        };
        expect(rememberedChoice(device, 8, 2, choose)).toEqual(second);
    });

    test.each([
        "",
        "[",
        "{}",
        "[1]",
        '[{"candidate":2,"padding":0,"singles":1}]',
        '[{"candidate":0,"padding":7,"singles":1}]',
        '[{"candidate":0,"padding":0,"singles":-1}]',
    ])("are chosen again where the record is damaged: %s", (damaged) => {
        rememberedChoice(device, 8, 2, () => first);
        writeFileSync(file(), damaged);
        expect(rememberedChoice(device, 8, 2, () => second)).toEqual(second);
        expect(JSON.parse(readFileSync(file(), "utf8"))).toEqual(second);
    });

    test("are measured by every process where nothing can be written", () => {
        vi.stubEnv("QADAPTER_CACHE", join(folder, "file", "below"));
        writeFileSync(join(folder, "file"), "");
        expect(rememberedChoice(device, 8, 2, () => first)).toEqual(first);
        expect(rememberedChoice(device, 8, 2, () => second)).toEqual(second);
    });
});

test("the folder follows each system's conventions", () => {
    expect(cacheFolder("linux", {}, "/home/a")).toBe("/home/a/.cache/q-adapter-studio");
    expect(cacheFolder("linux", { XDG_CACHE_HOME: "/c" }, "/home/a")).toBe("/c/q-adapter-studio");
    expect(cacheFolder("linux", { XDG_CACHE_HOME: "c" }, "/home/a")).toBe("/home/a/.cache/q-adapter-studio");
    expect(cacheFolder("darwin", {}, "/Users/a")).toBe("/Users/a/Library/Caches/Q-Adapter Studio");
    expect(cacheFolder("win32", { LOCALAPPDATA: "L" }, "H")).toMatch(/^L.q-adapter-studio-cache$/);
    expect(cacheFolder("linux", { QADAPTER_CACHE: "/x" }, "/home/a")).toBe("/x");
});
