/**
 * Reads and writes files of preference pairs, JSONL or a JSON list.
 * Not a store, and not concerned with tokens: nothing is cut to a length here.
 */

import type { LocatedPair, PreferenceFile, PreferencePair, RowRelation } from "../../../preload/records.ts";
import { writeAll, writeFileAtomically } from "../../files/atomicWrite.ts";
import { hashPair, hashPairs } from "./pairHash.ts";
import { parsePairRow } from "./pairRow.ts";
import { noUsableRows, readRows } from "./rows.ts";
import { toTrlRow } from "./writeRows.ts";

const contents = "preference pairs";
const linesPerWrite = 1000;

/**
 * Reads a preference file. Every row is a pair, a problem or a duplicate, and they add up
 * to `read`; nothing is left out without a word. Throws a `StudioError` where the file cannot
 * be read or has no usable pair.
 */
export function readPreferenceFile(path: string): PreferenceFile {
    const pairs: LocatedPair[] = [];
    const relations = createRelations();
    const report = readRows(path, (row, line) => {
        const pair = { ...parsePairRow(row), line };
        if (relations.isNew(pair)) {
            pairs.push(pair);
        }
    });
    if (pairs.length === 0) {
        throw noUsableRows(path, contents, report);
    }
    const { duplicates, contradictions } = relations;
    return { pairs, ...report, duplicates, contradictions, sha256: hashPairs(pairs) };
}

/** Writes pairs as JSONL in TRL's explicit-prompt form. Reading them gives the same pairs. */
export function writePreferenceFile(path: string, pairs: readonly PreferencePair[]): void {
    writeFileAtomically(path, (descriptor) => {
        for (let start = 0; start < pairs.length; start += linesPerWrite) {
            const lines = pairs
                .slice(start, start + linesPerWrite)
                .map((pair) => `${JSON.stringify(toTrlRow(pair))}\n`);
            writeAll(descriptor, Buffer.from(lines.join("")));
        }
    });
}

/** Finds copies of earlier pairs, and pairs that judge an earlier pair the other way round. */
function createRelations() {
    const firstLines = new Map<string, number>();
    const duplicates: RowRelation[] = [];
    const contradictions: RowRelation[] = [];
    const isNew = (pair: LocatedPair): boolean => {
        const key = hashPair(pair); // a hash, because texts would need the file's size again
        const firstLine = firstLines.get(key);
        if (firstLine !== undefined) {
            duplicates.push({ line: pair.line, firstLine });
            return false;
        }
        firstLines.set(key, pair.line);
        const opposite = firstLines.get(hashPair({ ...pair, chosen: pair.rejected, rejected: pair.chosen }));
        if (opposite !== undefined) {
            contradictions.push({ line: pair.line, firstLine: opposite });
        }
        return true;
    };
    return { isNew, duplicates, contradictions };
}
