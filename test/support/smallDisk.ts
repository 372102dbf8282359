/** Small disks for tests of what happens when they are full or read-only; where the system lets a test mount them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A disk in memory. */
export interface SmallDisk {
    folder: string;
    makeReadOnly: () => void;
    /** bytes that are free */
    room: () => number;
    remove: () => void;
}

/** Mounts a disk of that many MB. */
export function smallDisk(megabytes: number): SmallDisk {
    const folder = mkdtempSync(join(tmpdir(), "qadapter-disk-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "ignore" });
    return {
        folder,
        makeReadOnly: () => execFileSync("mount", ["-o", "remount,ro", folder]),
        room: () => Number(execFileSync("df", ["--output=avail", "-B1", folder]).toString().split("\n")[1]),
        remove: () => {
            execFileSync("umount", ["-l", folder]);
            rmSync(folder, { recursive: true, force: true });
        },
    };
}

/** Whether this system lets a test mount disks; says so where it does not. */
export const canMount = mountWorks();

function mountWorks(): boolean {
    try {
        smallDisk(1).remove();
        return true;
    } catch {
        process.stdout.write(
            "Left out: tests of full and read-only disks, because nothing may be mounted here.\n",
        );
        return false;
    }
}
