/**
 * Work as a stream of what it says, about 30 times a second: it begins with the stream, ends the stream when it is
 * done, and is stopped when the reader leaves. The mailbox between the two is mailbox.ts.
 */
import { Mailbox, type Merge } from "./mailbox.ts";

/** Runs `work` and gives its events; what it throws ends the stream. Its own signal is aborted when the reader leaves. */
export async function* workStream<Event>(
    signal: AbortSignal | undefined,
    merge: Merge<Event>,
    work: (put: (event: Event) => void, signal: AbortSignal) => Promise<void>,
): AsyncGenerator<Event, void, undefined> {
    const controller = new AbortController();
    const stop = () => controller.abort();
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    const mailbox = new Mailbox(merge);
    const done = work((event) => mailbox.put(event), controller.signal).then(
        () => mailbox.end(),
        (error) => mailbox.fail(error),
    );
    try {
        yield* mailbox.read(signal);
    } finally {
        signal?.removeEventListener("abort", stop);
        stop();
        await done;
    }
}
