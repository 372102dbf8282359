/**
 * The list of models worth having, as it comes with the program (resources/catalogue.json). It knows neither sizes nor
 * checksums: those are the hub's to tell.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { translateFileError } from "../files/fileErrors.ts";

const entry = z.strictObject({
    /** short, for the command line */
    name: z.string().regex(/^[a-z0-9.-]+$/),
    title: z.string(),
    /** `general.architecture` of its file */
    family: z.string(),
    /** as its maker counts them */
    parameters: z.int().positive(),
    licence: z.string(),
    languages: z.array(z.string()).min(1),
    /** on the hub, OWNER/NAME */
    repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
    /** which of the repository's files, with * for any text */
    file: z.string().regex(/[.]gguf$/),
    /** why one would choose it, in a sentence */
    why: z.string(),
});

/** A model of the list. */
export type CatalogueEntry = z.infer<typeof entry>;

/** Reads the list, smallest model first. A list that is not as it should be is a mistake of the program. */
export function readCatalogue(path: string): CatalogueEntry[] {
    try {
        const entries = z.array(entry).parse(JSON.parse(readFileSync(path, "utf8")));
        return entries.sort((a, b) => a.parameters - b.parameters);
    } catch (error) {
        throw translateFileError(error, path, "read");
    }
}
