/** News about many things of one kind, by their ids. What nobody follows takes nothing. */
import { Broadcast } from "./broadcast.ts";
import { append, type Merge } from "./mailbox.ts";

/** News by id. */
export class Broadcasts<Event> {
    readonly #followed = new Map<number, Broadcast<Event>>();
    readonly #merge: Merge<Event>;

    constructor(merge: Merge<Event> = append) {
        this.#merge = merge;
    }

    /** Tells everybody who follows one. */
    publish(id: number, event: Event): void {
        this.#followed.get(id)?.publish(event);
    }

    /** Follows one, as a Broadcast does. Throws whatever `picture` throws. */
    async *follow(
        id: number,
        picture: () => Event,
        signal: AbortSignal | undefined,
    ): AsyncGenerator<Event, void, undefined> {
        const news = this.#followed.get(id) ?? new Broadcast(this.#merge);
        this.#followed.set(id, news);
        try {
            yield* news.follow(picture, signal);
        } finally {
            if (news.isIdle && this.#followed.get(id) === news) this.#followed.delete(id);
        }
    }
}
