/**
 * The pairs of a version of a data set as a file, which is how the engine reads them.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { getDataSetVersion, readDataSetPairs } from "../../db/dataSets.ts";
import { StudioError } from "../../errors.ts";
import { writePreferenceFile } from "../../formats/preferences/preferenceFile.ts";
import type { Ground } from "../ground.ts";

/** Writes the file, once as long as the program runs: versions never change. @throws StudioError data-invalid, disk-full */
export function pairFile({ db, places }: Ground, versionId: number): { path: string; sha256: string } {
    const { name, sha256, pairs } = getDataSetVersion(db, versionId);
    if (pairs === 0)
        throw new StudioError(
            "data-invalid",
            `The data set "${name}" holds no comparison yet. Compare some answers first, or choose another one.`,
        );
    const path = join(places.temporary, `${sha256}.jsonl`);
    if (!existsSync(path)) writePreferenceFile(path, readDataSetPairs(db, versionId));
    return { path, sha256 };
}
