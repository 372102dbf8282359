/** `npm start` builds the screens only where they are not those of the sources. */
import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isBuilt } from "../../scripts/start.mjs";
import { newFolder } from "../support/studio.ts";

it("builds where there is no build, a source is newer, or one was removed", () => {
    const root = newFolder();
    const at = (path: string, seconds: number) => utimesSync(join(root, path), seconds, seconds);
    for (const folder of ["renderer/dist", "renderer/features", "preload"])
        mkdirSync(join(root, folder), { recursive: true });
    const files = ["renderer/main.tsx", "renderer/features/a.tsx", "preload/contract.ts", "vite.config.ts"];
    for (const file of [...files, "package-lock.json"]) writeFileSync(join(root, file), "");
    const age = () => {
        for (const path of [...files, "package-lock.json", "renderer", "renderer/features", "preload"])
            at(path, 1000);
    };
    age();
    expect(isBuilt(root)).toBe(false);
    writeFileSync(join(root, "renderer/dist/index.html"), "");
    expect(isBuilt(root)).toBe(true);
    at("renderer/dist/index.html", 2000);
    expect(isBuilt(root)).toBe(true);
    at("preload/contract.ts", 3000);
    expect(isBuilt(root)).toBe(false);
    at("preload/contract.ts", 1000);
    rmSync(join(root, "renderer/features/a.tsx"));
    expect(isBuilt(root)).toBe(false);
});
