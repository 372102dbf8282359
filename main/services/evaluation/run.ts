/**
 * Computes one evaluation with the engine, after what is done already: plans, stores every unit, sums up every task.
 * Queues and states are evaluations.ts's.
 */
import type { TaskDescription } from "../../../preload/records/evaluation.ts";
import { write } from "../../db/database.ts";
import * as rows from "../../db/evaluations.ts";
import { getModel } from "../../db/models.ts";
import type { EngineEvaluationEvent, StackFiles } from "../../engine/contract.ts";
import { StudioError } from "../../errors.ts";
import type { EngineClient } from "../../jobs/engine.ts";
import { resolveStack } from "../adapters.ts";
import type { Ground } from "../ground.ts";
import { modelReference } from "../models.ts";
import { toJson } from "../toJson.ts";
import { itemRow, openRow, rangeOf, resultOf, type StoredPlan, type StoredResult } from "./stored.ts";
import { untilDone } from "./untilDone.ts";

/** What computes, for the record. */
export interface EvaluationProgram {
    version: string;
}

type Change = (changes: rows.EvaluationChanges) => void;

/** Computes what is left. @throws StudioError as the engine's evaluate; whatever the signal aborts */
export async function runEvaluation(
    ground: Ground,
    program: EvaluationProgram,
    id: number,
    change: Change,
    signal: AbortSignal,
): Promise<void> {
    const { row, candidates, plan } = openRow(rows.getEvaluation(ground.db, id));
    const model = await modelReference(ground, row.modelId);
    const stacks: { stack: StackFiles; alpha0: number | null }[] = [];
    for (const { alpha0, ...candidate } of candidates.candidates)
        stacks.push({ stack: (await resolveStack(ground, row.modelId, candidate)).files, alpha0 });
    await ground.engine.use(async (client) => {
        const run = new Run(ground, client, id, change);
        await run.remember(program, model.fingerprint ?? "");
        const order = { model, candidates: stacks, sources: plan.sources, seed: plan.seed };
        const events = await client.evaluate({ ...order, finished: plan.finished }, { signal });
        for await (const event of untilDone(events, signal)) await run.take(event);
        await run.finish();
    });
}

/** One evaluation while it computes. */
class Run {
    readonly #ground: Ground;
    readonly #client: EngineClient;
    readonly #id: number;
    readonly #change: Change;

    constructor(ground: Ground, client: EngineClient, id: number, change: Change) {
        this.#ground = ground;
        this.#client = client;
        this.#id = id;
        this.#change = change;
    }

    get #opened() {
        return openRow(rows.getEvaluation(this.#ground.db, this.#id));
    }

    /** Notes what computes, before the first figure. */
    async remember({ version }: EvaluationProgram, fingerprint: string): Promise<void> {
        const { row, result } = this.#opened;
        const { device, threads } = await this.#client.status();
        const { title } = getModel(this.#ground.db, row.modelId);
        const platform = `${process.platform} ${process.arch}`;
        this.#save({
            tasks: result?.tasks ?? [],
            identical: null,
            model: { name: title, fingerprint },
            program: { version, node: process.versions.node, platform, device, threads },
        });
    }

    #save(result: StoredResult): void {
        this.#change({ result: toJson(result) });
    }

    async take(event: Exclude<EngineEvaluationEvent, { type: "done" }>): Promise<void> {
        if (event.type === "planned") this.#planned(event);
        else await this.#unit(event);
    }

    #planned({ tasks, notes }: Extract<EngineEvaluationEvent, { type: "planned" }>): void {
        const { plan } = this.#opened;
        if (plan.tasks.length > 0 && JSON.stringify(plan.tasks) !== JSON.stringify(tasks))
            throw new StudioError(
                "data-invalid",
                "What this evaluation was begun with has changed, so it cannot go on. Repeat it instead.",
            );
        const total = tasks.reduce((sum, { items }) => sum + items, 0);
        this.#change({ total, task: toJson({ ...plan, tasks, notes }) });
    }

    /** What was done is in the store, whole or not at all. */
    async #unit({ task, unit, items }: Extract<EngineEvaluationEvent, { type: "unit" }>): Promise<void> {
        const { plan, row } = this.#opened;
        const description = plan.tasks.find(({ id }) => id === task) as TaskDescription;
        const { from } = rangeOf(plan.tasks, task) as rows.ItemRange;
        const finished = { ...plan.finished, [task]: unit + 1 };
        write(this.#ground.db, () => {
            const stored = items.map((item) => itemRow(item, description, from));
            rows.addEvaluationItems(this.#ground.db, this.#id, stored);
            this.#change({ done: row.done + items.length, task: toJson({ ...plan, finished }) });
        });
        if (unit + 1 === description.units) await this.#sumUp(description, plan);
    }

    async #sumUp(task: TaskDescription, { tasks, seed }: StoredPlan): Promise<void> {
        const range = rangeOf(tasks, task.id) as rows.ItemRange;
        const items = rows
            .rangeOfItems(this.#ground.db, this.#id, range)
            .map((item) => resultOf(item, range.from));
        const figures = await this.#client.sumUp({ task, items, seed });
        const result = this.#opened.result as StoredResult;
        const others = result.tasks.filter(({ id }) => id !== task.id);
        this.#save({ ...result, tasks: [...others, figures] });
    }

    /** Sums up what an interruption left without figures, and compares with what this repeats. */
    async finish(): Promise<void> {
        const { plan } = this.#opened;
        for (const task of plan.tasks) {
            const done = this.#opened.result?.tasks.some(({ id }) => id === task.id);
            if (!done) await this.#sumUp(task, plan);
        }
        const result = this.#opened.result as StoredResult;
        const tasks = plan.tasks.flatMap(({ id }) => result.tasks.filter((figures) => figures.id === id));
        this.#save({ ...result, tasks, identical: this.#compare(plan.repeats, tasks) });
    }

    #compare(repeats: number | null, tasks: StoredResult["tasks"]): boolean | null {
        const { db } = this.#ground;
        const first =
            repeats === null ? undefined : rows.listEvaluations(db).find(({ id }) => id === repeats);
        const before = first && openRow(first).result;
        if (!before) return null;
        return (
            before.tasks.length === tasks.length &&
            tasks.every(({ itemsSha256 }, i) => itemsSha256 === before.tasks[i]?.itemsSha256)
        );
    }
}
