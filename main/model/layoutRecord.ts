/**
 * Remembers for a computer which layouts its measurements chose (layoutTrial.ts). Layouts add numbers in different
 * orders, so two runs that chose differently would differ in the last bits: with one choice per computer, the same
 * seed gives the same adapter, and a resumed run goes on as if it had not been interrupted.
 * Where nothing can be written, every process measures for itself.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../files/cacheFolder.ts";
import type { Device } from "../ggml/device.ts";

/** A chosen layout. */
export interface ChosenLayout {
    /** its number among the candidates */
    candidate: number;
    padding: number;
    singles: number;
}

/** What was chosen before, or else what `choose` finds now, the fastest first. @param candidates how many there are */
export function rememberedChoice(
    { library }: Device,
    type: number,
    candidates: number,
    choose: () => ChosenLayout[],
): ChosenLayout[] {
    const key = [recordVersion, cpus()[0]?.model, process.arch, library.version, type, candidates];
    const hash = createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 16);
    const path = join(cacheFolder(), `layouts-${hash}.json`);
    return read(path, candidates) ?? write(path, choose(), candidates);
}

/** Changes where choices of before would not be made again. */
const recordVersion = 1;

/** The first process that writes decides for all; a damaged record is replaced. */
function write(path: string, chosen: ChosenLayout[], candidates: number): ChosenLayout[] {
    for (const flag of ["wx", "w"]) {
        try {
            mkdirSync(cacheFolder(), { recursive: true });
            writeFileSync(path, JSON.stringify(chosen), { flag });
            return chosen;
        } catch {
            const theirs = read(path, candidates);
            if (theirs) return theirs;
        }
    }
    return chosen;
}

function read(path: string, candidates: number): ChosenLayout[] | undefined {
    try {
        const found = JSON.parse(readFileSync(path, "utf8")) as ChosenLayout[];
        const isCount = (value: unknown, most: number) =>
            Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
        const isValid = ({ candidate, padding, singles }: ChosenLayout) =>
            isCount(candidate, candidates - 1) && [0, 32].includes(padding) && isCount(singles, 16);
        return Array.isArray(found) && found.every(isValid) ? found : undefined;
    } catch {
        return undefined; // none yet, or damaged: measured again
    }
}
