/**
 * A stream with somebody who puts things in and somebody who takes them out about 30 times a second at most, merged
 * where they can be: a reader that is slower than the writer costs neither memory nor frames.
 */
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two deliveries. */
const pause = 33;

/** Puts an event into those that wait: merges it into the last one, or appends it. */
export type Merge<Event> = (waiting: Event[], event: Event) => void;

/** Appends every event. */
export function append<Event>(waiting: Event[], event: Event): void {
    waiting.push(event);
}

/** Keeps the newest event only. */
export function latest<Event>(waiting: Event[], event: Event): void {
    waiting.length = 0;
    waiting.push(event);
}

/** The writer's side and the reader's side. */
export class Mailbox<Event> {
    readonly #merge: Merge<Event>;
    readonly #waiting: Event[] = [];
    #ended = false;
    #error: unknown;
    #wake: () => void = () => {};

    constructor(merge: Merge<Event> = append) {
        this.#merge = merge;
    }

    /** Puts an event in; after the end it is lost. */
    put(event: Event): void {
        if (this.#ended) return;
        this.#merge(this.#waiting, event);
        this.#wake();
    }

    /** Ends the stream after what is waiting. */
    end(): void {
        this.#ended = true;
        this.#wake();
    }

    /** Ends the stream with an error after what is waiting. */
    fail(error: unknown): void {
        this.#error ??= error;
        this.end();
    }

    /** The events in order, until the end or until the signal is aborted. */
    async *read(signal?: AbortSignal): AsyncGenerator<Event, void, undefined> {
        const wake = () => this.#wake();
        signal?.addEventListener("abort", wake, { once: true });
        try {
            while (!signal?.aborted) {
                const batch = this.#waiting.splice(0);
                if (batch.length === 0 && this.#ended) break;
                if (batch.length === 0) {
                    await this.#arrival(); // nothing may come between looking and waiting
                    continue;
                }
                yield* batch;
                if (!this.#ended) await sleep(pause);
            }
            if (this.#error !== undefined && !signal?.aborted) throw this.#error;
        } finally {
            signal?.removeEventListener("abort", wake);
        }
    }

    #arrival(): Promise<void> {
        return new Promise((done) => {
            this.#wake = done;
        });
    }
}
