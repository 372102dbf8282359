/** What was deleted long ago goes for good, with its files; what is needed stays. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { dataPlaces } from "../../main/dataFolder/dataFolder.ts";
import { deleteRows } from "../../main/db/deletions.ts";
import { addEvaluation } from "../../main/db/evaluations.ts";
import { clearDeleted, daysKept } from "../../main/services/clearing.ts";
import { openTemporary, someAdapter, someModel } from "../db/openTemporary.ts";

const places = dataPlaces(mkdtempSync(join(tmpdir(), "qadapter-clearing-")));
afterAll(() => rmSync(places.folder, { recursive: true }));

test("files go with the last row that needs them, a month after it was deleted", () => {
    const db = openTemporary();
    const modelId = someModel(db);
    const ground = { db, places, log: () => {} };
    const put = (folder: string, name: string) => {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, name), name);
        return join(folder, name);
    };
    const question = (text: string) => `${createHash("sha256").update(text).digest("hex")}.jsonl`;
    const evaluate = (name: string) =>
        addEvaluation(db, { name, modelId, stack: {}, task: { sources: [{ path: `/somewhere/${name}` }] } })
            .id;
    const adapter = put(places.adapters, "warm.gguf");
    const [kept, deleted, orphan] = ["kept", "deleted", "orphan"].map((text) =>
        put(places.evaluations, question(text)),
    ) as [string, string, string];
    evaluate(question("kept"));
    deleteRows(db, "evaluations", [evaluate(question("deleted"))]);
    deleteRows(db, "adapters", [someAdapter(db, modelId)]);

    clearDeleted(ground);
    expect([adapter, kept, deleted, orphan].map(existsSync)).toEqual([true, true, true, false]);
    clearDeleted(ground, Date.now() + (daysKept + 1) * 86_400_000);
    expect([adapter, kept, deleted].map(existsSync)).toEqual([false, true, false]);
});
