/**
 * What every service stands on. Values that the front door gives or that are made once; no service of its own.
 */
import type { PackList } from "../accelerators/packList.ts";
import type { DataPlaces } from "../dataFolder/dataFolder.ts";
import type { Db } from "../db/database.ts";
import type { Engine } from "../jobs/engine.ts";
import type { Log } from "../log.ts";
import type { Downloads } from "./downloads.ts";
import type { AppEvents } from "./events.ts";
import type { Store } from "./store.ts";
import type { Uploads } from "./uploads.ts";

/** What services share. */
export interface Ground {
    store: Store;
    /** the store's: another connection after the data were replaced, never kept in a variable of one's own */
    readonly db: Db;
    places: DataPlaces;
    /** the folder resources/ */
    resources: string;
    /** accelerator packs that may be imported */
    packs: PackList;
    engine: Engine;
    events: AppEvents;
    downloads: Downloads;
    uploads: Uploads;
    log: Log;
}
