/**
 * Says what a file that is no GGUF file looks like, from its first bytes.
 * A guess for a message; nothing is decided by it.
 */

const checkpoint = "a PyTorch checkpoint. Convert it to GGUF, or download a GGUF version.";
const compressed = "a compressed file. Unpack it and choose the GGUF file inside.";
const oldFormat = "a model in the old GGML format. Download a GGUF version of it.";
const webPage = "a web page. The download probably needed a login; download it again in a browser.";

/** The first bytes, as Latin-1 in lower case, of what people take for a model, as in "It looks like …". */
const beginnings: readonly (readonly [string, string])[] = [
    ["pk\x03\x04", "a zip archive. Unpack it and choose the GGUF file inside."],
    ["\x80\x02", checkpoint],
    ["\x80\x04", checkpoint],
    ["lmgg", oldFormat],
    ["fmgg", oldFormat],
    ["tjgg", oldFormat],
    ["algg", oldFormat],
    [
        "version https://git-lfs",
        'a Git LFS pointer, not the model itself. Download the model, or run "git lfs pull".',
    ],
    ["<!doctype html", webPage],
    ["<html", webPage],
    ["<?xml", "an error message of a download server. Download the model again."],
    ["\x1f\x8b", compressed],
    ["bzh", compressed],
    ["7z\xbc\xaf", compressed],
    ["rar!", compressed],
    ["\xfd7zxz", compressed],
    ["\x28\xb5\x2f\xfd", compressed],
    ["{", "a JSON text file, not a model."],
    ["\0".repeat(16), "an unfinished download: it begins with zeros. Download it again."],
];

/**
 * Describes what a file looks like, as a sentence, or "" if nothing comes to mind.
 * @param start the first bytes of the file, some hundreds of them
 */
export function describeLookAlike(start: Uint8Array): string {
    if (isSafetensors(start)) {
        return "It looks like a safetensors file. Convert it to GGUF, or download a GGUF version.";
    }
    const text = Buffer.from(start).toString("latin1").toLowerCase();
    if (text.startsWith("pk\x03\x04") && /data\.pkl|\/version|\/data\//.test(text)) {
        return `It looks like ${checkpoint}`;
    }
    const trimmed = text.replace(/^\xef\xbb\xbf/, "").trimStart();
    const found = beginnings.find(([beginning]) => trimmed.startsWith(beginning));
    return found === undefined ? "" : `It looks like ${found[1]}`;
}

/** A safetensors file begins with the length of its JSON header, which is at most 100 MB. */
function isSafetensors(start: Uint8Array): boolean {
    if (start.length < 9 || start[8] !== "{".charCodeAt(0)) {
        return false;
    }
    const length = new DataView(start.buffer, start.byteOffset).getBigUint64(0, true);
    return length >= 2n && length <= 100_000_000n;
}
