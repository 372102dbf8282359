/**
 * The two-answer arena: queues of prompts, the next two answers to judge in an order that nobody knows, verdicts.
 * Which stack made which answer does not leave this file before the verdict. How answers are made is answersAhead.ts.
 */
import { randomInt } from "node:crypto";
import type { SamplingSettings } from "../../../preload/contract/chat.ts";
import type {
    Judged,
    Judgement,
    PromptSource,
    QueueItem,
    QueueRecord,
} from "../../../preload/contract/queues.ts";
import type { StackSetup } from "../../../preload/contract/stacks.ts";
import type { Json } from "../../../preload/records/common.ts";
import type { StoredQueue, StoredQueueItem } from "../../../preload/records/work.ts";
import { write } from "../../db/database.ts";
import { deleteIfThere, deleteRows, restoreRows } from "../../db/deletions.ts";
import { getModel } from "../../db/models.ts";
import { addPair } from "../../db/pairs.ts";
import * as rows from "../../db/queues.ts";
import { StudioError } from "../../errors.ts";
import { Broadcasts } from "../../rpc/broadcasts.ts";
import { latest } from "../../rpc/mailbox.ts";
import { resolveStack } from "../adapters.ts";
import type { Ground } from "../ground.ts";
import { readSettings } from "../settings.ts";
import { AnswersAhead } from "./answersAhead.ts";
import { collectPrompts } from "./prompts.ts";

/** What a new queue is made of. */
export interface QueueOrder {
    name: string;
    kind: "label" | "comparison";
    modelId: number;
    prompts: PromptSource;
    first: StackSetup;
    second: StackSetup;
    /** default: as in chats */
    sampling?: SamplingSettings;
    tags: string[];
}

/** What a person says of two answers. */
export interface Verdict {
    itemId: number;
    judgement: Judgement;
    strength: number | null;
    better?: string;
    note?: string;
}

/** All labelling queues. */
export class Labelling {
    readonly #ground: Ground;
    readonly #ahead: AnswersAhead;
    readonly #watchers = new Broadcasts<QueueRecord>(latest);

    constructor(ground: Ground) {
        this.#ground = ground;
        this.#ahead = new AnswersAhead(ground, (queueId) => this.#tellIfThere(queueId));
    }

    list(): QueueRecord[] {
        return rows.listQueues(this.#ground.db).map(recordOf);
    }

    /** @throws StudioError not-found */
    get(id: number): QueueRecord {
        return recordOf(rows.getQueue(this.#ground.db, id));
    }

    /** @throws StudioError not-found; as resolveStack and collectPrompts; `usage` where both answers would be the same */
    async create({ prompts: source, sampling, ...order }: QueueOrder): Promise<QueueRecord> {
        const { db } = this.#ground;
        getModel(db, order.modelId);
        const chosen = sampling ?? readSettings(this.#ground).sampling;
        const stacks = [
            await resolveStack(this.#ground, order.modelId, order.first),
            await resolveStack(this.#ground, order.modelId, order.second),
        ];
        const [first, second] = stacks.map(({ files }) => JSON.stringify(files));
        if (first === second && chosen.temperature === 0)
            throw new StudioError(
                "usage",
                "Both answers would be the same. Choose two different stacks, or a temperature above 0.",
            );
        const prompts = await collectPrompts(this.#ground, source);
        const { id } = rows.addQueue(
            db,
            { ...order, ...toJson(order), sampling: chosen as unknown as Json },
            prompts.map((prompt) => ({ prompt, firstIsLeft: randomInt(2) === 0 })),
        );
        this.#ahead.want(id);
        return this.#tell(id);
    }

    /** @throws StudioError not-found */
    update(id: number, changes: { name?: string; tags?: string[] }): QueueRecord {
        rows.updateQueue(this.#ground.db, id, changes);
        return this.#tell(id);
    }

    /** @throws StudioError not-found */
    remove(id: number): void {
        deleteRows(this.#ground.db, "queues", [id]);
        this.#ahead.stop(id);
        this.#ground.events.changed("queues", [id]);
    }

    /** @throws StudioError not-found */
    restore(id: number): QueueRecord {
        restoreRows(this.#ground.db, "queues", [id]);
        return this.#tell(id);
    }

    /**
     * The next items, in their order; waits for the first one where none is ready yet.
     * @returns none where nothing more will come: all is judged, or the queue's `problem` says why not
     * @throws StudioError not-found
     */
    async next(queueId: number, count: number, signal?: AbortSignal): Promise<QueueItem[]> {
        rows.getQueue(this.#ground.db, queueId);
        this.#ahead.want(queueId);
        for (;;) {
            const items = rows.listQueueItems(this.#ground.db, queueId, "ready", count);
            if (items.length > 0 || !this.#ahead.isMaking(queueId)) return items.map(itemOf);
            await this.#ahead.change(signal);
        }
    }

    /** Keeps a verdict. @throws StudioError not-found; `usage` where it was judged already, or `better` makes no sense */
    judge(verdict: Verdict): Judged {
        const { db, events } = this.#ground;
        const { item, pairId } = write(db, () => {
            const judged = rows.getQueueItem(db, verdict.itemId);
            if (judged.state !== "ready")
                throw new StudioError(
                    "usage",
                    "This has been judged already. Undo that verdict to change it.",
                );
            const pair = this.#addPair(rows.getQueue(db, judged.queueId), judged, verdict);
            rows.judgeItem(db, judged.id, verdict.judgement, pair);
            return { item: judged, pairId: pair };
        });
        this.#ahead.want(item.queueId);
        if (pairId !== null) events.changed("pairs", [pairId]);
        return { queue: this.#tell(item.queueId), pairId, left: item.firstIsLeft ? "first" : "second" };
    }

    /** The pair that follows from a verdict, if any does. */
    #addPair(queue: StoredQueue, item: StoredQueueItem, verdict: Verdict): number | null {
        const { judgement, strength, better, note } = verdict;
        const isDecided = judgement === "left" || judgement === "right";
        if (better !== undefined && (!isDecided || queue.kind === "comparison"))
            throw new StudioError(
                "usage",
                "Say first which of the two answers is better; your own text then takes its place. In comparisons of stacks there is none.",
            );
        if (judgement === "skip" || queue.kind === "comparison") return null;
        const { prompt, left, right } = itemOf(item);
        const [winner, loser] = judgement === "right" ? [right, left] : [left, right];
        const chosen = better ?? winner;
        if (chosen === loser)
            throw new StudioError("usage", "Both answers are the same: nothing can be learned from that.");
        return addPair(this.#ground.db, {
            prompt,
            chosen,
            rejected: loser,
            verdict: isDecided ? "preferred" : judgement,
            source: better === undefined ? "queue" : "edit",
            labeller: readSettings(this.#ground).labeller,
            strength: isDecided ? strength : null,
            tags: queue.tags,
            ...(note === undefined ? {} : { note }),
        });
    }

    /** Takes back the verdict that was given last. @throws StudioError not-found */
    undo(queueId: number): { queue: QueueRecord; item: QueueItem | null } {
        const { db, events } = this.#ground;
        rows.getQueue(db, queueId);
        const item = write(db, () => {
            const last = rows.lastJudged(db, queueId);
            if (!last) return undefined;
            if (last.pairId !== null) deleteIfThere(db, "pairs", [last.pairId]);
            return rows.unjudgeItem(db, last.id);
        });
        if (item) events.changed("pairs");
        this.#ahead.want(queueId);
        return { queue: this.#tell(queueId), item: item ? itemOf(item) : null };
    }

    /** A queue from now on. @throws StudioError not-found */
    watch(queueId: number, signal: AbortSignal | undefined): AsyncGenerator<QueueRecord> {
        return this.#watchers.follow(queueId, () => this.get(queueId), signal);
    }

    dispose(): void {
        this.#ahead.dispose();
    }

    /** Tells what a queue is now, to those who watch it and in lists. */
    #tell(id: number): QueueRecord {
        const queue = this.get(id);
        this.#watchers.publish(id, queue);
        this.#ground.events.changed("queues", [id]);
        return queue;
    }

    #tellIfThere(id: number): void {
        try {
            this.#tell(id);
        } catch (error) {
            if (!(error instanceof StudioError && error.code === "not-found")) throw error; // removed meanwhile
        }
    }
}

function toJson({ first, second }: QueueOrder | Omit<QueueOrder, "prompts" | "sampling">) {
    return { first: first as unknown as Json, second: second as unknown as Json };
}

function recordOf({ counts, sampling: _, ...queue }: StoredQueue): QueueRecord {
    return { ...queue, ...counts } as unknown as QueueRecord;
}

/** Two answers as a labeller sees them. */
function itemOf({ id, queueId, prompt, firstAnswer, secondAnswer, firstIsLeft }: StoredQueueItem): QueueItem {
    const [first, second] = [firstAnswer ?? "", secondAnswer ?? ""];
    return { id, queueId, prompt, left: firstIsLeft ? first : second, right: firstIsLeft ? second : first };
}
