/**
 * One run while the engine works at it: trains, takes the adapter in, measures what changed. The engine's events become
 * what is stored and told. Whatever ends a run is said; whose turn it is, is decided in runs.ts.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TrainingEvent } from "../../../preload/contract/training.ts";
import type { StoredAdapter } from "../../../preload/records/library.ts";
import type { StoredPoint, StoredRun } from "../../../preload/records/work.ts";
import { adapterOfRun, updateAdapter } from "../../db/adapters.ts";
import type { Assessment, EngineTrainingEvent, ModelReference } from "../../engine/contract.ts";
import { StudioError } from "../../errors.ts";
import { adapterPath } from "../adapters.ts";
import { refreshEngineState } from "../engineState.ts";
import type { Ongoing, OngoingWork } from "../events.ts";
import type { Ground } from "../ground.ts";
import { getModel, modelReference } from "../models.ts";
import { problemOf } from "../problem.ts";
import { toJson } from "../toJson.ts";
import { adoptAdapter, isTrained, removeCheckpoint, removeWork, workPath } from "./adopt.ts";
import type { RunBoard } from "./board.ts";
import { pairFile } from "./pairFile.ts";
import { detailsOf } from "./records.ts";
import { learnSpeed } from "./speed.ts";
import { verdictOf } from "./verdict.ts";

/** What a person wants of a run in progress. */
export type RunWish = "pause" | "cancel" | "finish";

/** Steps whose time tells how long the rest takes. */
const recentSteps = 20;

/** Conducts one run, once. */
export class Conduct {
    readonly #ground: Ground;
    readonly #board: RunBoard;
    readonly id: number;
    readonly #wishes = new Set<RunWish>();
    readonly #measuring = new AbortController();
    readonly #activity: Ongoing;
    readonly #work: OngoingWork;
    readonly #recent: number[] = [];
    #model: ModelReference | undefined;
    /** models that were in memory before */
    #others: number[] = [];
    #hasStepped = false;
    #isLeft = false;

    constructor(ground: Ground, board: RunBoard, { id, name }: StoredRun) {
        this.#ground = ground;
        this.#board = board;
        this.id = id;
        this.#activity = ground.events.begin("training", name, () => this.wish("pause"));
        this.#work = ground.events.beginWork("training", id);
    }

    /** Does everything; never fails. */
    async run(): Promise<void> {
        try {
            const { startedAt } = this.#board.stored(this.id);
            const now = new Date().toISOString();
            this.#board.change(this.id, { state: "preparing", problem: null, startedAt: startedAt ?? now });
            if (await this.#train()) await this.#measure(await adoptAdapter(this.#ground, this.#stored));
        } catch (error) {
            this.#fail(error);
        } finally {
            this.#work.end();
            this.#activity.end();
            if (!this.#isLeft) void refreshEngineState(this.#ground);
        }
    }

    /** Asks for something; it is so when `run` has ended. */
    wish(wish: RunWish): void {
        this.#wishes.add(wish);
        if (wish !== "finish") this.#measuring.abort();
        this.#tellEngine();
    }

    /** The program ends: nothing is stored any more. */
    leave(): void {
        this.#isLeft = true;
        this.#measuring.abort();
    }

    get #stored(): StoredRun {
        return this.#board.stored(this.id);
    }

    get #isStopping(): boolean {
        return this.#wishes.has("pause") || this.#wishes.has("cancel");
    }

    #tellEngine(): void {
        if (this.#wishes.size === 0 || !this.#ground.engine.isRunning) return;
        const how = this.#isStopping ? "pause" : "finish";
        this.#ground.engine
            .use((engine) => engine.stopTraining({ runId: this.id, how }))
            .catch((error) => {
                // it has not begun yet, and will be told when it does; or it has ended
                if (!(error instanceof StudioError))
                    this.#ground.log("warning", "A run could not be stopped.", error);
            });
    }

    /** Whether there is an adapter; without one the run was stopped. */
    async #train(): Promise<boolean> {
        if (isTrained(this.#ground, this.#stored)) return true;
        let isDone = false;
        try {
            isDone = await this.#trainOnce();
        } catch (error) {
            if (!(error instanceof StudioError && error.code === "checkpoint-invalid")) throw error;
            removeCheckpoint(this.#ground, this.#stored);
            this.#notice(
                "What was saved of this run cannot be used any more: it begins again from the start.",
            );
            isDone = await this.#trainOnce();
        }
        if (this.#isLeft) return false;
        if (isDone && !this.#wishes.has("cancel")) return true;
        if (this.#wishes.has("cancel")) {
            removeWork(this.#ground, this.#stored);
            this.#end("cancelled");
        } else this.#board.change(this.id, { state: "paused" });
        return false;
    }

    async #trainOnce(): Promise<boolean> {
        const { engine, events } = this.#ground;
        const order = await this.#order();
        if (this.#isStopping) return false;
        let isDone = false;
        this.#others = events.engine.loaded
            .map(({ modelId }) => modelId)
            .filter((id) => id !== this.#stored.modelId);
        await engine.use(async (client) => {
            for await (const event of await client.train(order)) {
                if (this.#isLeft) return;
                if (event.type === "done") isDone = true;
                this.#receive(event);
            }
        });
        return isDone;
    }

    async #order() {
        const run = this.#stored;
        const { watchedPrompt, name } = run;
        const out = workPath(this.#ground, run);
        return {
            ...(await this.#choice()),
            runId: this.id,
            name,
            out,
            resume: existsSync(`${out}.checkpoint`),
            watchedPrompt,
        };
    }

    /** What training and measurement are told alike, so that both see the same split. */
    async #choice() {
        const run = this.#stored;
        const { engine: preset, changes } = detailsOf(run);
        this.#model = await modelReference(this.#ground, run.modelId);
        return { model: this.#model, pairs: pairFile(this.#ground, run.versionId), preset, changes };
    }

    #receive(event: EngineTrainingEvent): void {
        if (event.type === "planned") this.#planned(event);
        else if (event.type === "own-texts") this.#tellOwnTexts(event);
        else if (event.type === "step") this.#step(event);
        else if (event.type === "look") this.#log("look", event.look, event);
        else if (event.type === "sample") this.#log("sample", event.sample, event);
        else if (event.type === "waiting") this.#wait(event.waiting);
        else if (event.type === "done") this.#trained(event);
    }

    #planned({ plan }: EngineTrainingEvent & { type: "planned" }): void {
        this.#board.change(this.id, { totalSteps: plan.steps, settings: toJson(plan.settings) });
        if (detailsOf(this.#stored).finish) this.#wishes.add("finish");
        this.#tellEngine();
    }

    #tellOwnTexts({ done, total }: EngineTrainingEvent & { type: "own-texts" }): void {
        this.#activity.update(null, `The model writes texts of its own (${done} of ${total})`);
        if (done === 0)
            this.#notice(`The model writes ${total} texts of its own first, to hold on to while it learns.`);
    }

    #step({ step, total, seconds }: EngineTrainingEvent & { type: "step" }): void {
        const { id } = this;
        if (!this.#hasStepped) {
            this.#hasStepped = true;
            this.#board.forgetAfter(id, step.step - 1);
            this.#board.change(id, { state: "running" });
            this.#tellUnloaded().catch((error) =>
                this.#ground.log("warning", "It is not known what was unloaded.", error),
            );
        }
        this.#log("step", step, { type: "steps", steps: [step] });
        this.#recent.push(seconds);
        if (this.#recent.length > recentSteps) this.#recent.shift();
        const mean = this.#recent.reduce((sum, one) => sum + one, 0) / this.#recent.length;
        this.#board.advance(id, {
            step: step.step,
            totalSteps: total,
            seconds: this.#stored.seconds + seconds,
            secondsLeft: mean * (total - step.step),
        });
        this.#activity.update(step.step / total, `Step ${step.step} of ${total}`);
    }

    /** Says which models had to leave the memory for this one. */
    async #tellUnloaded(): Promise<void> {
        const { loaded } = await refreshEngineState(this.#ground);
        for (const id of this.#others.filter((other) => !loaded.some(({ modelId }) => modelId === other))) {
            const { title } = getModel(this.#ground, id);
            const text = `"${title}" was taken out of memory to make room for training. It is loaded again when it is needed.`;
            this.#ground.events.notice("info", text);
        }
    }

    #log(kind: StoredPoint["kind"], point: { step: number }, event: TrainingEvent): void {
        this.#board.log(this.id, { kind, step: point.step, point: toJson(point) }, event);
    }

    #wait(waiting: boolean): void {
        this.#work.wait(waiting);
        const going = this.#hasStepped ? "running" : "preparing";
        this.#board.change(this.id, { state: waiting ? "waiting" : going });
    }

    #trained({ result: { stopped, trainingSecondsPerToken } }: EngineTrainingEvent & { type: "done" }): void {
        const run = this.#stored;
        this.#board.change(this.id, { details: toJson({ ...detailsOf(run), stopped }) });
        if (this.#model) learnSpeed(this.#ground, run.modelId, this.#model, trainingSecondsPerToken);
    }

    async #measure(adapter: StoredAdapter): Promise<void> {
        this.#board.change(this.id, { state: "evaluating", secondsLeft: null });
        this.#activity.update(null, "Measuring what changed");
        const assessment = await this.#assess(adapter).catch((error) => this.#withoutVerdict(error));
        if (assessment) return this.#conclude(verdictOf(assessment));
        if (this.#wishes.has("pause") && !this.#wishes.has("cancel"))
            this.#board.change(this.id, { state: "paused" });
        else if (this.#wishes.has("cancel"))
            this.#end("finished", "The measurement at the end was stopped; the adapter is in the library.");
    }

    async #assess(adapter: StoredAdapter): Promise<Assessment | undefined> {
        const ground = this.#ground;
        const order = {
            ...(await this.#choice()),
            adapter: adapterPath(ground, adapter),
            questions: this.#questions(),
        };
        const { signal } = this.#measuring;
        return ground.engine.use(async (engine) => {
            for await (const event of await engine.assess(order, { signal })) {
                if (event.type === "done") return event.result;
                this.#activity.update(event.done / event.total, "Measuring what changed");
            }
            return undefined;
        });
    }

    /** Pip knows its own small world only; other models are asked what most people know. */
    #questions(): string {
        const { bundled } = getModel(this.#ground, this.#stored.modelId);
        return join(this.#ground.resources, bundled ? "demo/facts.mcq.jsonl" : "retention/facts.jsonl");
    }

    /** The adapter is there whatever becomes of its measurement. */
    #withoutVerdict(error: unknown): undefined {
        if (this.#measuring.signal.aborted) return;
        if (!(error instanceof StudioError) || error.code === "engine-stopped") throw error;
        this.#end("finished", `The adapter is in the library, but could not be measured: ${error.message}`);
    }

    #conclude(verdict: ReturnType<typeof verdictOf>): void {
        const { db, events } = this.#ground;
        const adapter = adapterOfRun(db, this.id); // or it was removed meanwhile
        if (adapter) {
            updateAdapter(db, adapter.id, { verdict: toJson(verdict) });
            events.changed("adapters", [adapter.id]);
        }
        this.#end("finished", null, toJson(verdict));
        events.notice("info", `"${this.#stored.name}" has been trained. ${verdict.sentence}`);
    }

    #end(
        state: "finished" | "cancelled" | "failed",
        problem: string | null = null,
        verdict: StoredRun["verdict"] = null,
    ): void {
        const endedAt = new Date().toISOString();
        this.#board.change(this.id, { state, problem, verdict, endedAt, secondsLeft: null });
    }

    #notice(text: string): void {
        this.#board.tell(this.id, { type: "notice", text });
    }

    #fail(error: unknown): void {
        if (this.#isLeft) return;
        const { events, log } = this.#ground;
        const problem = problemOf(log, "Training failed unexpectedly.", error);
        const code = error instanceof StudioError ? error.code : undefined;
        try {
            const { name, modelId } = this.#stored;
            if (code === "engine-stopped") {
                this.#board.change(this.id, { state: "interrupted", problem, secondsLeft: null });
                events.notice(
                    "warning",
                    `The training of "${name}" was interrupted. It can go on from where it was.`,
                    {
                        kind: "resume-run",
                        runId: this.id,
                    },
                );
            } else {
                this.#end("failed", problem);
                const isLost = code === "file-missing";
                events.notice(
                    "error",
                    `"${name}" could not be trained: ${problem}`,
                    isLost ? { kind: "locate-model", modelId } : undefined,
                );
            }
        } catch (second) {
            log("warning", "A run that ended could not be noted.", second); // it is gone, as after a backup was put back
        }
    }
}
