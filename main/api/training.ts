/** Handlers of the contract's training. */
import { implement } from "@orpc/server";
import { training } from "../../preload/contract/training.ts";
import type { Services } from "../services/services.ts";
import { offer, offerPresets } from "../services/training/offers.ts";

const os = implement(training);

/** What can be done with training runs. */
export function trainingApi({ ground, training: runs }: Services) {
    return {
        presets: os.presets.handler(({ input }) => offerPresets(ground, input)),
        estimate: os.estimate.handler(({ input }) => offer(ground, input)),
        start: os.start.handler(({ input }) => runs.start(input)),
        list: os.list.handler(() => runs.list()),
        get: os.get.handler(({ input }) => runs.get(input.id)),
        update: os.update.handler(({ input: { id, ...changes } }) => runs.update(id, changes)),
        watch: os.watch.handler(({ input, signal }) => runs.watch(input.runId, signal)),
        pause: os.pause.handler(({ input }) => runs.pause(input.id)),
        resume: os.resume.handler(({ input }) => runs.resume(input.id)),
        cancel: os.cancel.handler(({ input }) => runs.cancel(input.id)),
        finish: os.finish.handler(({ input }) => runs.finish(input.id)),
        reorder: os.reorder.handler(({ input }) => runs.reorder(input.ids)),
        remove: os.remove.handler(({ input }) => runs.remove(input.id)),
        restore: os.restore.handler(({ input }) => runs.restore(input.id)),
    };
}
