/**
 * Clearing away for good what a person deleted long ago, with the files that nothing needs any more: of adapters, and
 * of questions that evaluations keep to be repeatable. Not the deleting, which can be taken back until then
 * (db/deletions.ts).
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { purgeDeletions } from "../db/deletions.ts";
import { unneededFiles } from "../db/evaluations.ts";
import type { Ground } from "./ground.ts";

/** Days for which what was deleted can be brought back. */
export const daysKept = 30;
const day = 86_400_000;

/**
 * Clears away what was deleted more than `daysKept` days before a time in milliseconds. A failure is only logged. To be
 * called before evaluations can be begun: their files are there a moment before they are.
 */
export function clearDeleted(ground: Pick<Ground, "db" | "places" | "log">, time = Date.now()): void {
    try {
        const { rows, adapterFiles } = purgeDeletions(
            ground.db,
            new Date(time - daysKept * day).toISOString(),
        );
        for (const file of adapterFiles) rmSync(join(ground.places.adapters, file), { force: true });
        clearQuestions(ground);
        if (rows > 0) ground.log("info", `Cleared away ${rows} rows that were deleted long ago.`);
    } catch (error) {
        ground.log("error", "What was deleted long ago was not cleared away.", error);
    }
}

function clearQuestions({ db, places: { evaluations } }: Pick<Ground, "db" | "places">): void {
    if (!existsSync(evaluations)) return;
    for (const name of unneededFiles(db, readdirSync(evaluations))) rmSync(join(evaluations, name));
}
