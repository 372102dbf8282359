/** Checks that a file is written whole or not at all, and what is said when it cannot be. */

import {
    chmodSync,
    mkdirSync,
    mkdtempSync,
    openSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
    writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StudioError } from "../../main/errors.ts";
import { writeAll, writeFileAtomically } from "../../main/files/atomicWrite.ts";
import { translateFileError } from "../../main/files/fileErrors.ts";

let folder = "";
let path = "";

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "atomic-"));
    path = join(folder, "file.bin");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const writeText = (text: string) => (fd: number) => writeAll(fd, Buffer.from(text));

function failureOf(run: () => unknown): { code: string; message: string } {
    try {
        run();
    } catch (error) {
        const { code, message } = error as StudioError;
        return { code, message };
    }
    throw new Error("Nothing failed.");
}

describe("writing a file", () => {
    it("creates it, replaces it, and leaves nothing else behind", () => {
        writeFileAtomically(path, writeText("one"));
        expect(readFileSync(path, "utf8")).toBe("one");
        writeFileAtomically(path, writeText("two"));
        expect(readFileSync(path, "utf8")).toBe("two");
        expect(readdirSync(folder)).toEqual(["file.bin"]);
    });

    it("keeps the old file until the new one is complete", () => {
        writeFileSync(path, "old");
        writeFileAtomically(path, (fd) => {
            writeAll(fd, Buffer.from("new"));
            expect(readFileSync(path, "utf8")).toBe("old");
            expect(readdirSync(folder).length).toBe(2);
        });
        expect(readFileSync(path, "utf8")).toBe("new");
    });

    it("writes through a link", () => {
        const link = join(folder, "link.bin");
        writeFileSync(path, "old");
        symlinkSync(path, link);
        writeFileAtomically(link, writeText("new"));
        expect(readFileSync(path, "utf8")).toBe("new");
        expect(readdirSync(folder).sort()).toEqual(["file.bin", "link.bin"]);
    });

    it("keeps the old file and removes the new one when writing fails", () => {
        writeFileSync(path, "old");
        const mistake = new TypeError("a mistake");
        expect(() =>
            writeFileAtomically(path, (fd) => {
                writeAll(fd, Buffer.from("half"));
                throw mistake;
            }),
        ).toThrow(mistake);
        expect(readFileSync(path, "utf8")).toBe("old");
        expect(readdirSync(folder)).toEqual(["file.bin"]);
    });

    it.skipIf(process.platform !== "linux")("says that the disk is full", () => {
        const full = openSync("/dev/full", "w");
        expect(failureOf(() => writeFileAtomically(path, () => writeSync(full, "x")))).toEqual({
            code: "disk-full",
            message: `The file "${path}" could not be written: there is no room left on the disk. Free some space and try again.`,
        });
        expect(readdirSync(folder)).toEqual([]);
    });

    it("says that the folder is missing", () => {
        const lost = join(folder, "none", "file.bin");
        expect(failureOf(() => writeFileAtomically(lost, writeText("x")))).toEqual({
            code: "file-missing",
            message: `The file "${lost}" could not be written: the folder "${join(folder, "none")}" does not exist.`,
        });
    });

    it("does not replace a folder", () => {
        mkdirSync(path);
        expect(failureOf(() => writeFileAtomically(path, writeText("x")))).toEqual({
            code: "file-access",
            message: `"${path}" is a folder; choose another name for the file.`,
        });
    });

    it.skipIf(process.getuid?.() === 0)("says that the folder may not be written to", () => {
        chmodSync(folder, 0o500);
        expect(failureOf(() => writeFileAtomically(path, writeText("x"))).code).toBe("file-access");
        chmodSync(folder, 0o700);
    });

    it.skipIf(process.platform !== "linux")("says that a folder of the system cannot be written to", () => {
        expect(failureOf(() => writeFileAtomically("/sys/kernel/file.bin", writeText("x"))).code).toBe(
            "file-access",
        );
    });
});

describe("what the system says about a file", () => {
    const system = (code: string) => Object.assign(new Error(`${code}: some text`), { code });
    const cases: [string, string, string][] = [
        [
            "EACCES",
            "file-access",
            "this program has no permission for it. Check the permissions of the file and its folder.",
        ],
        ["EROFS", "file-access", "the disk is read-only. Choose another place."],
        [
            "EPERM",
            "file-access",
            "this program has no permission for it. Check the permissions of the file and its folder.",
        ],
        ["ENOSPC", "disk-full", "there is no room left on the disk. Free some space and try again."],
        ["EDQUOT", "disk-full", "your disk quota is used up. Free some space and try again."],
        ["ENOENT", "file-missing", "it does not exist. Check that it was not moved, renamed or deleted."],
        ["EIO", "file-access", "the disk reported an error. It may be failing or disconnected."],
        ["ENXIO", "file-missing", "its drive or network folder is no longer there. Connect it again."],
        ["ESTALE", "file-missing", "its drive or network folder is no longer there. Connect it again."],
        ["ENOTSUP", "file-access", "the system answered ENOTSUP."],
        ["UNKNOWN", "file-access", "the system answered UNKNOWN."],
    ];
    it.each(cases)("is put into a sentence: %s", (code, expected, reason) => {
        const cause = system(code);
        const error = translateFileError(cause, path, "read") as StudioError;
        expect(error).toBeInstanceOf(StudioError);
        expect([error.code, error.message, error.cause]).toEqual([
            expected,
            `The file "${path}" could not be read: ${reason}`,
            cause,
        ]);
    });

    it("does not dress up mistakes, nor errors that are already explained", () => {
        for (const error of [new TypeError("x"), new StudioError("usage", "x"), "text", undefined]) {
            expect(translateFileError(error, path, "read")).toBe(error);
        }
        const ofNode = Object.assign(new RangeError("x"), { code: "ERR_OUT_OF_RANGE" });
        expect(translateFileError(ofNode, path, "read")).toBe(ofNode);
    });
});
