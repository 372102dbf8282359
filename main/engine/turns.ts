/**
 * Whose turn it is: work that a person waits for goes before work in the background. All of it runs on one thread;
 * work in the background asks between its small steps. Stops nothing by itself.
 */

/** From the most urgent: an answer in a chat, answers to be labelled, a measurement, training. */
export const urgencies = ["chat", "labelling", "evaluation", "training"] as const;
export type Urgency = (typeof urgencies)[number];

/** Who computes now, and who waits. */
export class Turns {
    readonly #active = new Map<Urgency, number>();
    #waiting: (() => void)[] = [];

    /** Begins work; the result ends it. */
    enter(urgency: Urgency): () => void {
        this.#count(urgency, 1);
        let isActive = true;
        return () => {
            if (!isActive) return;
            isActive = false;
            this.#count(urgency, -1);
        };
    }

    /** How much work of an urgency there is. */
    active(urgency: Urgency): number {
        return this.#active.get(urgency) ?? 0;
    }

    /** Whether something more urgent goes on. */
    isBlocked(urgency: Urgency): boolean {
        return urgencies.slice(0, urgencies.indexOf(urgency)).some((other) => this.active(other) > 0);
    }

    /**
     * Waits until nothing more urgent goes on, or the signal is aborted.
     * @param onWait told true before waiting and false afterwards; not called where there is nothing to wait for
     */
    async giveWay(
        urgency: Urgency,
        signal?: AbortSignal,
        onWait?: (waiting: boolean) => void,
    ): Promise<void> {
        if (!this.isBlocked(urgency) || signal?.aborted) return;
        const wake = () => this.#wake();
        signal?.addEventListener("abort", wake, { once: true });
        onWait?.(true);
        while (this.isBlocked(urgency) && !signal?.aborted)
            await new Promise<void>((done) => this.#waiting.push(done));
        onWait?.(false);
        signal?.removeEventListener("abort", wake);
    }

    #count(urgency: Urgency, change: number): void {
        this.#active.set(urgency, this.active(urgency) + change);
        this.#wake();
    }

    #wake(): void {
        for (const done of this.#waiting.splice(0)) done();
    }
}
