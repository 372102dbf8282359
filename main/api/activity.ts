/**
 * Long calls as streams of progress, shown among the activities while they run and stopped from there, too.
 */
import type { Activity } from "../../preload/contract/app.ts";
import type { Progress } from "../../preload/contract/common.ts";
import { latest } from "../rpc/mailbox.ts";
import { workStream } from "../rpc/workStream.ts";
import type { Ground } from "../services/ground.ts";

type Work<Result> = (put: (event: Progress<Result>) => void, signal: AbortSignal) => Promise<void>;

/** Runs `work` as a stream. */
export function activityStream<Result>(
    { events }: Ground,
    kind: Activity["kind"],
    title: string,
    signal: AbortSignal | undefined,
    work: Work<Result>,
): AsyncGenerator<Progress<Result>> {
    return workStream(signal, latest<Progress<Result>>, async (put, left) => {
        const controller = new AbortController();
        const ongoing = events.begin(kind, title, () => controller.abort());
        try {
            await work(
                (event) => {
                    put(event);
                    if (event.type === "progress")
                        ongoing.update(event.total > 0 ? event.done / event.total : null, event.note);
                },
                AbortSignal.any([left, controller.signal]),
            );
        } finally {
            ongoing.end();
        }
    });
}
