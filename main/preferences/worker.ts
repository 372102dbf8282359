/**
 * The worker in which files of preferences are read and written and many pairs counted, with a connection of its own,
 * so that the program stays quick meanwhile. Started by inWorker.ts, for one piece of work.
 */
import { explainDatabaseError } from "../db/database.ts";
import { connect } from "../db/open.ts";
import { pairStatistics } from "../db/pairStatistics.ts";
import { answerMain, type OnProgress } from "../workers/answerMain.ts";
import { runExport } from "./exportJob.ts";
import { previewImport, runImport } from "./importJob.ts";
import type { PlacedWork, Work } from "./inWorker.ts";

function run({ databasePath, work }: PlacedWork, onProgress: OnProgress): unknown {
    const db = connect(databasePath);
    try {
        const runs: { [Kind in Work["kind"]]: (options: never) => unknown } = {
            preview: (options) => previewImport(db, options, onProgress),
            import: (options) => runImport(db, options, onProgress),
            export: (options) => runExport(db, options, onProgress),
            statistics: (filter) => pairStatistics(db, filter),
        };
        return runs[work.kind](work.options as never);
    } finally {
        db.close();
    }
}

answerMain(run, (error, { databasePath }) => explainDatabaseError(error, databasePath));
