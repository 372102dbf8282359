/** Handlers of the contract's stacks and settings. */
import { implement } from "@orpc/server";
import { settings } from "../../preload/contract/settings.ts";
import { stacks } from "../../preload/contract/stacks.ts";
import type { Services } from "../services/services.ts";
import { changeSettings, readSettings } from "../services/settings.ts";
import * as service from "../services/stacks.ts";

const os = implement({ stacks, settings });

/** What can be done with saved stacks. */
export function stacksApi({ ground }: Services) {
    return {
        list: os.stacks.list.handler(({ input }) => service.listStacks(ground, input.modelId)),
        create: os.stacks.create.handler(({ input }) => service.createStack(ground, input)),
        update: os.stacks.update.handler(({ input: { id, ...changes } }) =>
            service.updateStack(ground, id, changes),
        ),
        remove: os.stacks.remove.handler(({ input }) => service.removeStack(ground, input.id)),
        restore: os.stacks.restore.handler(({ input }) => service.restoreStack(ground, input.id)),
    };
}

/** The settings. */
export function settingsApi({ ground }: Services) {
    return {
        get: os.settings.get.handler(() => readSettings(ground)),
        set: os.settings.set.handler(({ input }) => changeSettings(ground, input)),
    };
}
