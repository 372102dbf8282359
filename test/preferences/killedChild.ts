/**
 * A program that labels and imports until it is killed; not a test. Every pair is told on stdout once it is stored.
 * Arguments: the database, a preference file, a name that no other run has.
 */
import { writeSync } from "node:fs";
import { connect, openDatabase } from "../../main/db/open.ts";
import { addPair } from "../../main/db/pairs.ts";
import { runImport } from "../../main/preferences/importJob.ts";

const [database, path, name] = process.argv.slice(2) as [string, string, string];
const db = openDatabase(database);

/** In this process and not in a worker: starting one would take longer than the program lives. */
function importFile(labeller: string): void {
    const options = {
        path,
        fileName: "pairs",
        format: "auto",
        tags: ["t"],
        labeller,
        skipInvalid: false,
    } as const;
    const connection = connect(database);
    runImport(connection, options, () => {});
    connection.close();
}

for (let index = 0; ; index++) {
    const answer = `${name} answer ${index}`;
    addPair(db, {
        prompt: [{ role: "user", content: "Q" }],
        chosen: answer,
        rejected: "B",
        source: "chat",
        labeller: name,
    });
    writeSync(1, `${answer}\n`);
    if (index % 4 === 3) importFile(`${name} import ${index}`);
}
