/**
 * Models worth having, with what this computer can do with each. By the rule of thumb: the files are not here.
 */
import { join } from "node:path";
import type { ModelSuggestion } from "../../preload/contract/models.ts";
import { readCatalogue } from "../catalogue/catalogue.ts";
import { abilityOf, guessFileBytes, guessMemory } from "../catalogue/fits.ts";
import type { Ground } from "./ground.ts";
import { totalMemory } from "./machine.ts";

/** Smallest first. */
export function suggestModels({ resources }: Ground): ModelSuggestion[] {
    const memory = totalMemory();
    return readCatalogue(join(resources, "catalogue.json")).map(
        ({ title, why, licence, languages, parameters, repository, file }) => {
            const fileBytes = guessFileBytes(parameters, file);
            const { chat, training } = guessMemory(parameters, fileBytes);
            return {
                ...{ title, why, licence, languages, parameters, repository, fileBytes },
                chat: abilityOf(chat, memory),
                training: abilityOf(training, memory),
            };
        },
    );
}
