/** Handlers of the contract's adapters. */
import { implement } from "@orpc/server";
import { adapters } from "../../preload/contract/adapters.ts";
import * as service from "../services/adapters.ts";
import type { Services } from "../services/services.ts";

const os = implement(adapters);

/** What can be done with adapters. */
export function adaptersApi({ ground }: Services) {
    return {
        list: os.list.handler(({ input }) => service.listAdapters(ground, input.modelId)),
        get: os.get.handler(({ input }) => service.getAdapter(ground, input.id)),
        update: os.update.handler(({ input: { id, ...changes } }) =>
            service.updateAdapter(ground, id, changes),
        ),
        remove: os.remove.handler(({ input }) => service.removeAdapter(ground, input.id)),
        restore: os.restore.handler(({ input }) => service.restoreAdapter(ground, input.id)),
        compare: os.compare.handler(({ input }) =>
            service.compareAdapters(ground, input.first, input.second),
        ),
        verify: os.verify.handler(({ input }) => service.verifyAdapter(ground, input.id)),
    };
}
