/**
 * Clearing away for good what a person deleted long ago, with the adapter files that nothing needs any more.
 * Not the deleting, which can be taken back until then (db/deletions.ts).
 */
import { rmSync } from "node:fs";
import { purgeDeletions } from "../db/deletions.ts";
import { adapterPath } from "./adapters.ts";
import type { Ground } from "./ground.ts";

/** Days for which what was deleted can be brought back. */
export const daysKept = 30;
const day = 86_400_000;

/** Clears away what was deleted more than `daysKept` days before a time in milliseconds. A failure is only logged. */
export function clearDeleted(ground: Ground, time = Date.now()): void {
    try {
        const { rows, adapterFiles } = purgeDeletions(
            ground.db,
            new Date(time - daysKept * day).toISOString(),
        );
        for (const file of adapterFiles) rmSync(adapterPath(ground, { file }), { force: true });
        if (rows > 0) ground.log("info", `Cleared away ${rows} rows that were deleted long ago.`);
    } catch (error) {
        ground.log("error", "What was deleted long ago was not cleared away.", error);
    }
}
