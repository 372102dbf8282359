/**
 * Answers for labelling, made in the background before somebody asks for them. A queue is filled up to a few items
 * whenever something is done with it, so that nobody waits while labelling and nothing is computed while nobody does.
 * What is done with the answers is labelling.ts.
 */
import { randomInt } from "node:crypto";
import { type SamplingSettings, samplingSettings } from "../../../preload/contract/chat.ts";
import { stackSetup } from "../../../preload/contract/stacks.ts";
import type { Json } from "../../../preload/records/common.ts";
import type { StoredQueue, StoredQueueItem } from "../../../preload/records/work.ts";
import { getModel } from "../../db/models.ts";
import * as rows from "../../db/queues.ts";
import type { ModelReference } from "../../engine/contract.ts";
import { StudioError } from "../../errors.ts";
import { type ResolvedStack, resolveStack } from "../adapters.ts";
import { refreshEngineState } from "../engineState.ts";
import type { Ground } from "../ground.ts";
import { contextLengthFor, modelReference } from "../models.ts";
import { problemOf } from "../problem.ts";

/** Items that are kept ready. */
const readyItems = 6;
/** Samples of the same prompt until two answers differ. */
const mostTries = 3;
/** Prompts in a row without two answers to compare, until that is said instead of trying on. */
const mostFailures = 5;
/** Ids of the engine's calls, away from those of chats, which are messages' ids. */
const firstAnswerId = 2 ** 48;
const largestSeed = 2 ** 32;

/** Everything that is needed to answer a queue's prompts. */
interface Setup {
    model: ModelReference;
    contextLength: number;
    sampling: SamplingSettings;
    stacks: [ResolvedStack, ResolvedStack];
}

/** All queues that are filled, the one that was wanted last first. */
export class AnswersAhead {
    readonly #ground: Ground;
    readonly #onChange: (queueId: number) => void;
    readonly #wanted = new Set<number>();
    /** prompts in a row that failed, by queue */
    readonly #failures = new Map<number, number>();
    #current: { queueId: number; controller: AbortController } | undefined;
    #isRunning = false;
    #waiting: (() => void)[] = [];

    constructor(ground: Ground, onChange: (queueId: number) => void) {
        this.#ground = ground;
        this.#onChange = onChange;
    }

    /** Fills a queue, before all others. */
    want(queueId: number): void {
        this.#wanted.delete(queueId);
        this.#wanted.add(queueId);
        this.#failures.delete(queueId);
        if (!this.#isRunning) void this.#run();
    }

    /** Whether answers of this queue are being made, or will be next. */
    isMaking(queueId: number): boolean {
        return this.#wanted.has(queueId);
    }

    /** Waits until anything has changed, or the signal is aborted. */
    async change(signal?: AbortSignal): Promise<void> {
        const wake = () => this.#wake();
        signal?.addEventListener("abort", wake, { once: true });
        await new Promise<void>((done) => this.#waiting.push(done));
        signal?.removeEventListener("abort", wake);
        signal?.throwIfAborted();
    }

    /** Makes no more for a queue; what is being written for it ends. */
    stop(queueId: number): void {
        this.#wanted.delete(queueId);
        if (this.#current?.queueId === queueId) this.#current.controller.abort();
        this.#wake();
    }

    dispose(): void {
        for (const queueId of [...this.#wanted]) this.stop(queueId);
    }

    #wake(): void {
        for (const done of this.#waiting.splice(0)) done();
    }

    async #run(): Promise<void> {
        this.#isRunning = true;
        for (;;) {
            const queueId = [...this.#wanted].at(-1);
            if (queueId === undefined) break;
            const controller = new AbortController();
            this.#current = { queueId, controller };
            const goesOn = await this.#step(queueId, controller.signal);
            this.#current = undefined;
            if (!controller.signal.aborted) {
                if (!goesOn) this.#wanted.delete(queueId);
                this.#onChange(queueId);
            }
            this.#wake();
        }
        this.#isRunning = false;
    }

    /** Answers one prompt of a queue. Returns whether to go on with it. */
    async #step(queueId: number, signal: AbortSignal): Promise<boolean> {
        try {
            const queue = rows.getQueue(this.#ground.db, queueId);
            const [item] = rows.listQueueItems(this.#ground.db, queueId, "waiting", 1);
            if (!item || queue.counts.ready >= readyItems) {
                if (!item) this.#noteProblem(queue, null);
                return false;
            }
            const isAnswered = await this.#answerItem(queue, item, signal);
            if (isAnswered) this.#noteProblem(queue, null);
            return isAnswered || !this.#hasFailedTooOften(queue);
        } catch (error) {
            if (!signal.aborted) this.#fail(queueId, error);
            return false;
        }
    }

    #hasFailedTooOften(queue: StoredQueue): boolean {
        const failures = (this.#failures.get(queue.id) ?? 0) + 1;
        this.#failures.set(queue.id, failures);
        if (failures < mostFailures) return false;
        this.#failures.delete(queue.id);
        this.#noteProblem(
            queue,
            `There was nothing to compare for ${mostFailures} prompts in a row: both answers were the same, or empty. Make a queue with a higher temperature or with two stacks that differ more.`,
        );
        return true;
    }

    /** Returns whether there are two answers now; otherwise the prompt is left out. */
    async #answerItem(queue: StoredQueue, item: StoredQueueItem, signal: AbortSignal): Promise<boolean> {
        const setup = await this.#setup(queue);
        const work = this.#ground.events.beginWork("labelling", queue.id);
        try {
            const tries = setup.sampling.temperature === 0 ? 1 : mostTries;
            for (let attempt = 0; attempt < tries; attempt++) {
                const seeds = seedsOf(setup.sampling, item.position, attempt);
                const [first, second] = await this.#sample(item, setup, seeds, signal);
                signal.throwIfAborted();
                if (!isComparable(queue, first, second)) continue;
                rows.setAnswers(this.#ground.db, item.id, first, second, detailsOf(setup, seeds));
                this.#failures.delete(queue.id);
                return true;
            }
        } catch (error) {
            if (!(error instanceof StudioError && error.code === "context-full")) throw error;
        } finally {
            work.end();
            void refreshEngineState(this.#ground);
        }
        rows.failItem(this.#ground.db, item.id);
        return false;
    }

    async #sample(
        item: StoredQueueItem,
        { model, contextLength, sampling, stacks }: Setup,
        seeds: readonly [number, number],
        signal: AbortSignal,
    ): Promise<[string, string]> {
        const columns = stacks.map(({ files }, column) => ({
            stack: files,
            messages: item.prompt,
            prefix: "",
            sampling,
            seed: seeds[column] as number,
        }));
        const texts: [string, string] = ["", ""];
        await this.#ground.engine.use(async (engine) => {
            const input = { model, columns, contextLength, urgency: "labelling" as const };
            const events = await engine.answer({ ...input, answerId: firstAnswerId + item.id }, { signal });
            for await (const event of events)
                if (event.type === "text") texts[event.column as 0 | 1] += event.text;
        });
        return texts;
    }

    async #setup({ modelId, first, second, sampling }: StoredQueue): Promise<Setup> {
        const { facts } = getModel(this.#ground.db, modelId);
        return {
            model: await modelReference(this.#ground, modelId),
            contextLength: contextLengthFor(this.#ground, facts),
            sampling: samplingSettings.parse(sampling),
            stacks: [
                await resolveStack(this.#ground, modelId, stackSetup.parse(first)),
                await resolveStack(this.#ground, modelId, stackSetup.parse(second)),
            ],
        };
    }

    #fail(queueId: number, error: unknown): void {
        const problem = problemOf(this.#ground.log, "Answers for labelling could not be made.", error);
        try {
            this.#noteProblem(rows.getQueue(this.#ground.db, queueId), problem);
        } catch (gone) {
            this.#ground.log("warning", "A labelling queue went away while answers were made.", gone);
        }
    }

    #noteProblem({ id, problem: old }: StoredQueue, problem: string | null): void {
        if (old !== problem) rows.updateQueue(this.#ground.db, id, { problem });
    }
}

/** Other seeds for each answer; the same ones each time where the person has chosen one. */
function seedsOf({ seed }: SamplingSettings, position: number, attempt: number): [number, number] {
    if (seed === null) return [randomInt(largestSeed), randomInt(largestSeed)];
    const first = seed + 2 * (position * mostTries + attempt);
    return [first % largestSeed, (first + 1) % largestSeed];
}

/** Equal answers say something about two stacks, but nothing can be learned from them. */
function isComparable({ kind }: StoredQueue, first: string, second: string): boolean {
    if (first.trim() === "" || second.trim() === "") return false;
    return kind === "comparison" || first !== second;
}

/** What the answers were made with. */
function detailsOf({ model, sampling, stacks }: Setup, seeds: [number, number]): Json {
    const [first, second] = stacks.map(({ origin }) => origin);
    return { modelFingerprint: model.fingerprint, sampling, seeds, first, second } as unknown as Json;
}
