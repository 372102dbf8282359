/** Handlers of the contract's judgings. */
import { implement } from "@orpc/server";
import { judging } from "../../preload/contract/judging.ts";
import { peopleSources } from "../services/evaluation/matches.ts";
import type { Services } from "../services/services.ts";

const os = implement(judging);

/** What can be done with judgings. */
export function judgingApi({ ground, judgings }: Services) {
    return {
        start: os.start.handler(({ input }) => judgings.start(input)),
        list: os.list.handler(({ input }) => judgings.list(input.evaluationId)),
        get: os.get.handler(({ input }) => judgings.get(input.id)),
        people: os.people.handler(({ input }) => peopleSources(ground, input.evaluationId)),
        matches: os.matches.handler(({ input: { id, round, only, limit, cursor } }) =>
            judgings.matches(id, round, only, limit, cursor),
        ),
        watch: os.watch.handler(({ input, signal }) => judgings.watch(input.id, signal)),
        cancel: os.cancel.handler(({ input }) => judgings.cancel(input.id)),
        resume: os.resume.handler(({ input }) => judgings.resume(input.id)),
        repeat: os.repeat.handler(({ input }) => judgings.repeat(input.id)),
        remove: os.remove.handler(({ input }) => judgings.remove(input.id)),
        restore: os.restore.handler(({ input }) => judgings.restore(input.id)),
    };
}
