/** Handlers of the contract's labelling queues. */
import { implement } from "@orpc/server";
import { queues } from "../../preload/contract/queues.ts";
import { compare } from "../services/labelling/comparison.ts";
import type { Services } from "../services/services.ts";

const os = implement(queues);

/** What can be done with labelling queues. */
export function queuesApi({ ground, labelling }: Services) {
    return {
        list: os.list.handler(() => labelling.list()),
        get: os.get.handler(({ input }) => labelling.get(input.id)),
        create: os.create.handler(({ input }) => labelling.create(input)),
        update: os.update.handler(({ input: { id, ...changes } }) => labelling.update(id, changes)),
        remove: os.remove.handler(({ input }) => labelling.remove(input.id)),
        restore: os.restore.handler(({ input }) => labelling.restore(input.id)),
        next: os.next.handler(({ input: { queueId, count }, signal }) =>
            labelling.next(queueId, count, signal),
        ),
        judge: os.judge.handler(({ input }) => labelling.judge(input)),
        undo: os.undo.handler(({ input }) => labelling.undo(input.queueId)),
        result: os.result.handler(({ input }) => compare(ground, input.id)),
        watch: os.watch.handler(({ input, signal }) => labelling.watch(input.queueId, signal)),
    };
}
