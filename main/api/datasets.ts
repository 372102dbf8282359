/** Handlers of the contract's data sets. */
import { implement } from "@orpc/server";
import { datasets } from "../../preload/contract/datasets.ts";
import * as service from "../services/dataSets.ts";
import type { Services } from "../services/services.ts";

const os = implement(datasets);

/** What can be done with data sets. */
export function datasetsApi({ ground }: Services) {
    return {
        list: os.list.handler(() => service.listDataSets(ground)),
        get: os.get.handler(({ input }) => service.getDataSet(ground, input.id)),
        create: os.create.handler(({ input }) => service.createDataSet(ground, input)),
        update: os.update.handler(({ input: { id, ...changes } }) =>
            service.updateDataSet(ground, id, changes),
        ),
        refresh: os.refresh.handler(({ input }) => service.refreshDataSet(ground, input.id)),
        remove: os.remove.handler(({ input }) => service.removeDataSet(ground, input.id)),
        restore: os.restore.handler(({ input }) => service.restoreDataSet(ground, input.id)),
        pairs: os.pairs.handler(({ input: { id, limit, cursor } }) =>
            service.listDataSetPairs(ground, id, limit, cursor),
        ),
    };
}
