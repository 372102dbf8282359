/**
 * What the models of a repository of the hub would need here: the hub's sizes, and the rule of thumb. Downloads nothing.
 */
import type { RemoteModelFile } from "../../preload/contract/models.ts";
import { groupFiles, type HubFile } from "../network/hub.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { abilityOf, guessMemory, guessParameters } from "./fits.ts";

/**
 * Describes the models among files of one repository, smallest first; a split one by its first part.
 * @param memory of the computer, in bytes
 */
export function describeRemoteModels(
    files: readonly HubFile[],
    catalogue: readonly CatalogueEntry[],
    memory: number,
): RemoteModelFile[] {
    return groupFiles(files)
        .map((set) => {
            const [first] = set as [HubFile];
            const bytes = set.reduce((sum, part) => sum + part.bytes, 0);
            const listed = catalogue.find(({ repository }) => repository === first.repository);
            const guess = guessMemory(listed?.parameters ?? guessParameters(bytes, first.path), bytes);
            return {
                repository: first.repository,
                file: first.path,
                bytes,
                sha256: set.length === 1 ? first.sha256 : null,
                chat: abilityOf(guess.chat, memory),
                training: abilityOf(guess.training, memory),
            };
        })
        .sort((a, b) => a.bytes - b.bytes);
}
