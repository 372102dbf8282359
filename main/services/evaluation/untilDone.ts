/** The engine's events up to the one that says that all is done: without that, a line that breaks looks like an end. */
import { StudioError } from "../../errors.ts";

/**
 * Passes on every event but the last.
 * @throws StudioError `engine-stopped` where the events end without it; whatever the signal was aborted with
 */
export async function* untilDone<Event extends { type: string }>(
    events: AsyncIterable<Event>,
    signal: AbortSignal,
): AsyncGenerator<Exclude<Event, { type: "done" }>> {
    let isDone = false;
    for await (const event of events) {
        if (event.type === "done") isDone = true;
        else yield event as Exclude<Event, { type: "done" }>;
    }
    if (!isDone && !signal.aborted)
        throw new StudioError(
            "engine-stopped",
            "The part of the program that runs models has stopped. Go on with this to start it again.",
        );
    signal.throwIfAborted();
}
