/** Icons of every size and kind, from the one picture that the screens show, too: written to dist/icons. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";

const root = join(import.meta.dirname, "../..");

/** Sizes that Linux has folders for, in pixels. */
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512];
const windowsSizes = [16, 24, 32, 48, 64, 128, 256];
/** Kinds of Apple's container, with the pixels of each. */
const appleKinds: [string, number][] = [
    ["ic11", 32],
    ["ic12", 64],
    ["ic07", 128],
    ["ic13", 256],
    ["ic08", 256],
    ["ic14", 512],
    ["ic09", 512],
    ["ic10", 1024],
];

/** Draws the picture as a PNG of this many pixels. */
function draw(picture: string, pixels: number): Buffer {
    return new Resvg(picture, { fitTo: { mode: "width", value: pixels } }).render().asPng();
}

/** Windows' container: a head of 6 bytes, 16 for each picture, then the pictures as PNG. */
export function icoOf(pictures: readonly { pixels: number; png: Buffer }[]): Buffer {
    const head = Buffer.alloc(6 + 16 * pictures.length);
    head.writeUInt16LE(1, 2); // an icon
    head.writeUInt16LE(pictures.length, 4);
    let offset = head.length;
    pictures.forEach(({ pixels, png }, i) => {
        const at = 6 + 16 * i;
        head.writeUInt8(pixels % 256, at); // 0 means 256
        head.writeUInt8(pixels % 256, at + 1);
        head.writeUInt16LE(1, at + 4); // planes
        head.writeUInt16LE(32, at + 6); // bits
        head.writeUInt32LE(png.length, at + 8);
        head.writeUInt32LE(offset, at + 12);
        offset += png.length;
    });
    return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** Apple's container: a head of 8 bytes, then each picture with a head of its own. */
export function icnsOf(pictures: readonly { kind: string; png: Buffer }[]): Buffer {
    const part = (kind: string, ...contents: Buffer[]) => {
        const head = Buffer.alloc(8);
        head.write(kind, 0, "ascii");
        head.writeUInt32BE(8 + contents.reduce((sum, { length }) => sum + length, 0), 4);
        return Buffer.concat([head, ...contents]);
    };
    return part("icns", ...pictures.map(({ kind, png }) => part(kind, png)));
}

/** Writes all icons. Answers with their folder. */
export function writeIcons(folder = join(root, "dist/icons")): string {
    const picture = readFileSync(join(root, "renderer/public/icon.svg"), "utf8");
    const write = (name: string, bytes: Buffer) => writeFileSync(join(folder, name), bytes);
    mkdirSync(folder, { recursive: true });
    for (const pixels of linuxSizes) write(`${pixels}x${pixels}.png`, draw(picture, pixels));
    write("icon.ico", icoOf(windowsSizes.map((pixels) => ({ pixels, png: draw(picture, pixels) }))));
    write("icon.icns", icnsOf(appleKinds.map(([kind, pixels]) => ({ kind, png: draw(picture, pixels) }))));
    return folder;
}

if (import.meta.main) process.stdout.write(`The icons lie in ${writeIcons()}.\n`);
