/**
 * Says how much the screens load before the first one (Chat) is there, compressed, and fails above the limit.
 * Runs after every build of the renderer; other screens and languages load when they are opened and do not count.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** Bytes with gzip. */
const limit = 400_000;
const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), "renderer", "dist");
const firstScreen = "features/chat/ChatScreen.tsx";
/** The one font file that English needs. */
const font = /inter-latin-wght-normal/;

const manifest = JSON.parse(readFileSync(join(dist, ".vite", "manifest.json"), "utf8"));
const files = new Set(["index.html"]);
collect("index.html");
collect(firstScreen);

const sizes = [...files].map((file) => ({ file, bytes: gzipSync(readFileSync(join(dist, file))).length }));
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
for (const { file, bytes } of sizes.toSorted((a, b) => b.bytes - a.bytes)) print(bytes, file);
print(total, `in all, before the first screen is there (limit ${kilobytes(limit)})`);
if (total > limit) {
    process.stderr.write("The first load is too large: load something of it later (import()).\n");
    process.exitCode = 1;
}

/** Adds the files of an entry of the manifest and of all that it imports at once. */
function collect(name) {
    const entry = manifest[name];
    if (!entry) throw new Error(`${name} is not in the manifest of the build.`);
    if (files.has(entry.file)) return;
    files.add(entry.file);
    for (const style of entry.css ?? []) files.add(style);
    for (const asset of entry.assets ?? []) if (font.test(asset)) files.add(asset);
    for (const imported of entry.imports ?? []) collect(imported);
}

function print(bytes, what) {
    process.stdout.write(`${kilobytes(bytes).padStart(10)}  ${what}\n`);
}

function kilobytes(bytes) {
    return `${(bytes / 1000).toFixed(1)} kB`;
}
