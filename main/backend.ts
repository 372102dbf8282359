/**
 * The backend of one running program, composed: data folder, store, engine, services and the router of the contract.
 * Front doors give paths and what they can do; they serve the router over their lines.
 */
import type { AnyRouter } from "@orpc/server";
import type { PackList } from "./accelerators/packList.ts";
import { adaptersApi } from "./api/adapters.ts";
import { appApi, type Host, type Program } from "./api/app.ts";
import { chatApi } from "./api/chat.ts";
import { datasetsApi } from "./api/datasets.ts";
import { evaluationApi } from "./api/evaluation.ts";
import { judgingApi } from "./api/judging.ts";
import { modelsApi } from "./api/models.ts";
import { preferencesApi } from "./api/preferences.ts";
import { queuesApi } from "./api/queues.ts";
import { settingsApi, stacksApi } from "./api/stacks.ts";
import { trainingApi } from "./api/training.ts";
import { openDataFolder } from "./dataFolder/dataFolder.ts";
import { createFileLog } from "./dataFolder/fileLog.ts";
import { markInterruptedMessages } from "./db/messages.ts";
import { Engine } from "./jobs/engine.ts";
import { type EngineLauncher, forkEngine } from "./jobs/engineProcess.ts";
import type { Log } from "./log.ts";
import { guardSockets } from "./network/socketGuard.ts";
import { clearDeleted } from "./services/clearing.ts";
import { Downloads } from "./services/downloads.ts";
import { refreshEngineState } from "./services/engineState.ts";
import { AppEvents } from "./services/events.ts";
import type { Ground } from "./services/ground.ts";
import { addBundledModel } from "./services/models.ts";
import { createServices } from "./services/services.ts";
import { readSettings } from "./services/settings.ts";
import { Store } from "./services/store.ts";
import { Uploads } from "./services/uploads.ts";

/** What a front door gives. */
export interface BackendOptions {
    /** the data folder */
    dataDir: string;
    /** the folder resources/ */
    resources: string;
    host: Host;
    program: Program;
    /** default: a child process of Node */
    launch?: EngineLauncher;
    /** accelerator packs that may be imported; default: none */
    packs?: PackList;
}

/** A backend that runs. */
export interface Backend {
    router: AnyRouter;
    log: Log;
    downloads: Downloads;
    /** why the data cannot be used, in a sentence, so that only backups can be put back; null where they can */
    problem: string | null;
    /** Tells others where this program can be reached; without any secret. */
    announce: (address: string) => void;
    /** Ends everything in order; a second time does nothing. */
    dispose: () => void;
}

/** Starts the backend. @throws StudioError as openDataFolder and openDatabase */
export function createBackend({
    dataDir,
    resources,
    host,
    program,
    launch,
    packs = {},
}: BackendOptions): Backend {
    const folder = openDataFolder(dataDir);
    let endGuard = () => {};
    try {
        const log = createFileLog(folder.logs);
        const store = new Store(folder.database);
        const choice = () => readSettings(ground);
        const engine = new Engine(
            launch ?? forkEngine,
            () => ({
                device: choice().device,
                threads: choice().threads,
                accelerators: folder.accelerators,
            }),
            log,
        );
        endGuard = guardSockets(
            () => choice().offline,
            () => log("warning", "Offline mode is on: a connection to another computer was refused."),
        );
        const events = new AppEvents();
        const ground: Ground = {
            store,
            get db() {
                return store.db;
            },
            places: folder,
            resources,
            packs,
            engine,
            events,
            log,
            downloads: new Downloads(),
            uploads: new Uploads(folder.temporary),
        };
        engine.onChange((reason) => {
            if (reason !== null) events.notice("warning", reason);
            void refreshEngineState(ground);
        });
        const services = createServices(ground, program);
        store.onClose(() => engine.stop());
        store.onOpen((db) => {
            markInterruptedMessages(db);
            addBundledModel(ground).catch((error) => log("error", "The bundled model was not added.", error));
            services.training.recover();
            services.evaluations.recover();
            services.judgings.recover();
            services.measuring.open();
            clearDeleted(ground);
        });
        store.open({ check: folder.wasInterrupted });
        if (store.problem !== null) log("error", "The database is damaged.");
        const router = {
            app: appApi(services, host, program),
            models: modelsApi(services),
            chat: chatApi(services),
            preferences: preferencesApi(services),
            queues: queuesApi(services),
            datasets: datasetsApi(services),
            adapters: adaptersApi(services),
            training: trainingApi(services),
            stacks: stacksApi(services),
            evaluation: evaluationApi(services),
            judging: judgingApi(services),
            settings: settingsApi(services),
        };
        let isRunning = true;
        const dispose = () => {
            if (!isRunning) return;
            isRunning = false;
            store.close();
            engine.stop();
            endGuard();
            folder.close();
        };
        const { downloads } = ground;
        return { router, log, downloads, problem: store.problem, announce: folder.announce, dispose };
    } catch (error) {
        endGuard();
        folder.close();
        throw error;
    }
}
