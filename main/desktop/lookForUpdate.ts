/** Looking for a newer version, as the person asked for: says what was found, and leads to its page. */
import { StudioError } from "../errors.ts";
import { isNewer, newestRelease } from "../network/updates.ts";
import type { Words } from "./words.ts";

/** What the shell does with the answer. */
export interface UpdateDisplay {
    say: (sentence: string) => Promise<unknown>;
    /** asks first */
    openLink: (address: string) => Promise<unknown>;
}

/** @param current version of this program */
export async function lookForUpdate(
    address: string,
    current: string,
    words: Words,
    { say, openLink }: UpdateDisplay,
): Promise<void> {
    try {
        const { version, page } = await newestRelease(address);
        await (isNewer(version, current) ? openLink(page) : say(words.newest(current)));
    } catch (error) {
        await say(error instanceof StudioError ? error.message : words.noAnswer);
    }
}
