/**
 * Judgings of an evaluation's sampled answers by a model: every verdict is in the store before the next match, so that
 * one that was stopped goes on where it was. What is judged is drawn in matches.ts; when one computes is queue.ts's say.
 */
import type { Page } from "../../../preload/contract/common.ts";
import type { JudgedMatch, JudgingRecord } from "../../../preload/contract/judging.ts";
import type { MeasuringState, StoredJudging } from "../../../preload/records/work.ts";
import { deleteRows, restoreRows } from "../../db/deletions.ts";
import { getEvaluation } from "../../db/evaluations.ts";
import * as rows from "../../db/judgings.ts";
import { StudioError } from "../../errors.ts";
import { Broadcasts } from "../../rpc/broadcasts.ts";
import { latest } from "../../rpc/mailbox.ts";
import type { Ground } from "../ground.ts";
import { getModel, modelReference } from "../models.ts";
import { toJson } from "../toJson.ts";
import { runJudging } from "./judge.ts";
import { drawMatches, type MatchWish } from "./matches.ts";
import type { MeasuringKind, MeasuringQueue } from "./queue.ts";
import { type JudgingPlan, judgedMatch, judgingRecord, openJudging } from "./storedJudging.ts";

/** What a judging is begun with. */
interface JudgingWish extends MatchWish {
    modelId: number;
    criterion: string;
}

/** All judgings of the program. */
export class Judgings implements MeasuringKind<rows.JudgingChanges> {
    readonly #ground: Ground;
    readonly #queue: MeasuringQueue;
    readonly #watched = new Broadcasts<JudgingRecord>(latest);

    constructor(ground: Ground, queue: MeasuringQueue) {
        this.#ground = ground;
        this.#queue = queue;
        queue.add(this);
    }

    /** When the data were opened: marks what their end interrupted. */
    recover(): void {
        rows.markInterruptedJudgings(this.#ground.db);
    }

    /** @throws StudioError not-found */
    list(evaluationId: number): JudgingRecord[] {
        getEvaluation(this.#ground.db, evaluationId);
        return rows.listJudgings(this.#ground.db, evaluationId).map((row) => this.#record(row));
    }

    /** @throws StudioError not-found */
    get(id: number): JudgingRecord {
        return this.#record(rows.getJudging(this.#ground.db, id));
    }

    #record(row: StoredJudging): JudgingRecord {
        return judgingRecord(row, rows.countJudged(this.#ground.db, row.id));
    }

    /** @throws StudioError not-found; model-unsupported for a judge that cannot chat; as drawMatches, modelReference */
    async start({ modelId, criterion, ...wish }: JudgingWish): Promise<JudgingRecord> {
        const { title, chat } = getModel(this.#ground, modelId);
        if (!chat.possible)
            throw new StudioError(
                "model-unsupported",
                `The model "${title}" cannot judge, because it cannot be talked to here. ${chat.reason}`,
            );
        drawMatches(this.#ground, wish); // what is refused is refused before a large file is read
        const { fingerprint } = await modelReference(this.#ground, modelId);
        const { rounds, matches } = drawMatches(this.#ground, wish);
        const judge = { name: title, fingerprint: fingerprint ?? "" };
        const plan = { judge, criterion, seed: wish.seed, repeats: null, rounds };
        return this.#add(wish.evaluationId, modelId, plan, matches);
    }

    #add(
        evaluationId: number,
        modelId: number,
        plan: JudgingPlan,
        matches: readonly rows.NewMatch[],
    ): JudgingRecord {
        const row = { evaluationId, modelId, plan: toJson(plan) };
        const { id } = rows.addJudging(this.#ground.db, row, matches);
        this.#ground.events.changed("judging", [id]);
        this.#queue.look();
        return this.get(id);
    }

    /** The same matches again. @throws StudioError not-found; adapter-mismatch where the judge is another file now */
    async repeat(id: number): Promise<JudgingRecord> {
        const row = rows.getJudging(this.#ground.db, id);
        await modelReference(this.#ground, row.modelId);
        const matches = rows.allMatches(this.#ground.db, id);
        return this.#add(row.evaluationId, row.modelId, { ...openJudging(row).plan, repeats: id }, matches);
    }

    /** Ends one that computes or waits; what is done is kept. Nothing happens where it has ended. */
    cancel(id: number): JudgingRecord {
        this.#queue.cancel(this, id);
        return this.get(id);
    }

    /** Ends all that judge an evaluation. */
    cancelAll(evaluationId: number): void {
        for (const { id } of rows.listJudgings(this.#ground.db, evaluationId)) this.#queue.cancel(this, id);
    }

    /** Goes on with what was stopped. @throws StudioError not-found; `usage` where there is nothing to go on with */
    resume(id: number): JudgingRecord {
        this.#queue.resume(this, id);
        return this.get(id);
    }

    /** Stops it where it computes. @throws StudioError not-found */
    remove(id: number): void {
        this.#queue.abandon(this, id);
        deleteRows(this.#ground.db, "judgings", [id]);
        this.#ground.events.changed("judging", [id]);
    }

    /** @throws StudioError not-found */
    restore(id: number): JudgingRecord {
        restoreRows(this.#ground.db, "judgings", [id]);
        this.#ground.events.changed("judging", [id]);
        return this.get(id);
    }

    /** One page of what was judged in a round. @throws StudioError not-found */
    matches(
        id: number,
        round: number,
        only: rows.ShownMatches,
        limit: number,
        cursor?: string | null,
    ): Page<JudgedMatch> {
        if (!this.get(id).rounds[round]) throw new StudioError("not-found", "This judging has no such part.");
        const page = rows.listMatches(this.#ground.db, id, round, only, limit, cursor);
        return { ...page, items: page.items.map(judgedMatch) };
    }

    /** The record now and whenever it changes. @throws StudioError not-found */
    watch(id: number, signal: AbortSignal | undefined): AsyncGenerator<JudgingRecord> {
        return this.#watched.follow(id, () => this.get(id), signal);
    }

    next(): StoredJudging | undefined {
        return rows.nextJudging(this.#ground.db);
    }

    nameOf(id: number): string {
        const { evaluationId, judge } = this.get(id);
        return `${judge} · ${getEvaluation(this.#ground.db, evaluationId).name}`;
    }

    stateOf(id: number): MeasuringState {
        return this.get(id).state;
    }

    /** Changes a row and tells who watches. */
    change(id: number, changes: rows.JudgingChanges): JudgingRecord {
        const record = this.#record(rows.updateJudging(this.#ground.db, id, changes));
        this.#watched.publish(id, record);
        if (changes.state !== undefined) this.#ground.events.changed("judging", [id]);
        return record;
    }

    compute(id: number, change: (changes: rows.JudgingChanges) => void, signal: AbortSignal): Promise<void> {
        return runJudging(this.#ground, id, change, signal);
    }
}
