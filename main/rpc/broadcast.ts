/**
 * News that any number of streams follow, each at its own pace. What was published before a stream began is not in it:
 * the stream begins with a picture of how things are.
 */
import { append, Mailbox, type Merge } from "./mailbox.ts";

/** One kind of news. */
export class Broadcast<Event> {
    readonly #mailboxes = new Set<Mailbox<Event>>();
    readonly #merge: Merge<Event>;

    constructor(merge: Merge<Event> = append) {
        this.#merge = merge;
    }

    /** Whether nobody listens. */
    get isIdle(): boolean {
        return this.#mailboxes.size === 0;
    }

    /** Tells everybody who listens. */
    publish(event: Event): void {
        for (const mailbox of this.#mailboxes) mailbox.put(event);
    }

    /** Follows until the signal is aborted. `picture` is taken in the same moment in which the following begins. */
    async *follow(
        picture: () => Event,
        signal: AbortSignal | undefined,
    ): AsyncGenerator<Event, void, undefined> {
        const mailbox = new Mailbox(this.#merge);
        mailbox.put(picture());
        this.#mailboxes.add(mailbox);
        try {
            yield* mailbox.read(signal);
        } finally {
            this.#mailboxes.delete(mailbox);
        }
    }
}
