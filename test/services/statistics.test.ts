/** Figures over many pairs come from a worker: the same as from here, and the program goes on meanwhile. */
import { expect, test } from "vitest";
import { pairStatistics } from "../../main/db/pairStatistics.ts";
import { addPairs } from "../../main/db/pairs.ts";
import { statistics } from "../../main/services/preferences.ts";
import { openTemporary, somePair } from "../db/openTemporary.ts";

test("many pairs are counted beside the program", async () => {
    const db = openTemporary();
    addPairs(
        db,
        Array.from({ length: 5_100 }, (_, i) => somePair(i, { tags: i % 3 === 0 ? ["tone"] : [] })),
    );
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const found = await statistics({ db }, { tags: ["tone"] });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
    expect(found.pairs).toBe(1_700);
    expect(found).toEqual(pairStatistics(db, { tags: ["tone"] }));
});

test("few pairs at once", async () => {
    const db = openTemporary();
    addPairs(db, [somePair(1), somePair(2)]);
    expect(await statistics({ db }, {})).toEqual(pairStatistics(db));
});
