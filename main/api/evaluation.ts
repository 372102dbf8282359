/** Handlers of the contract's evaluations. */
import { implement } from "@orpc/server";
import { evaluation } from "../../preload/contract/evaluation.ts";
import { exportEvaluation } from "../services/evaluation/export.ts";
import type { Services } from "../services/services.ts";

const os = implement(evaluation);

/** What can be done with evaluations. */
export function evaluationApi({ ground, evaluations, judgings }: Services) {
    return {
        start: os.start.handler(({ input: { candidates, ...wish } }) => evaluations.start(wish, candidates)),
        sweep: os.sweep.handler(({ input: { setup, strengths, alpha0s, ...wish } }) =>
            evaluations.sweep(wish, setup, strengths, alpha0s),
        ),
        matrix: os.matrix.handler(({ input: { adapterIds, ...wish } }) =>
            evaluations.matrix(wish, adapterIds),
        ),
        list: os.list.handler(({ input }) => evaluations.list(input)),
        get: os.get.handler(({ input }) => evaluations.get(input.id)),
        items: os.items.handler(({ input: { id, taskId, only, limit, cursor } }) =>
            evaluations.items(id, taskId, only, limit, cursor),
        ),
        tradeOff: os.tradeOff.handler(({ input }) => evaluations.tradeOff(input.id)),
        suggestStrength: os.suggestStrength.handler(({ input: { id, bound, sure } }) =>
            evaluations.suggestStrength(id, bound, sure),
        ),
        watch: os.watch.handler(({ input, signal }) => evaluations.watch(input.id, signal)),
        cancel: os.cancel.handler(({ input }) => evaluations.cancel(input.id)),
        resume: os.resume.handler(({ input }) => evaluations.resume(input.id)),
        repeat: os.repeat.handler(({ input }) => evaluations.repeat(input.id)),
        update: os.update.handler(({ input: { id, ...changes } }) => evaluations.update(id, changes)),
        remove: os.remove.handler(({ input }) => {
            judgings.cancelAll(input.id);
            evaluations.remove(input.id);
        }),
        restore: os.restore.handler(({ input }) => evaluations.restore(input.id)),
        export: os.export.handler(({ input: { id, format, to } }) =>
            exportEvaluation(ground, id, format, to),
        ),
    };
}
