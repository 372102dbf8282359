/** Handlers of the contract's preferences. */
import { implement } from "@orpc/server";
import { preferences } from "../../preload/contract/preferences.ts";
import * as service from "../services/preferences.ts";
import type { Services } from "../services/services.ts";
import { activityStream } from "./activity.ts";

const os = implement(preferences);

/** What can be done with pairs and labels. */
export function preferencesApi({ ground }: Services) {
    return {
        list: os.list.handler(({ input }) => service.listPairs(ground, input)),
        get: os.get.handler(({ input }) => service.getPair(ground, input.id)),
        create: os.create.handler(({ input }) => service.createPair(ground, input)),
        update: os.update.handler(({ input: { id, ...changes } }) => service.updatePair(ground, id, changes)),
        swap: os.swap.handler(({ input }) => service.swapPair(ground, input.id)),
        remove: os.remove.handler(({ input }) => service.removePairs(ground, input.selection)),
        restore: os.restore.handler(({ input }) => service.restorePairs(ground, input.undo)),
        tag: os.tag.handler(({ input: { selection, add, remove } }) =>
            service.tagPairs(ground, selection, add, remove),
        ),
        examples: os.examples.handler(() => service.exampleFiles(ground)),
        tags: os.tags.handler(() => service.listTags(ground)),
        labels: os.labels.handler(({ input }) => service.listLabels(ground, input.limit, input.cursor)),
        removeLabel: os.removeLabel.handler(({ input }) => service.removeLabel(ground, input.id)),
        statistics: os.statistics.handler(({ input }) => service.statistics(ground, input.filter)),
        previewImport: os.previewImport.handler(({ input, signal }) =>
            service.preview(ground, input, signal),
        ),
        import: os.import.handler(({ input, signal }) =>
            activityStream(ground, "import", nameOf(input.file), signal, (put, stop) =>
                service.runImport(ground, input, put, stop),
            ),
        ),
        export: os.export.handler(({ input, signal }) =>
            activityStream(ground, "export", input.format, signal, (put, stop) =>
                service.runExport(ground, input, put, stop),
            ),
        ),
    };
}

function nameOf(file: { path: string } | { name: string }): string {
    return "path" in file ? file.path : file.name;
}
