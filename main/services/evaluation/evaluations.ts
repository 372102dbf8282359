/**
 * Evaluations: what is done is in the store before the next unit begins, so that one that was stopped, or whose engine
 * or program ended, goes on where it was. When one computes is decided in queue.ts, what is measured in sources.ts;
 * reports are made in export.ts.
 */

import type { Page } from "../../../preload/contract/common.ts";
import type {
    EvaluationCandidate,
    EvaluationItem,
    EvaluationRecord,
    EvaluationTask,
    TradeOffPoint,
} from "../../../preload/contract/evaluation.ts";
import type { StackSetup } from "../../../preload/contract/stacks.ts";
import type { MeasuringState } from "../../../preload/records/work.ts";
import { getAdapter } from "../../db/adapters.ts";
import { deleteRows, restoreRows } from "../../db/deletions.ts";
import * as rows from "../../db/evaluations.ts";
import { StudioError } from "../../errors.ts";
import { suggestStrength, tradeOff } from "../../report/tradeOff.ts";
import { Broadcasts } from "../../rpc/broadcasts.ts";
import { latest } from "../../rpc/mailbox.ts";
import { resolveStack } from "../adapters.ts";
import type { Ground } from "../ground.ts";
import { modelReference } from "../models.ts";
import { toJson } from "../toJson.ts";
import type { MeasuringKind, MeasuringQueue } from "./queue.ts";
import { type EvaluationProgram, runEvaluation } from "./run.ts";
import { prepareSources } from "./sources.ts";
import { itemRecord, labelOf, openRow, rangeOf, recordOf, type StoredPlan } from "./stored.ts";

/** What every kind of evaluation is begun with. */
export interface EvaluationWish {
    name: string;
    note: string;
    modelId: number;
    tasks: EvaluationTask[];
    seed: number;
}

/** All evaluations of the program. */
export class Evaluations implements MeasuringKind<rows.EvaluationChanges> {
    readonly #ground: Ground;
    readonly #program: EvaluationProgram;
    readonly #queue: MeasuringQueue;
    readonly #watched = new Broadcasts<EvaluationRecord>(latest);

    constructor(ground: Ground, program: EvaluationProgram, queue: MeasuringQueue) {
        this.#ground = ground;
        this.#program = program;
        this.#queue = queue;
        queue.add(this);
    }

    /** When the data were opened: marks what their end interrupted. */
    recover(): void {
        rows.markInterruptedEvaluations(this.#ground.db);
    }

    list(only: { adapterId?: number; modelId?: number }): EvaluationRecord[] {
        return rows.listEvaluations(this.#ground.db, only).map(recordOf);
    }

    /** @throws StudioError not-found */
    get(id: number): EvaluationRecord {
        return recordOf(rows.getEvaluation(this.#ground.db, id));
    }

    /** @throws StudioError as resolveStack, modelReference and prepareSources */
    start(wish: EvaluationWish, candidates: EvaluationCandidate[]): Promise<EvaluationRecord> {
        return this.#begin(wish, "compare", candidates);
    }

    /** A stack at several strengths; each α₀ gives another point at full strength. @throws StudioError as start */
    sweep(
        wish: EvaluationWish,
        setup: StackSetup,
        strengths: number[],
        alpha0s: number[],
    ): Promise<EvaluationRecord> {
        const at = (strength: number, alpha0: number | null): EvaluationCandidate => ({
            ...setup,
            strength,
            alpha0,
            label: alpha0 === null ? `strength ${strength}` : `strength ${strength}, α₀ ${alpha0}`,
        });
        return this.#begin(wish, "sweep", [
            ...strengths.map((strength) => at(strength, null)),
            ...alpha0s.map((alpha0) => at(setup.strength, alpha0)),
        ]);
    }

    /** Each adapter alone, and each two together. @throws StudioError as start; `usage` for one named twice */
    async matrix(wish: EvaluationWish, adapterIds: number[]): Promise<EvaluationRecord> {
        if (new Set(adapterIds).size < adapterIds.length)
            throw new StudioError("usage", "An adapter is named twice. Choose different adapters.");
        const stack = (...ids: number[]): EvaluationCandidate => ({
            entries: ids.map((adapterId) => ({ adapterId, weight: 1, enabled: true })),
            strength: 1,
            alpha0: null,
            label: "",
        });
        const pairs = adapterIds.flatMap((a, i) => adapterIds.slice(i + 1).map((b) => stack(a, b)));
        return this.#begin(wish, "matrix", [...adapterIds.map((id) => stack(id)), ...pairs]);
    }

    async #begin(
        wish: EvaluationWish,
        kind: EvaluationRecord["kind"],
        wanted: EvaluationCandidate[],
    ): Promise<EvaluationRecord> {
        const { name, note, modelId, tasks, seed } = wish;
        await modelReference(this.#ground, modelId);
        const candidates: EvaluationRecord["candidates"] = [];
        for (const candidate of wanted) {
            const { origin } = await resolveStack(this.#ground, modelId, candidate);
            const adapters = origin.stack.map(({ adapterId, name, weight, fingerprint }) => ({
                name,
                weight: weight * origin.strength,
                sha256: fingerprint,
                method: getAdapter(this.#ground.db, adapterId).method,
            }));
            candidates.push({ ...candidate, label: labelOf(candidate, adapters), adapters });
        }
        const sources = prepareSources(this.#ground, modelId, tasks);
        const plan = { wanted: tasks, sources, seed, repeats: null, tasks: [], finished: {}, notes: [] };
        return this.#add({ name, note, modelId, stack: toJson({ kind, candidates }) }, plan);
    }

    #add(row: Omit<rows.NewEvaluation, "task">, plan: StoredPlan): EvaluationRecord {
        const { candidates } = row.stack as unknown as Pick<EvaluationRecord, "candidates">;
        const [first, ...others] = candidates.flatMap(({ entries }) => entries);
        const { id } = rows.addEvaluation(this.#ground.db, {
            ...row,
            adapterId: first && others.length === 0 ? first.adapterId : null,
            task: toJson(plan),
        });
        this.#ground.events.changed("evaluation", [id]);
        this.#queue.look();
        return this.get(id);
    }

    /** Goes on with what was stopped. @throws StudioError not-found; `usage` where there is nothing to go on with */
    resume(id: number): EvaluationRecord {
        this.#queue.resume(this, id);
        return this.get(id);
    }

    /** The same again. @throws StudioError not-found; as resolveStack where an adapter is not what it was */
    async repeat(id: number): Promise<EvaluationRecord> {
        const { row, candidates, plan } = openRow(rows.getEvaluation(this.#ground.db, id));
        for (const { adapters, entries, ...setup } of candidates.candidates) {
            const { origin } = await resolveStack(this.#ground, row.modelId, { ...setup, entries });
            if (origin.stack.some(({ fingerprint }, i) => fingerprint !== adapters[i]?.sha256))
                throw new StudioError("adapter-mismatch", "An adapter has changed since this was measured.");
        }
        const { name, note, modelId, stack } = row;
        const again = { ...plan, repeats: id, tasks: [], finished: {}, notes: [] };
        return this.#add({ name, note, modelId, stack }, again);
    }

    /** Ends one that computes or waits; what is done is kept. Nothing happens where it has ended. */
    cancel(id: number): EvaluationRecord {
        this.#queue.cancel(this, id);
        return this.get(id);
    }

    /** @throws StudioError not-found */
    update(id: number, changes: { name?: string; note?: string }): EvaluationRecord {
        return this.change(id, changes);
    }

    /** Stops it where it computes. @throws StudioError not-found */
    remove(id: number): void {
        this.#queue.abandon(this, id);
        deleteRows(this.#ground.db, "evaluations", [id]);
        this.#ground.events.changed("evaluation", [id]);
    }

    /** @throws StudioError not-found */
    restore(id: number): EvaluationRecord {
        restoreRows(this.#ground.db, "evaluations", [id]);
        this.#ground.events.changed("evaluation", [id]);
        return this.get(id);
    }

    /** One page of a task's items. @throws StudioError not-found */
    items(
        id: number,
        taskId: string,
        only: "all" | "wrong" | "changed",
        limit: number,
        cursor?: string | null,
    ): Page<EvaluationItem> {
        const { tasks } = openRow(rows.getEvaluation(this.#ground.db, id)).plan;
        const range = rangeOf(tasks, taskId);
        if (!range) throw new StudioError("not-found", "This evaluation has no such part.");
        const page = rows.listEvaluationItems(this.#ground.db, id, range, only, limit, cursor);
        return { ...page, items: page.items.map((item) => itemRecord(item, taskId, range.from)) };
    }

    /** Learned against lost, by strength. @throws StudioError not-found; `usage` where it cannot be said */
    tradeOff(id: number): TradeOffPoint[] {
        const { candidates, result } = openRow(rows.getEvaluation(this.#ground.db, id));
        if (!result) throw new StudioError("usage", "This evaluation is not complete yet.");
        const points = candidates.candidates.map(({ strength, alpha0 }, i) => ({
            candidate: i,
            strength,
            alpha0,
            ...tradeOff(result.tasks, i + 1),
        }));
        const isWhole = (point: (typeof points)[number]): point is TradeOffPoint =>
            point.learned !== undefined && point.lost !== undefined;
        if (!points.every(isWhole))
            throw new StudioError(
                "usage",
                "This evaluation says nothing about learning against forgetting: measure pairs or answers, and questions or instructions as well.",
            );
        return points.toSorted((a, b) => a.strength - b.strength || (a.alpha0 ?? 0) - (b.alpha0 ?? 0));
    }

    /** @throws StudioError as tradeOff */
    suggestStrength(id: number, bound: number, sure: boolean): TradeOffPoint | null {
        return suggestStrength(this.tradeOff(id), bound, sure) ?? null;
    }

    /** The record now and whenever it changes. @throws StudioError not-found */
    watch(id: number, signal: AbortSignal | undefined): AsyncGenerator<EvaluationRecord> {
        return this.#watched.follow(id, () => this.get(id), signal);
    }

    /** Changes a row and tells who watches. */
    change(id: number, changes: rows.EvaluationChanges): EvaluationRecord {
        const record = recordOf(rows.updateEvaluation(this.#ground.db, id, changes));
        this.#watched.publish(id, record);
        if (changes.state !== undefined || changes.name !== undefined)
            this.#ground.events.changed("evaluation", [id]);
        return record;
    }

    next(): EvaluationRecord | undefined {
        return this.list({}).findLast(({ state }) => state === "queued");
    }

    nameOf(id: number): string {
        return this.get(id).name;
    }

    stateOf(id: number): MeasuringState {
        return this.get(id).state;
    }

    compute(
        id: number,
        change: (changes: rows.EvaluationChanges) => void,
        signal: AbortSignal,
    ): Promise<void> {
        return runEvaluation(this.#ground, this.#program, id, change, signal);
    }
}
