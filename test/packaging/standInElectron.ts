/**
 * A folder that stands in for Electron's own, which cannot be downloaded everywhere: what electron-builder looks for,
 * and an executable with a fuse wire like Electron's, which `@electron/fuses` really flips.
 */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What @electron/fuses looks for in front of the wire. */
const SENTINEL = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
/** Fuses that Electron 45 has. */
const fuses = 9;

/** Makes the folder. @param version of the Electron that it stands for */
export function makeStandIn(folder: string, version: string): void {
    mkdirSync(join(folder, "locales"), { recursive: true });
    mkdirSync(join(folder, "resources"), { recursive: true });
    for (const language of ["en-US", "en-GB", "de", "fr"])
        writeFileSync(join(folder, "locales", `${language}.pak`), "");
    writeFileSync(join(folder, "version"), version);
    writeFileSync(join(folder, "LICENSE"), "stand-in");
    writeFileSync(join(folder, "LICENSES.chromium.html"), "stand-in");
    const wire = Buffer.from([1, fuses, ...Buffer.from("1".repeat(fuses), "ascii")]);
    const executable = Buffer.concat([Buffer.from("#!/bin/false\n"), Buffer.from(SENTINEL, "ascii"), wire]);
    writeFileSync(join(folder, "electron"), executable);
    chmodSync(join(folder, "electron"), 0o755);
}
