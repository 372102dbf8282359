/** The worker in which databases are copied and checked, so that the program stays quick. Started by inWorker.ts. */
import { copyInto } from "../db/backup.ts";
import { explainDatabaseError } from "../db/database.ts";
import { checkForeignDatabase } from "../db/foreignDatabase.ts";
import { connect } from "../db/open.ts";
import { answerMain } from "../workers/answerMain.ts";
import type { DatabaseWork } from "./inWorker.ts";

function run(work: DatabaseWork): void {
    if (work.kind === "check") checkForeignDatabase(work.path);
    else copy(work.path, work.to);
}

function copy(path: string, to: string): void {
    const db = connect(path);
    try {
        copyInto(db, to);
    } finally {
        db.close();
    }
}

answerMain(run, (error, work) => explainDatabaseError(error, work.kind === "copy" ? work.to : work.path));
