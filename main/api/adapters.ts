/** Handlers of the contract's adapters. */
import { basename } from "node:path";
import { implement } from "@orpc/server";
import { adapters } from "../../preload/contract/adapters.ts";
import { getAdapter } from "../db/adapters.ts";
import * as files from "../services/adapterFiles.ts";
import * as service from "../services/adapters.ts";
import type { Services } from "../services/services.ts";
import { activityStream } from "./activity.ts";

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
        exportPackage: os.exportPackage.handler(({ input, signal }) =>
            activityStream(ground, "export", nameOf(ground, input.id), signal, (put, stop) =>
                files.exportPackage(ground, input, put, stop),
            ),
        ),
        previewPackage: os.previewPackage.handler(({ input }) => files.previewPackage(ground, input.path)),
        importPackage: os.importPackage.handler(({ input, signal }) =>
            activityStream(ground, "import", basename(input.path), signal, (put, stop) =>
                files.importPackage(ground, input, put, stop),
            ),
        ),
        importGguf: os.importGguf.handler(({ input, signal }) =>
            activityStream(ground, "import", basename(input.path), signal, (put) =>
                files.importGguf(ground, input, put),
            ),
        ),
        exportGguf: os.exportGguf.handler(({ input, signal }) =>
            activityStream(ground, "export", nameOf(ground, input.id), signal, (put) =>
                files.exportGguf(ground, input, put),
            ),
        ),
        importPeft: os.importPeft.handler(({ input, signal }) =>
            activityStream(ground, "import", basename(input.path), signal, (put) =>
                files.importPeft(ground, input, put),
            ),
        ),
        exportPeft: os.exportPeft.handler(({ input, signal }) =>
            activityStream(ground, "export", nameOf(ground, input.id), signal, (put) =>
                files.exportPeft(ground, input, put),
            ),
        ),
    };
}

function nameOf({ db }: Services["ground"], id: number): string {
    return getAdapter(db, id).name;
}
