/** What the shell makes of the backend's news: wakefulness, progress, and the end of training told once. */
import { expect, it } from "vitest";
import type { LocalClient } from "../../main/desktop/localClient.ts";
import { wordsOf } from "../../main/desktop/words.ts";
import { type WorkOptions, WorkWatch } from "../../main/desktop/work.ts";
import type { Activity, AppEvent, EngineState } from "../../preload/contract/app.ts";

const idle: EngineState = { process: "running", loaded: [], answering: 0, work: [], memory: 0 };
const training: EngineState = { ...idle, work: [{ kind: "training", id: 5, waiting: false }] };
const activity = (kind: Activity["kind"], progress: number | null): Activity => ({
    id: "a",
    kind,
    title: "",
    progress,
    detail: "",
    startedAt: "",
});

/** Follows these events to their end; `states` are what the runs are at each look. */
async function follow(events: AppEvent[], states: string[] = []) {
    const did: string[] = [];
    const client = {
        app: {
            events: async () =>
                (async function* () {
                    for (const event of events) {
                        yield event;
                        await new Promise(setImmediate); // the looks at runs come between
                    }
                })(),
        },
        training: {
            list: async () => [
                { id: 5, name: "Warm", state: states.shift(), verdict: null, problem: "Bad." },
            ],
        },
    };
    const options: WorkOptions = {
        client: client as unknown as LocalClient,
        display: {
            stayAwake: (isNeeded) => void did.push(isNeeded ? "awake" : "asleep"),
            showProgress: (progress) => void did.push(`progress ${progress}`),
            notify: (title, body) => void did.push(`${title}: ${body}`),
        },
        words: () => wordsOf("en"),
        log: () => {},
        onSettings: () => void did.push("settings"),
    };
    const work = new WorkWatch(options);
    await work.follow();
    return { did, work };
}

it("stays awake while an adapter is trained, and no longer", async () => {
    const { did, work } = await follow([
        { type: "snapshot", engine: idle, activities: [] },
        { type: "engine", engine: training },
        { type: "engine", engine: idle },
    ]);
    expect(did.filter((what) => /awake|asleep/.test(what))).toEqual(["asleep", "awake", "asleep"]);
    expect(work.isBusy).toBe(false);
});

it("knows what would be cut short", async () => {
    const { work } = await follow([{ type: "snapshot", engine: training, activities: [] }]);
    expect([work.isBusy, work.trainingRuns]).toEqual([true, [5]]);
    const { work: importing } = await follow([
        { type: "snapshot", engine: idle, activities: [activity("import", null)] },
    ]);
    expect([importing.isBusy, importing.trainingRuns]).toEqual([true, []]);
});

it("shows training's progress before others'", async () => {
    const { did } = await follow([
        { type: "snapshot", engine: idle, activities: [] },
        { type: "activities", activities: [activity("import", null)] },
        { type: "activities", activities: [activity("import", 0.1), activity("training", 0.5)] },
    ]);
    expect(did.filter((what) => what.startsWith("progress"))).toEqual([
        "progress undefined",
        "progress null",
        "progress 0.5",
    ]);
});

it.each([
    [["running", "finished", "finished"], ["“Warm” is trained: "]],
    [["running", "failed"], ["“Warm” could not be trained: Bad."]],
    [["running", "paused", "running", "finished"], ["“Warm” is trained: "]],
    [["finished", "finished"], []],
    [["running", "cancelled"], []],
])("runs that are %j", async (states, expected) => {
    const looks = states.map((): AppEvent => ({ type: "changed", topic: "training", ids: [] }));
    const { did } = await follow(looks, [...states]);
    expect(did.filter((what) => what.startsWith("“"))).toEqual(expected);
});

it("hears of changed settings", async () => {
    const { did } = await follow([{ type: "changed", topic: "settings", ids: [] }]);
    expect(did).toContain("settings");
});
