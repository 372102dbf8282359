/** What the GGUF reader says about a path that holds no GGUF file. */

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readGguf } from "../../../main/formats/gguf/read.ts";
import { makeTestFolder, place, rawGguf, refusal, u64 } from "./rawGguf.ts";

const folder = makeTestFolder();
const modelPath = join(folder, "model.gguf");

describe("a path that holds no file", () => {
    it("says that a missing file is missing", () => {
        const path = join(folder, "gone.gguf");
        expect(refusal(() => readGguf(path))).toEqual({
            code: "file-missing",
            message: `The file "${path}" could not be read: it does not exist. Check that it was not moved, renamed or deleted.`,
        });
    });

    it("says that a link leads nowhere", () => {
        const path = join(folder, "link.gguf");
        symlinkSync(join(folder, "nowhere.gguf"), path);
        expect(refusal(() => readGguf(path))).toEqual({
            code: "file-missing",
            message: `The file "${path}" could not be read: it is a link to a file that does not exist.`,
        });
    });

    it("says that a folder is a folder", () => {
        const path = join(folder, "models");
        mkdirSync(path);
        expect(refusal(() => readGguf(path))).toEqual({
            code: "not-gguf",
            message: `"${path}" is a folder: choose the GGUF file inside it.`,
        });
    });

    it("does not wait for a pipe", () => {
        const path = join(folder, "pipe.gguf");
        execFileSync("mkfifo", [path]);
        expect(refusal(() => readGguf(path))).toEqual({
            code: "not-gguf",
            message: `"${path}" is not an ordinary file.`,
        });
    });

    it.skipIf(process.getuid?.() === 0)("says that a file may not be read", () => {
        const path = place(folder, rawGguf(), "locked.gguf");
        chmodSync(path, 0);
        expect(refusal(() => readGguf(path))).toEqual({
            code: "file-access",
            message: `The file "${path}" could not be read: this program has no permission for it. Check the permissions of the file and its folder.`,
        });
    });

    it("refuses a path that no file can have, and one through a file", () => {
        expect(refusal(() => readGguf("a\0b")).code).toBe("file-missing");
        const path = join(place(folder, rawGguf()), "inner.gguf");
        expect(refusal(() => readGguf(path)).code).toBe("file-missing");
    });
});

describe("a file that is no GGUF file", () => {
    const checkpoint = "It looks like a PyTorch checkpoint. Convert it to GGUF, or download a GGUF version.";
    const web =
        "It looks like a web page. The download probably needed a login; download it again in a browser.";
    const old = "It looks like a model in the old GGML format. Download a GGUF version of it.";
    const compressed = "It looks like a compressed file. Unpack it and choose the GGUF file inside.";
    const cases: [string, string | Buffer, string][] = [
        [
            "a zip",
            "PK\x03\x04....notes.txt",
            "It looks like a zip archive. Unpack it and choose the GGUF file inside.",
        ],
        ["a PyTorch zip", "PK\x03\x04..........model/data.pkl", checkpoint],
        ["a pickle", Buffer.from([0x80, 2, 0x8a, 10]), checkpoint],
        [
            "safetensors",
            Buffer.concat([u64(64), Buffer.from('{"__metadata__":{}}')]),
            "It looks like a safetensors file. Convert it to GGUF, or download a GGUF version.",
        ],
        ["HTML", "<!DOCTYPE html><html>", web],
        ["HTML after a BOM and spaces", "\ufeff \n<HTML>", web],
        ["ggml", "lmgg\x01\0\0\0", old],
        ["ggmf", "fmgg\x01\0\0\0", old],
        ["ggjt", "tjgg\x03\0\0\0", old],
        ["ggla", "algg\x01\0\0\0", old],
        ["gzip", Buffer.from([0x1f, 0x8b, 8, 0]), compressed],
        ["xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), compressed],
        [
            "a Git LFS pointer",
            "version https://git-lfs.github.com/spec/v1\n",
            'It looks like a Git LFS pointer, not the model itself. Download the model, or run "git lfs pull".',
        ],
        [
            "a server's error",
            '<?xml version="1.0"?><Error>',
            "It looks like an error message of a download server. Download the model again.",
        ],
        ["JSON", ' {"model": 1}', "It looks like a JSON text file, not a model."],
        [
            "zeros",
            Buffer.alloc(64),
            "It looks like an unfinished download: it begins with zeros. Download it again.",
        ],
        ["something else", "Dear reader,", ""],
        ["three letters", "GGU", ""],
    ];
    it.each(cases)("says what it looks like: %s", (_name, start, guess) => {
        place(folder, Buffer.from(start as string));
        const sentence = `is not a GGUF model. ${guess}`.trimEnd();
        expect(refusal(() => readGguf(modelPath))).toEqual({
            code: "not-gguf",
            message: `The file "${modelPath}" ${sentence}`,
        });
    });

    it("says that an empty file is empty", () => {
        place(folder, Buffer.alloc(0));
        expect(refusal(() => readGguf(modelPath))).toEqual({
            code: "not-gguf",
            message: `The file "${modelPath}" is empty: the download probably failed.`,
        });
    });
});
