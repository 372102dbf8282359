/** Handlers of the contract's app: the program, the computer, backups. */
import { basename } from "node:path";
import { implement } from "@orpc/server";
import { type AppInfo, app } from "../../preload/contract/app.ts";
import { StudioError } from "../errors.ts";
import { importAccelerator } from "../services/accelerators.ts";
import * as backups from "../services/backups.ts";
import { refreshEngineState } from "../services/engineState.ts";
import { describeMachine, listFolder } from "../services/machine.ts";
import type { Services } from "../services/services.ts";
import { testSpeed } from "../services/speedTest.ts";
import { exportEverything, importEverything } from "../services/wholeData.ts";
import { activityStream } from "./activity.ts";

const os = implement(app);

/** What a front door can do beside the contract. */
export interface Host {
    kind: AppInfo["host"]["kind"];
    /** the system's own dialog; null when it was cancelled */
    chooseFiles?: (options: {
        kind: "open-file" | "open-folder" | "save-file";
        title: string;
        extensions: string[];
        suggestedName?: string | undefined;
    }) => Promise<string[] | null>;
    showInFolder?: (path: string) => Promise<void>;
}

/** What is known of the program before it runs. */
export interface Program {
    version: string;
    licences: AppInfo["licences"];
}

/** What can be asked of the program itself. */
export function appApi({ ground }: Services, host: Host, program: Program) {
    const { events, engine } = ground;
    return {
        info: os.info.handler(
            (): AppInfo => ({
                name: "Q-Adapter Studio",
                ...program,
                platform: `${process.platform} ${process.arch}`,
                node: process.versions.node,
                dataDir: ground.places.folder,
                host: {
                    kind: host.kind,
                    chooseFiles: host.chooseFiles !== undefined,
                    showInFolder: host.showInFolder !== undefined,
                },
                problem: ground.store.problem,
            }),
        ),
        machine: os.machine.handler(() => describeMachine(ground)),
        events: os.events.handler(({ signal }) => events.watch(signal)),
        engine: os.engine.handler(() => refreshEngineState(ground)),
        importAccelerator: os.importAccelerator.handler(({ input: { path }, signal }) =>
            activityStream(ground, "import", basename(path), signal, (put, stop) =>
                importAccelerator(ground, path, put, stop),
            ),
        ),
        speedTest: os.speedTest.handler(({ input: { modelId }, signal }) =>
            activityStream(ground, "model", "speed test", signal, (put, stop) =>
                testSpeed(ground, modelId, put, stop),
            ),
        ),
        restartEngine: os.restartEngine.handler(() => engine.stop()),
        cancelActivity: os.cancelActivity.handler(({ input }) => events.cancel(input.id)),
        chooseFiles: os.chooseFiles.handler(({ input }) => {
            if (!host.chooseFiles) throw missing();
            return host.chooseFiles(input);
        }),
        folder: os.folder.handler(({ input }) => listFolder(ground, input.path, input.extensions)),
        showInFolder: os.showInFolder.handler(({ input }) => {
            if (!host.showInFolder) throw missing();
            return host.showInFolder(input.path);
        }),
        upload: os.upload.handler(({ input }) => ground.uploads.take(input)),
        forgetUpload: os.forgetUpload.handler(({ input }) => ground.uploads.forget(input.id)),
        backups: os.backups.handler(() => backups.listBackups(ground)),
        backUp: os.backUp.handler(() => backups.backUp(ground)),
        exportEverything: os.exportEverything.handler(({ input, signal }) =>
            activityStream(ground, "backup", "export everything", signal, (put, stop) =>
                exportEverything(ground, { ...input, version: program.version }, put, stop),
            ),
        ),
        importEverything: os.importEverything.handler(({ input: { path }, signal }) =>
            activityStream(ground, "backup", basename(path), signal, (put, stop) =>
                importEverything(ground, path, put, stop),
            ),
        ),
        beginAnew: os.beginAnew.handler(() => backups.beginAnew(ground)),
        restoreBackup: os.restoreBackup.handler(({ input }) => backups.restoreBackup(ground, input.id)),
    };
}

function missing(): StudioError {
    return new StudioError("usage", "This is possible in the desktop program only.");
}
