/** Models, adapters, stacks, runs, queues, evaluations, settings: kept as they are, with their defaults and states. */
import { expect, test } from "vitest";
import {
    adapterFiles,
    adapterOfRun,
    adoptAdapters,
    findAdapter,
    getAdapter,
    listAdapters,
    updateAdapter,
} from "../../main/db/adapters.ts";
import type { Db } from "../../main/db/database.ts";
import { createDataSet } from "../../main/db/dataSets.ts";
import { deleteRows, listDeletions, purgeDeletions, undoDeletion } from "../../main/db/deletions.ts";
import {
    addEvaluation,
    addEvaluationItems,
    getEvaluation,
    listEvaluationItems,
    listEvaluations,
    markInterruptedEvaluations,
    rangeOfItems,
    updateEvaluation,
} from "../../main/db/evaluations.ts";
import {
    addModel,
    defaultModel,
    findModel,
    getModel,
    listModels,
    updateModel,
} from "../../main/db/models.ts";
import { addPair } from "../../main/db/pairs.ts";
import {
    addQueue,
    countJudgements,
    failItem,
    getQueue,
    judgeItem,
    lastJudged,
    listQueueItems,
    listQueues,
    setAnswers,
    unjudgeItem,
    updateQueue,
} from "../../main/db/queues.ts";
import { listChatPresets, readSettings, saveChatPreset, writeSettings } from "../../main/db/settings.ts";
import { addStack, defaultStack, getStack, listStacks, updateStack } from "../../main/db/stacks.ts";
import {
    addPoints,
    addRun,
    dropPointsAfter,
    getRun,
    listPoints,
    listRuns,
    markInterruptedRuns,
    nextRun,
    reorderRuns,
    updateRun,
} from "../../main/db/trainingRuns.ts";
import { codeOf, openTemporary, someAdapter, someModel, somePair } from "./openTemporary.ts";

function someRun(db: Db, name = "run") {
    const modelId = listModels(db)[0]?.id ?? someModel(db);
    const { versionId } = createDataSet(db, "d", "", { ids: [addPair(db, somePair(1))] });
    return addRun(db, { name, modelId, versionId, preset: "balanced", settings: { rank: 8 } });
}

test("one model is the default", () => {
    const db = openTemporary();
    const pip = someModel(db);
    const other = addModel(db, {
        ...getModel(db, pip),
        title: "Other",
        isDefault: true,
        id: undefined,
        createdAt: undefined,
    } as never);
    expect(defaultModel(db)?.id).toBe(other);
    updateModel(db, pip, { isDefault: true, path: "/moved/pip.gguf", template: "{{x}}" });
    expect(listModels(db).map(({ id, isDefault }) => [id, isDefault])).toEqual([
        [pip, true],
        [other, false],
    ]);
    expect(getModel(db, pip)).toMatchObject({
        path: "/moved/pip.gguf",
        template: "{{x}}",
        facts: { architecture: "llama" },
    });
    expect(findModel(db, "fingerprint of Pip")?.id).toBe(pip);
    const { id } = deleteRows(db, "models", [pip]);
    updateModel(db, other, { isDefault: true });
    undoDeletion(db, id);
    expect(defaultModel(db)?.id).toBe(other);
    updateModel(db, other, { isDefault: false });
    expect(defaultModel(db)).toBeUndefined();
});

test("adapters wait for their base, and are found by their file", () => {
    const db = openTemporary();
    const id = someAdapter(db, null);
    expect(listAdapters(db, 1)).toEqual([]);
    const modelId = someModel(db);
    expect(adoptAdapters(db, modelId, "fingerprint of Pip")).toBe(1);
    expect(listAdapters(db, modelId).map((adapter) => adapter.id)).toEqual([id]);
    expect(findAdapter(db, "hash of warm")?.id).toBe(id);
    const run = someRun(db);
    expect(adapterOfRun(db, run.id)).toBeUndefined();
    expect(
        updateAdapter(db, id, { name: "hot", tags: ["t"], runId: run.id, metrics: { accuracy: 1 } }),
    ).toMatchObject({
        name: "hot",
        tags: ["t"],
        metrics: { accuracy: 1 },
        verdict: null,
    });
    expect(adapterOfRun(db, run.id)?.id).toBe(id);
});

test("stacks: order, weights, one default for each model, adapters that go and come back", () => {
    const db = openTemporary();
    const modelId = someModel(db);
    const [warm, terse] = [someAdapter(db, modelId), someAdapter(db, modelId, "terse")];
    const entries = [
        { adapterId: terse, weight: 0.5, enabled: true },
        { adapterId: warm, weight: 1, enabled: false },
    ];
    const stack = addStack(db, { name: "both", modelId, entries, isDefault: true, strength: 0.8 });
    expect(stack).toMatchObject({ name: "both", entries, isDefault: true, strength: 0.8 });
    const second = addStack(db, { name: "second", modelId, entries: [] });
    expect(updateStack(db, second.id, { isDefault: true, name: "2" })).toMatchObject({
        isDefault: true,
        name: "2",
    });
    expect(getStack(db, stack.id).isDefault).toBe(false);
    expect(defaultStack(db, modelId)?.id).toBe(second.id);
    const elsewhere = addStack(db, {
        name: "e",
        modelId: someModel(db, "Other"),
        entries: [],
        isDefault: true,
    });
    expect([defaultStack(db, modelId)?.id, elsewhere.isDefault]).toEqual([second.id, true]);
    updateStack(db, second.id, { isDefault: false });
    expect(defaultStack(db, modelId)).toBeUndefined();
    const { id } = deleteRows(db, "adapters", [terse]);
    expect(getStack(db, stack.id).entries).toEqual([entries[1]]);
    undoDeletion(db, id);
    expect(listStacks(db, modelId).find((one) => one.id === stack.id)?.entries).toEqual(entries);
    expect(updateStack(db, stack.id, { entries: [entries[1] as never] }).entries).toHaveLength(1);
    const gone = deleteRows(db, "stacks", [second.id, stack.id]);
    expect(listStacks(db)).toHaveLength(1);
    expect(undoDeletion(db, gone.id).count).toBe(2);
});

test("runs: the queue, resuming after a crash, points that a resumed run writes again", () => {
    const db = openTemporary();
    const [a, b, c] = [someRun(db, "a"), someRun(db, "b"), someRun(db, "c")];
    expect(nextRun(db)?.id).toBe(a.id);
    expect(reorderRuns(db, [c.id, 999, a.id]).map(({ id }) => id)).toEqual([c.id, a.id, b.id]);
    expect(nextRun(db)?.id).toBe(c.id);
    updateRun(db, c.id, { state: "running", step: 3, checkpointFile: "c.checkpoint", details: { x: 1 } });
    expect(getRun(db, c.id)).toMatchObject({
        position: null,
        step: 3,
        checkpointFile: "c.checkpoint",
        details: { x: 1 },
    });
    expect(markInterruptedRuns(db).map(({ id, state }) => [id, state])).toEqual([[c.id, "interrupted"]]);
    expect(updateRun(db, c.id, { state: "queued" }).position).toBeGreaterThan(2);
    addPoints(db, c.id, [
        { kind: "step", step: 1, point: { loss: 0.7 } },
        { kind: "step", step: 2, point: { loss: Number.NaN } },
        { kind: "look", step: 2, point: { accuracy: 0.5 } },
    ]);
    addPoints(db, c.id, [{ kind: "step", step: 2, point: { loss: 0.6 } }]);
    expect(listPoints(db, c.id)).toEqual([
        { kind: "step", step: 1, point: { loss: 0.7 } },
        { kind: "look", step: 2, point: { accuracy: 0.5 } },
        { kind: "step", step: 2, point: { loss: 0.6 } },
    ]);
    dropPointsAfter(db, c.id, 1);
    expect(listPoints(db, c.id)).toHaveLength(1);
    expect(listRuns(db)).toHaveLength(3);
});

test("queues: answers, verdicts and taking one back", () => {
    const db = openTemporary();
    const modelId = someModel(db);
    const prompt = (n: number) => [{ role: "user" as const, content: `Q${n}` }];
    const queue = addQueue(
        db,
        { name: "q", kind: "label", modelId, first: { entries: [] }, second: {}, tags: ["t"] },
        [
            { prompt: prompt(1), firstIsLeft: true },
            { prompt: prompt(2), firstIsLeft: false },
            { prompt: prompt(3), firstIsLeft: true },
        ],
    );
    expect(queue.counts).toEqual({ prompts: 3, ready: 0, judged: 0, pairs: 0, failed: 0 });
    const [one, two, three] = listQueueItems(db, queue.id, "waiting", 10).map(({ id }) => id) as [
        number,
        number,
        number,
    ];
    setAnswers(db, one, "a", "b", { seconds: 1 });
    setAnswers(db, two, "c", "d", null);
    expect(failItem(db, three).state).toBe("failed");
    expect(listQueueItems(db, queue.id, "ready", 1)).toMatchObject([
        { prompt: prompt(1), firstAnswer: "a", firstIsLeft: true },
    ]);
    judgeItem(db, one, "left", addPair(db, somePair(1, { source: "queue" })));
    judgeItem(db, two, "tie", null);
    expect(getQueue(db, queue.id).counts).toEqual({ prompts: 3, ready: 0, judged: 2, pairs: 1, failed: 1 });
    expect(countJudgements(db, queue.id)).toEqual([
        { judgement: "left", firstIsLeft: true, count: 1 },
        { judgement: "tie", firstIsLeft: false, count: 1 },
    ]);
    const last = lastJudged(db, queue.id);
    expect(last?.id).toBe(two);
    expect(unjudgeItem(db, two)).toMatchObject({ state: "ready", judgement: null, firstAnswer: "c" });
    expect(updateQueue(db, queue.id, { problem: "The model is missing." }).problem).toBe(
        "The model is missing.",
    );
    deleteRows(db, "queues", [queue.id]);
    expect([listQueues(db), codeOf(() => judgeItem(db, one, "left", null))]).toEqual([[], "not-found"]);
});

test("evaluations and their items", () => {
    const db = openTemporary();
    const modelId = someModel(db);
    const adapterId = someAdapter(db, modelId);
    const { id } = addEvaluation(db, {
        name: "e",
        modelId,
        stack: { candidates: [{ entries: [] }, { entries: [{ adapterId, weight: 1 }] }] },
        task: { kind: "quiz" },
    });
    const item = (position: number, credit: number | null) => ({
        position,
        prompt: "p",
        options: ["x", "y"],
        answer: "x",
        expected: "y",
        credit,
        scores: { credits: [1, credit] },
    });
    const range = { from: 0, to: 3 };
    addEvaluationItems(db, id, [item(0, 0.5), item(1, 1), item(2, 0)]);
    addEvaluationItems(db, id, [item(0, 0.3)]);
    expect(listEvaluationItems(db, id, range, "all", 2)).toMatchObject({ total: 3, next: "1" });
    expect(listEvaluationItems(db, id, range, "wrong", 5).items.map(({ position }) => position)).toEqual([
        0, 2,
    ]);
    expect(listEvaluationItems(db, id, { from: 0, to: 2 }, "changed", 5)).toMatchObject({
        total: 1,
        items: [{ credit: 0.3, options: ["x", "y"] }],
    });
    expect(rangeOfItems(db, id, { from: 1, to: 3 }).map(({ position }) => position)).toEqual([1, 2]);
    updateEvaluation(db, id, { state: "running", done: 1 });
    expect(markInterruptedEvaluations(db)).toBe(1);
    expect(getEvaluation(db, id)).toMatchObject({ state: "interrupted", done: 1, result: null });
    expect(listEvaluations(db, { adapterId, modelId })).toHaveLength(1);
    expect(listEvaluations(db, { adapterId: 999 })).toEqual([]);
});

test("settings and presets", () => {
    const db = openTemporary();
    writeSettings(db, { theme: "dark", threads: null, screens: { a: 1 }, language: undefined });
    writeSettings(db, { theme: "light", ["__proto__"]: { polluted: true } });
    const settings = readSettings(db);
    expect(settings).toMatchObject({ theme: "light", threads: null, screens: { a: 1 } });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const saved = saveChatPreset(db, { kind: "sampling", name: "cool", value: { temperature: 0 } });
    expect(saveChatPreset(db, { ...saved, name: "cold" })).toMatchObject({ id: saved.id, name: "cold" });
    expect(listChatPresets(db, "sampling")).toHaveLength(1);
    expect(codeOf(() => saveChatPreset(db, { id: 99, kind: "sampling", name: "x", value: 1 }))).toBe(
        "not-found",
    );
});

test("clearing away for good keeps what something still needs", () => {
    const db = openTemporary();
    const modelId = someModel(db);
    const [kept, gone] = [someAdapter(db, modelId), someAdapter(db, modelId, "gone")];
    const run = someRun(db);
    deleteRows(db, "adapters", [gone]);
    deleteRows(db, "models", [modelId]);
    expect(listDeletions(db).map(({ kind, count }) => [kind, count])).toEqual([
        ["models", 1],
        ["adapters", 1],
    ]);
    expect(purgeDeletions(db, "2000-01-01T00:00:00.000Z").rows).toBe(0);
    expect(purgeDeletions(db, "9999")).toEqual({ rows: 1, kept: 1, adapterFiles: ["gone.gguf"] });
    expect(listDeletions(db).map(({ kind }) => kind)).toEqual(["models"]);
    expect(adapterFiles(db)).toEqual(["warm.gguf"]);
    expect([getAdapter(db, kept).modelId, getRun(db, run.id).modelId]).toEqual([modelId, modelId]);
    expect(codeOf(() => deleteRows(db, "adapters", [gone]))).toBe("not-found");
    expect(codeOf(() => undoDeletion(db, 999))).toBe("not-found");
    expect(() => deleteRows(db, "sqlite_schema; --" as never, [1])).toThrow(TypeError);
});
