/** Pairs in the store: adding, changing, listing, filtering, tags; and data sets that outlive edits. */
import { expect, test } from "vitest";
import {
    createDataSet,
    findDataSetVersion,
    getDataSet,
    getDataSetVersion,
    listDataSetPairs,
    listDataSets,
    readDataSetPairs,
    refreshDataSet,
    updateDataSet,
} from "../../main/db/dataSets.ts";
import { deleteRows, purgeDeletions, undoDeletion } from "../../main/db/deletions.ts";
import { addImport, listImports } from "../../main/db/imports.ts";
import { addLabel, eachLabel, getLabel, knownLabels, listLabels } from "../../main/db/labels.ts";
import { selectPairs } from "../../main/db/pairFilter.ts";
import {
    addPair,
    addPairs,
    countPairs,
    eachPair,
    getPair,
    knownPairs,
    listPairs,
    listTags,
    swapPair,
    tagPairs,
    updatePair,
} from "../../main/db/pairs.ts";
import { hashAnswers, hashPair, hashPairs } from "../../main/formats/preferences/pairHash.ts";
import type { NewPair, StoredPairFilter } from "../../preload/records/preferences.ts";
import { codeOf, openTemporary, somePair } from "./openTemporary.ts";

test("a pair comes back as it was added", () => {
    const db = openTemporary();
    const id = addPair(db, {
        prompt: [
            { role: "system", content: "Be brief.\u0000" },
            { role: "user", content: "你好 🌍 é?" },
        ],
        chosen: "Hello\r\n",
        rejected: "'; DROP TABLE pairs; --",
        source: "chat",
        labeller: "Ada",
        strength: 3,
        tags: ["tone", "brevity", "tone"],
        note: "n",
    });
    expect(getPair(db, id)).toMatchObject({
        id,
        prompt: [
            { role: "system", content: "Be brief.\u0000" },
            { role: "user", content: "你好 🌍 é?" },
        ],
        chosen: "Hello\r\n",
        rejected: "'; DROP TABLE pairs; --",
        verdict: "preferred",
        source: "chat",
        labeller: "Ada",
        strength: 3,
        tags: ["brevity", "tone"],
        note: "n",
        importId: null,
        contradicted: false,
    });
});

test("halves of characters become what UTF-8 can hold, and the hash is of that", () => {
    const db = openTemporary();
    const id = addPair(db, somePair(1, { chosen: "half \ud83d" }));
    const [pair] = readDataSetPairs(db, createDataSet(db, "all", "", { ids: [id] }).versionId);
    expect(pair?.chosen).toBe("half \ufffd");
    expect(getDataSet(db, 1).sha256).toBe(hashPairs([pair as never]));
});

test("a page begins behind the last one, whatever was added meanwhile", () => {
    const db = openTemporary();
    const ids = addPairs(
        db,
        Array.from({ length: 7 }, (_, i) => somePair(i)),
    );
    const first = listPairs(db, { limit: 3 });
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(-3).reverse());
    expect(first.total).toBe(7);
    addPair(db, somePair(99));
    const second = listPairs(db, { limit: 3, cursor: first.next });
    expect(second.items.map(({ id }) => id)).toEqual(ids.slice(1, 4).reverse());
    const third = listPairs(db, { limit: 3, cursor: second.next });
    expect(third).toMatchObject({ items: [{ id: ids[0] }], next: null });
    expect(listPairs(db, { limit: 2, order: "oldest", cursor: String(ids[4]) }).items[0]?.id).toBe(ids[5]);
    const longest = listPairs(db, { limit: 5, order: "longest" });
    expect(longest.items[0]?.chosen).toBe("Good answer 99");
    expect(listPairs(db, { limit: 5, order: "longest", cursor: longest.next }).items).toHaveLength(3);
    updatePair(db, ids[2] as number, { note: "seen" });
    expect(listPairs(db, { limit: 1, order: "updated" }).items[0]?.id).toBe(ids[2]);
    expect(listPairs(db, { limit: 3, cursor: "nonsense" }).items).toHaveLength(3);
    const idsOf = ({ items }: { items: { id: number }[] }) => items.map(({ id }) => id);
    expect(idsOf(listPairs(db, { limit: 3, skip: 4 }))).toEqual(idsOf(second));
    const rest = listPairs(db, { limit: 3, order: "longest", cursor: longest.next });
    expect(idsOf(listPairs(db, { limit: 3, order: "longest", skip: 5 }))).toEqual(idsOf(rest));
});

test("filters", () => {
    const db = openTemporary();
    const importId = addImport(db, { fileName: "a.csv", sha256: "0", format: "CSV", pairs: 1, labels: 0 });
    expect(listImports(db)).toMatchObject([{ id: importId, fileName: "a.csv" }]);
    const [a, b, c, d] = [
        addPair(db, somePair(1, { tags: ["x", "y"], labeller: "Ada" })),
        addPair(db, somePair(1, { chosen: "Bad answer 1", rejected: "Good answer 1", tags: ["x"] })),
        addPair(db, somePair(2, { verdict: "tie", source: "queue", chosen: "Schöne Grüsse" })),
        addPairs(db, [somePair(3, { source: "import" })], importId)[0] as number,
    ];
    const e = addPair(db, somePair(3, { source: "edit" }));
    const found = (filter: StoredPairFilter) => {
        const ids = selectPairs(db, { filter });
        expect(countPairs(db, filter)).toBe(ids.length);
        expect([...eachPair(db, filter)].map(({ id }) => id)).toEqual(ids);
        return ids;
    };
    expect(found({})).toEqual([a, b, c, d, e]);
    expect(found({ tags: ["x"] })).toEqual([a, b]);
    expect(found({ tags: ["x", "y"] })).toEqual([a]);
    expect(found({ untagged: true })).toEqual([c, d, e]);
    expect(found({ labeller: "Ada" })).toEqual([a]);
    expect(found({ verdicts: ["tie", "skip"] })).toEqual([c]);
    expect(found({ sources: ["queue", "import"] })).toEqual([c, d]);
    expect(found({ contradicted: true })).toEqual([a, b]);
    expect(found({ contradicted: false })).toEqual([c, d, e]);
    expect(found({ repeated: true })).toEqual([e]);
    expect(found({ repeated: false })).toEqual([a, b, c, d]);
    expect(found({ importId })).toEqual([d]);
    expect(found({ text: "GRUSSE schon" })).toEqual([c]);
    expect(found({ text: 'question" OR 1' })).toEqual([]);
    expect(found({ text: "2 QUEST" })).toEqual([c]);
    expect(found({ text: "???" })).toEqual([]);
    expect(found({ text: "  " })).toHaveLength(5);
    expect(found({ createdFrom: "2000", createdTo: "2001" })).toEqual([]);
    expect(selectPairs(db, { ids: [d, a, d, 999] })).toEqual([d, a]);
    expect(getPair(db, a).contradicted).toBe(true);
});

test("changing a pair: its search entry, its hash and its tags follow", () => {
    const db = openTemporary();
    const id = addPair(db, somePair(1, { tags: ["old"] }));
    updatePair(db, id, { chosen: "Splendid", tags: ["new"], strength: 1, verdict: "preferred" });
    expect(getPair(db, id)).toMatchObject({
        chosen: "Splendid",
        rejected: "Bad answer 1",
        tags: ["new"],
        strength: 1,
    });
    expect(selectPairs(db, { filter: { text: "splendid" } })).toEqual([id]);
    expect(selectPairs(db, { filter: { text: "good" } })).toEqual([]);
    expect(swapPair(db, id)).toMatchObject({ chosen: "Bad answer 1", rejected: "Splendid" });
    expect(updatePair(db, id, { prompt: [{ role: "user", content: "Else?" }] }).prompt[0]?.content).toBe(
        "Else?",
    );
    expect(updatePair(db, id, { rejected: "" }).rejected).toBe("");
    expect(codeOf(() => updatePair(db, 999, { note: "x" }))).toBe("not-found");
});

test("tags of many pairs", () => {
    const db = openTemporary();
    addPairs(db, [somePair(1, { tags: ["a"] }), somePair(2), somePair(3)]);
    expect(tagPairs(db, { ids: [1, 2] }, ["b", "c"], ["a"])).toBe(2);
    expect(listTags(db)).toEqual([
        { tag: "b", pairs: 2 },
        { tag: "c", pairs: 2 },
    ]);
    deleteRows(db, "pairs", [1]);
    expect(listTags(db)[0]).toEqual({ tag: "b", pairs: 1 });
});

test("what is stored already is known, whoever labelled it", () => {
    const db = openTemporary();
    addPair(db, somePair(1, { labeller: "Ada" }));
    const known = knownPairs(db);
    const isStored = (pair: NewPair) =>
        known.isStored(hashPair(pair), pair.verdict ?? "preferred", pair.labeller ?? "");
    const isContradicted = (pair: NewPair) => known.isContradicted(hashPair(pair), hashAnswers(pair));
    expect(isStored(somePair(1))).toBe(true);
    expect(isStored(somePair(1, { labeller: "Ada" }))).toBe(true);
    expect(isStored(somePair(1, { labeller: "Bob" }))).toBe(false);
    expect(isStored(somePair(1, { verdict: "tie" }))).toBe(false);
    expect(isStored(somePair(2))).toBe(false);
    const swapped = somePair(1, { chosen: "Bad answer 1", rejected: "Good answer 1" });
    expect([isContradicted(swapped), isContradicted(somePair(1))]).toEqual([true, false]);
});

test("a data set keeps what it was made of when pairs are edited and deleted", () => {
    const db = openTemporary();
    const ids = addPairs(db, [
        somePair(1, { tags: ["t"] }),
        somePair(2, { tags: ["t"] }),
        somePair(3, { tags: ["t"], verdict: "tie" }),
        somePair(2, { labeller: "Bob", tags: ["t"] }),
    ]);
    const set = createDataSet(db, "mine", "a note", { filter: { tags: ["t"] } });
    expect(set).toMatchObject({
        name: "mine",
        note: "a note",
        version: 1,
        pairs: 2,
        filter: { tags: ["t"] },
    });
    const before = readDataSetPairs(db, set.versionId);
    expect(set.sha256).toBe(hashPairs(before));
    updatePair(db, ids[0] as number, { chosen: "Edited" });
    deleteRows(db, "pairs", [ids[1] as number, ids[3] as number]);
    expect(readDataSetPairs(db, set.versionId)).toEqual(before);
    expect(getDataSet(db, set.id)).toEqual(set);
    const renewed = refreshDataSet(db, set.id);
    expect(renewed).toMatchObject({ version: 2, pairs: 1 });
    expect(readDataSetPairs(db, renewed.versionId)).toEqual([
        { prompt: before[0]?.prompt, chosen: "Edited", rejected: "Bad answer 1" },
    ]);
    expect(refreshDataSet(db, set.id)).toMatchObject({ version: 2, versionId: renewed.versionId });
    purgeDeletions(db, "9999");
    expect(readDataSetPairs(db, set.versionId)).toEqual(before);
    expect(listDataSetPairs(db, set.versionId, 1)).toMatchObject({
        total: 2,
        next: "0",
        items: [{ pairId: ids[0] }],
    });
    expect(listDataSetPairs(db, set.versionId, 5, "0")).toMatchObject({
        next: null,
        items: [{ pairId: null }],
    });
    expect(getDataSetVersion(db, set.versionId)).toMatchObject({
        name: "mine",
        version: 1,
        sha256: set.sha256,
    });
    expect(findDataSetVersion(db, set.sha256)).toBe(set.versionId);
    expect(findDataSetVersion(db, "none")).toBeUndefined();
});

test("a data set of a fixed list, renamed and given other pairs", () => {
    const db = openTemporary();
    const ids = addPairs(db, [somePair(1), somePair(2), somePair(3)]);
    const set = createDataSet(db, "list", "", { ids: [ids[2] as number, ids[0] as number] });
    expect(readDataSetPairs(db, set.versionId).map(({ chosen }) => chosen)).toEqual([
        "Good answer 3",
        "Good answer 1",
    ]);
    expect(updateDataSet(db, set.id, { name: "new" })).toMatchObject({
        name: "new",
        version: 1,
        filter: null,
    });
    expect(updateDataSet(db, set.id, { selection: { filter: {} } })).toMatchObject({
        version: 2,
        pairs: 3,
        filter: {},
    });
    expect(listDataSets(db)).toHaveLength(1);
    const { id } = deleteRows(db, "data_sets", [set.id]);
    expect(listDataSets(db)).toEqual([]);
    expect(codeOf(() => refreshDataSet(db, set.id))).toBe("not-found");
    undoDeletion(db, id);
    expect(getDataSet(db, set.id).version).toBe(2);
});

test("labels", () => {
    const db = openTemporary();
    const prompt = [{ role: "user" as const, content: "Q" }];
    const ids = [1, 2, 3].map((n) =>
        addLabel(db, {
            prompt,
            answer: `A${n}`,
            rating: n === 1 ? "up" : "down",
            source: "chat",
            tags: ["t"],
        }),
    );
    expect(getLabel(db, ids[0] as number)).toMatchObject({ prompt, answer: "A1", rating: "up", tags: ["t"] });
    const first = listLabels(db, 2);
    expect(first).toMatchObject({ total: 3, items: [{ id: ids[2] }, { id: ids[1] }] });
    expect(listLabels(db, 2, first.next)).toMatchObject({ next: null, items: [{ id: ids[0] }] });
    const isKnown = knownLabels(db);
    expect(isKnown({ prompt, answer: "A1", rating: "up", source: "import" })).toBe(true);
    expect(isKnown({ prompt, answer: "A1", rating: "down", source: "import" })).toBe(false);
    deleteRows(db, "labels", [ids[0] as number]);
    expect([...eachLabel(db)].map(({ id }) => id)).toEqual(ids.slice(1));
});
