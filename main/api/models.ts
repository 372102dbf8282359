/** Handlers of the contract's models. */
import { implement } from "@orpc/server";
import { models } from "../../preload/contract/models.ts";
import * as adding from "../services/addModel.ts";
import { loadModel, unloadModels } from "../services/loading.ts";
import { suggestModels } from "../services/modelGuide.ts";
import * as service from "../services/models.ts";
import { download, remoteFiles } from "../services/remoteModels.ts";
import type { Services } from "../services/services.ts";
import { activityStream } from "./activity.ts";

const os = implement(models);

/** What can be asked of models. */
export function modelsApi({ ground }: Services) {
    return {
        list: os.list.handler(() => service.listModels(ground)),
        get: os.get.handler(({ input }) => service.getModel(ground, input.id)),
        suggestions: os.suggestions.handler(() => suggestModels(ground)),
        inspect: os.inspect.handler(({ input }) => service.inspect(ground, input.path)),
        add: os.add.handler(({ input, signal }) =>
            activityStream(ground, "model", input.title ?? input.path, signal, (put, stop) =>
                adding.addModel(ground, input, put, stop),
            ),
        ),
        update: os.update.handler(({ input: { id, ...changes } }) =>
            service.updateModel(ground, id, changes),
        ),
        relocate: os.relocate.handler(({ input }) => adding.relocateModel(ground, input.id, input.path)),
        verify: os.verify.handler(({ input, signal }) =>
            activityStream(ground, "model", service.getModel(ground, input.id).title, signal, (put, stop) =>
                adding.verifyModel(ground, input.id, put, stop),
            ),
        ),
        remove: os.remove.handler(({ input }) => service.removeModel(ground, input.id)),
        restore: os.restore.handler(({ input }) => service.restoreModel(ground, input.id)),
        load: os.load.handler(({ input, signal }) =>
            activityStream(ground, "model", service.getModel(ground, input.id).title, signal, (put) =>
                loadModel(ground, input.id, put),
            ),
        ),
        unload: os.unload.handler(() => unloadModels(ground)),
        remoteFiles: os.remoteFiles.handler(({ input, signal }) =>
            remoteFiles(ground, input.repository, signal),
        ),
        download: os.download.handler(({ input, signal }) =>
            activityStream(ground, "download", input.file, signal, (put, stop) =>
                download(ground, input, put, stop),
            ),
        ),
    };
}
