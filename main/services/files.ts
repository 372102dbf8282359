/**
 * Files that come from a person and go to one: a path on this computer or, from a browser, bytes and a link that is
 * fetched once.
 */
import { randomBytes } from "node:crypto";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Progress, WrittenFile } from "../../preload/contract/common.ts";
import { translateFileError } from "../files/fileErrors.ts";
import type { Ground } from "./ground.ts";

/** Takes how far some work is, and its result. */
export type Put<Result> = (progress: Progress<Result>) => void;

/** A file to read: where it lies, or its name and text. */
export type FileInput = { path: string } | { name: string; text: string };
/** Where to write. */
export type FileOutput = { path: string } | "download";

/** Puts a person's file where it can be read by its path, while `work` runs. @throws StudioError disk-full */
export async function withInput<Result>(
    { places }: Ground,
    file: FileInput,
    work: (path: string, name: string) => Promise<Result>,
): Promise<Result> {
    if ("path" in file) return work(resolve(file.path), basename(file.path));
    const name = basename(file.name.replaceAll("\\", "/")).replaceAll("\0", "");
    const path = join(places.temporary, `${randomBytes(8).toString("hex")}${endOf(name)}`);
    try {
        writeFileSync(path, file.text, { mode: 0o600, flag: "wx" });
    } catch (error) {
        throw translateFileError(error, path, "written");
    }
    try {
        return await work(path, name);
    } finally {
        rmSync(path, { force: true });
    }
}

/** The ending of a file's name, which says what is in it; nothing else of it becomes part of a path. */
function endOf(name: string): string {
    return /\.[a-z0-9]{1,10}$/i.exec(name)?.[0] ?? "";
}

/**
 * Lets `write` make a file where a person wants it.
 * @param name for a download
 */
export async function withOutput(
    { places, downloads }: Ground,
    to: FileOutput,
    name: string,
    write: (path: string) => Promise<unknown>,
): Promise<WrittenFile> {
    const isDownload = to === "download";
    const path = isDownload
        ? join(places.temporary, `${randomBytes(8).toString("hex")}${endOf(name)}`)
        : resolve(to.path);
    await write(path);
    const { size: bytes } = statSync(path);
    if (!isDownload) return { path, bytes };
    return { path: name, bytes, url: downloads.offer(path, name) };
}
