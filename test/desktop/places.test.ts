/** Where the desktop program looks for its parts and keeps its data. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { findPlaces } from "../../main/desktop/places.ts";
import { filesAmong } from "../../main/desktop/startFiles.ts";

const env = { QADAPTER_DATA: "/kept" };

it("data: --data, else beside a portable program, else as everywhere", () => {
    expect(findPlaces({ args: [], env }).dataDir).toBe("/kept");
    expect(findPlaces({ args: ["studio", "--data=/team"], env }).dataDir).toBe("/team");
    const portable = findPlaces({ args: [], env: { ...env, PORTABLE_EXECUTABLE_DIR: "/stick" } });
    expect(portable.dataDir).toBe(join("/stick", "Q-Adapter Studio data"));
    expect(portable.memory).toBe(join(portable.dataDir, "window"));
});

it("a checkout is not offline for good, and has no collected licences", () => {
    expect(findPlaces({ args: [], env })).toMatchObject({ isOfflineForGood: false, licences: [] });
});

it("files among the arguments of a start", () => {
    const args = ["/opt/studio.gguf", "--x=a.gguf", "a.GGUF", "../b.qadapter", "c.txt", "--", "/d.gguf"];
    expect(filesAmong(args, "/home/me")).toEqual(["/home/me/a.GGUF", "/home/b.qadapter", "/d.gguf"]);
    expect(filesAmong([], "/")).toEqual([]);
});
