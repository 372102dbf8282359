/**
 * Base models in the library. Whether their files are there and what is in them is for others to find out.
 */
import type { StoredModel } from "../../preload/records/library.ts";
import { type Db, write } from "./database.ts";
import { getRow, insertRow, listRows, updateRow } from "./rows.ts";
import { models } from "./tables.ts";

/** What a new model is made of. */
export type NewModel = Pick<StoredModel, "title" | "path" | "fileBytes" | "fileChangedAt" | "facts"> &
    Partial<Pick<StoredModel, "note" | "fingerprint" | "owned" | "bundled" | "isDefault" | "template">>;
/** What may be changed in a model. */
export type ModelChanges = Partial<Omit<StoredModel, "id" | "createdAt">>;

/** Adds a model and returns its id. */
export function addModel(db: Db, { isDefault = false, ...model }: NewModel): number {
    return write(db, () => {
        const id = insertRow(db, models, model);
        if (isDefault) setDefaultModel(db, id);
        return id;
    });
}

/** @throws StudioError not-found */
export function getModel(db: Db, id: number): StoredModel {
    return getRow(db, models, id);
}

/** All models, the default first, then by title. */
export function listModels(db: Db): StoredModel[] {
    return listRows(db, models, "ORDER BY is_default DESC, title COLLATE NOCASE, id");
}

/** The model with these weights; the default one, if there are several files of it. */
export function findModel(db: Db, fingerprint: string): StoredModel | undefined {
    return listRows<StoredModel>(
        db,
        models,
        "AND fingerprint = ? ORDER BY is_default DESC, id",
        fingerprint,
    )[0];
}

/** The model that new conversations begin with. */
export function defaultModel(db: Db): StoredModel | undefined {
    return listRows<StoredModel>(db, models, "AND is_default = 1")[0];
}

/** Changes a model, as after its file moved. @throws StudioError not-found */
export function updateModel(db: Db, id: number, { isDefault, ...changes }: ModelChanges): StoredModel {
    return write(db, () => {
        updateRow(db, models, id, changes);
        if (isDefault) setDefaultModel(db, id);
        else if (isDefault === false) updateRow(db, models, id, { isDefault });
        return getModel(db, id);
    });
}

function setDefaultModel(db: Db, id: number): void {
    db.prepare("UPDATE models SET is_default = 0 WHERE is_default = 1 AND deletion_id IS NULL").run();
    updateRow(db, models, id, { isDefault: true });
}
